import {
  EvaluationError,
  isPattern,
  matchesAction,
  matchesResource,
  principalCloseness,
  resourceParts,
  viewRequest,
  type AccessRequest,
  type CompiledStatement,
  type RequestView,
} from '../evaluate/index.ts'
import { candidateValues, type CandidateValue } from './context-values.ts'
import { PRINCIPAL_KEYS, somebodies, type Somebody } from './principal-values.ts'
import type { ReadPolicy } from './read-policy.ts'
import { representatives, type Symbols } from './representatives.ts'
import { ACTION_SHAPE, ARN_SHAPE } from './shapes.ts'
import { actionSymbols, exampleOf, resourceSymbols } from './symbols.ts'
import { variableValues } from './variable-values.ts'

/** How far a policy lets somebody go: 0 not at all, 1 with a permission of their own, 2 as a role, 3 without more. */
export type Reach = 0 | 1 | 2 | 3

/** A request about which two policies differ; it stands for all that they do not tell apart. */
export interface Difference {
  readonly request: AccessRequest
  readonly before: Side
  readonly after: Side
}

/** What a policy says about a request. */
export interface Side {
  readonly reach: Reach
  /** The statements that are about it. */
  readonly statements: readonly CompiledStatement[]
}

/** Beyond this two policies are too large to be compared request by request. */
const MOST_CELLS = 2_000_000

/** More differences than anybody reads, but not so many that a statement could be missed. */
const MOST_DIFFERENCES = 20_000

/** The policies are too large or too entangled to be compared exactly. */
export class TooLargeToCompare extends Error {
  override readonly name = 'TooLargeToCompare'
}

/** What two policies differ about, and all that was compared. */
export interface Differences {
  readonly found: readonly Difference[]
  /** Everybody, every action and every resource that stand for all others. */
  readonly somebodies: readonly Somebody[]
  readonly actions: readonly string[]
  /** By action: which resources stand for all others depends on the statements about the action. */
  readonly resources: ReadonlyMap<string, ReadonlySet<string>>
}

/** Every class of requests about which two policies differ. */
export function findDifferences(before: ReadPolicy, after: ReadPolicy): Differences {
  return new Comparison(before, after).run()
}

interface Tagged {
  readonly statement: CompiledStatement
  readonly side: 'before' | 'after'
  readonly meaning: string
}

interface Point {
  readonly somebody: Somebody
  readonly action: string
  readonly resource: string
  readonly reaches: ReadonlyMap<CompiledStatement, Reach>
}

const REACH = { account: 1, role: 2, direct: 3 } as const

class Comparison {
  readonly #all: readonly Tagged[]
  readonly #named: boolean
  readonly #resourcesOfAction = new Map<string, Set<string>>()
  readonly #resourceTexts = new Map<string, readonly string[]>()
  /** Condition keys that are not tried value by value: they follow from who asks, or stand in variables. */
  readonly #fixed = new Set(PRINCIPAL_KEYS)
  readonly #found: Difference[] = []
  #cells = 0

  constructor(before: ReadPolicy, after: ReadPolicy) {
    this.#all = [...tagged(before, 'before'), ...tagged(after, 'after')]
    this.#named = before.attachedTo === 'resource' || after.attachedTo === 'resource'
  }

  run(): Differences {
    const statements = this.#all.map(({ statement }) => statement)
    const actions = this.#actions(statements)
    const { keys, combinations } = variableValues(statements)
    for (const key of keys) this.#fixed.add(key)
    const everybody = somebodies(statements, this.#named)
    for (const somebody of everybody) {
      for (const values of combinations) {
        this.#ofSomebody(somebody, values, actions)
      }
    }
    return { found: this.#found, somebodies: everybody, actions, resources: this.#resourcesOfAction }
  }

  /** In the case in which a policy names it, where one does. */
  #actions(statements: readonly CompiledStatement[]): readonly string[] {
    const texts = [...new Set(statements.flatMap(({ action }) => action.texts))]
    const named = new Map(texts.map((text) => [exampleOf(text.toLowerCase()), exampleOf(text)]))
    const found = representatives(texts.map(actionSymbols), ACTION_SHAPE, [...named.keys()])
    return found.map((text) => named.get(text) ?? text)
  }

  #ofSomebody(somebody: Somebody, values: Readonly<Record<string, string>>, actions: readonly string[]): void {
    const base = { ...values, ...somebody.context }
    const view = this.#view({ somebody, action: 'a:b', resource: '*' }, base)
    const reaches = new Map<CompiledStatement, Reach>()
    for (const { statement } of this.#all) {
      const closeness = principalCloseness(statement, view)
      if (closeness !== null) reaches.set(statement, REACH[closeness])
    }
    const alive = this.#all.filter(({ statement }) => reaches.has(statement))
    if (settled(alive)) return
    const groups = Map.groupBy(actions, (action) => this.#key(this.#about(alive, action)))
    for (const group of groups.values()) {
      const about = this.#about(alive, group[0]!)
      if (settled(about)) continue
      const resources = this.#resources(about, view)
      for (const action of group) {
        this.#resourcesOfAction.set(action, new Set(resources).union(this.#resourcesOfAction.get(action) ?? new Set()))
      }
      for (const resource of resources) {
        const at = { ...view, resource }
        const here = about.filter(
          ({ statement }) => statement.resource === null || matchesResource(statement.resource, at),
        )
        if (settled(here)) continue
        for (const action of group) this.#ofContext(here, { somebody, action, resource, reaches }, base)
      }
    }
  }

  #about(alive: readonly Tagged[], action: string): readonly Tagged[] {
    return alive.filter(({ statement }) => matchesAction(statement.action, action.toLowerCase()))
  }

  #key(alive: readonly Tagged[]): string {
    return alive.map((each) => this.#all.indexOf(each)).join(',')
  }

  /** Texts that stand for all resources; the same for all who resolve the variables to the same. */
  #resources(alive: readonly Tagged[], view: RequestView): readonly string[] {
    const entries = new Map<string, { readonly symbols: Symbols; readonly preferred: readonly string[] }>()
    for (const { statement } of alive) {
      for (const text of statement.resource?.texts ?? []) {
        const symbols = resourceSymbols(text, statement.variables, view.lookup)
        const plain = isPattern(resourceParts(text, statement.variables))
        const preferred = !plain ? [] : [text === '*' ? 'arn:aws:s3:::example' : exampleOf(text)]
        if (symbols !== null) entries.set(symbols.join(','), { symbols, preferred })
      }
    }
    const key = [...entries.keys()].toSorted().join(';')
    const known = this.#resourceTexts.get(key)
    if (known !== undefined) return known
    const preferred = [...entries.values()].flatMap((each) => each.preferred)
    const role = alive.every(({ statement }) => statement.action.texts.every((text) => /^sts:/i.test(text)))
    preferred.push(role ? 'arn:aws:iam::111122223333:role/example' : 'arn:aws:s3:::example')
    const found = representatives(
      [...entries.values()].map(({ symbols }) => symbols),
      ARN_SHAPE,
      preferred,
    )
    this.#resourceTexts.set(key, [...found, '*'])
    return [...found, '*']
  }

  /** Goes through the values of one key after the other, as long as they can make a difference. */
  #ofContext(alive: readonly Tagged[], point: Point, base: Context): void {
    const keys = [
      ...new Set(alive.flatMap(({ statement }) => statement.conditions.map(({ key }) => key.toLowerCase()))),
    ]
    const settledKeys = keys.filter((key) => this.#fixed.has(key))
    const free = keys.filter((key) => !this.#fixed.has(key))
    const here = this.#holding(alive, settledKeys, point, base)
    if (here !== null) this.#ofKeys(here, free, point, base)
  }

  #ofKeys(alive: readonly Tagged[], keys: readonly string[], point: Point, context: Context): void {
    if (settled(alive)) return
    const [key, ...rest] = keys
    if (key === undefined) {
      this.#decide(alive, point, context)
      return
    }
    const conditions = alive.flatMap(({ statement: { conditions: all, variables } }) =>
      all.filter((each) => each.key.toLowerCase() === key).map((condition) => ({ condition, variables })),
    )
    if (conditions.length === 0) {
      this.#ofKeys(alive, rest, point, context)
      return
    }
    const { lookup } = this.#view(point, context)
    const seen = new Set<string>()
    for (const value of candidateValues(conditions, lookup)) {
      if (++this.#cells > MOST_CELLS) throw new TooLargeToCompare()
      const next = withValue(context, conditions[0]!.condition.key, value)
      const here = this.#holding(alive, [key], point, next)
      if (here === null) continue
      const outcome = this.#key(here)
      if (seen.has(outcome)) continue
      seen.add(outcome)
      this.#ofKeys(here, rest, point, next)
    }
  }

  /** The statements whose conditions on some keys hold; null for a context that cannot be. */
  #holding(
    alive: readonly Tagged[],
    keys: readonly string[],
    point: Point,
    context: Context,
  ): readonly Tagged[] | null {
    if (keys.length === 0) return alive
    const view = this.#view(point, context)
    try {
      return alive.filter(({ statement }) =>
        statement.conditions.every((each) => !keys.includes(each.key.toLowerCase()) || each.holds(view)),
      )
    } catch (error) {
      if (error instanceof EvaluationError) return null
      throw error
    }
  }

  #decide(alive: readonly Tagged[], point: Point, context: Context): void {
    if (++this.#cells > MOST_CELLS) throw new TooLargeToCompare()
    const before = sideOf(alive, 'before', point)
    const after = sideOf(alive, 'after', point)
    if (before.reach === after.reach || this.#found.length >= MOST_DIFFERENCES) return
    this.#found.push({ request: requestOf(point, context), before, after })
  }

  #view(point: Pick<Point, 'somebody' | 'action' | 'resource'>, context: Context): RequestView {
    return viewRequest(requestOf(point, context))
  }
}

type Context = Readonly<Record<string, string | readonly string[]>>

function tagged({ compiled, meanings }: ReadPolicy, side: Tagged['side']): readonly Tagged[] {
  return compiled.statements.map((statement) => ({ statement, side, meaning: meanings.get(statement)! }))
}

/** Whether the statements that are left say the same, or nothing allows. */
function settled(alive: readonly Tagged[]): boolean {
  if (!alive.some(({ statement }) => statement.reference.effect === 'Allow')) return true
  const meanings = (side: Tagged['side']): ReadonlySet<string> =>
    new Set(alive.filter((each) => each.side === side).map(({ meaning }) => meaning))
  return meanings('before').symmetricDifference(meanings('after')).size === 0
}

function sideOf(alive: readonly Tagged[], side: Tagged['side'], { reaches }: Point): Side {
  const statements = alive.filter((each) => each.side === side).map(({ statement }) => statement)
  const denied = statements.some(({ reference }) => reference.effect === 'Deny')
  const reach = denied ? 0 : Math.max(0, ...statements.map((statement) => reaches.get(statement) ?? 0))
  return { reach: reach as Reach, statements }
}

function withValue(context: Context, key: string, value: CandidateValue): Context {
  if (value === null) return context
  return { ...context, [key]: value.length === 1 ? value[0]! : value }
}

function requestOf(
  { somebody, action, resource }: Pick<Point, 'somebody' | 'action' | 'resource'>,
  context: Context,
): AccessRequest {
  const account = /::(\d{12}):/.exec(somebody.principal)?.[1] ?? /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1]
  return {
    principal: somebody.principal,
    action,
    resource: { resource, accountId: account ?? '111122223333' },
    contextVariables: context,
  }
}
