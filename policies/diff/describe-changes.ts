import {
  matchesAction,
  matchesResource,
  principalCloseness,
  viewRequest,
  type CompiledStatement,
  type RequestView,
} from '../evaluate/index.ts'
import type { AccessChange } from './access-change.ts'
import { changeWords } from './change-words.ts'
import type { Difference, Differences, Side } from './find-differences.ts'
import { labels, type Entry, type Labels } from './labels.ts'

/**
 * Differences as changes of access: one for each statement that gives access, Deny that withholds it, and set of actions
 * with the same resources and principals.
 *
 * @param gives - the policy that reaches further
 * @param others - statements of the other policy
 */
export function describeChanges(
  differences: Differences,
  gives: 'before' | 'after',
  others: readonly CompiledStatement[],
): readonly AccessChange[] {
  const lacks = gives === 'after' ? 'before' : 'after'
  const place = new Map(differences.actions.map((action, index) => [action, index]))
  const further = differences.found
    .filter((each) => each[gives].reach > each[lacks].reach)
    .toSorted((one, other) => place.get(one.request.action)! - place.get(other.request.action)!)
  const byStatement = Map.groupBy(further, (each) => {
    const denying = denial(each[lacks])?.reference.index ?? ''
    return `${givingStatement(each[gives]).reference.index} ${denying} ${each[lacks].reach}`
  })
  const entries = new EntryMatches(differences)
  return [...byStatement.values()].flatMap((group) =>
    sameElsewhere(group, gives, others, entries).map((each) => describe(each, gives, lacks, others, entries)),
  )
}

/** What limits a reach, and falls when another reaches further. */
const LIFTS = { 0: null, 1: 'own permission', 2: 'boundary', 3: null } as const

/** Splits by what the actions differ about: those with the same principals and resources belong together. */
function sameElsewhere(
  group: readonly Difference[],
  gives: 'before' | 'after',
  others: readonly CompiledStatement[],
  entries: EntryMatches,
): readonly (readonly Difference[])[] {
  const byAction = Map.groupBy(group, ({ request }) => request.action)
  const elsewhere = (differences: readonly Difference[]): string => {
    const statement = givingStatement(differences[0]![gives])
    const [who, , what] = names(statement, [statement, ...others], entries, differences)
    return JSON.stringify([who, what])
  }
  return [...Map.groupBy(byAction.values(), elsewhere).values()].map((each) => each.flat())
}

/** The Allow that reaches furthest. */
function givingStatement({ statements, reach }: Side): CompiledStatement {
  const first = statements.find(({ reference }) => reference.effect === 'Allow')
  if (first === undefined || reach === 0) throw new Error('a difference without a statement that allows it')
  return first
}

function denial({ statements }: Side): CompiledStatement | undefined {
  return statements.find(({ reference }) => reference.effect === 'Deny')
}

function describe(
  group: readonly Difference[],
  gives: 'before' | 'after',
  lacks: 'before' | 'after',
  others: readonly CompiledStatement[],
  entries: EntryMatches,
): AccessChange {
  const first = group[0]!
  const statement = givingStatement(first[gives])
  const denying = denial(first[lacks])
  const all = [statement, ...others]
  const [principal, action, resource] = names(statement, all, entries, group)
  const change = {
    principal: principal.entries,
    action: action.entries,
    resource: resource.entries,
    condition: statement.conditions.map(conditionText),
    except: {
      principal: principal.except,
      action: action.except,
      resource: resource.except,
      condition: denying === undefined ? unmetConditions(others, first.request) : [],
    },
    statement: statement.reference,
    deniedBy: denying?.reference ?? null,
    lifts: LIFTS[first[lacks].reach],
    witness: first.request,
  }
  return { words: changeWords(change, gives), ...change }
}

function conditionText({ operator, key, values }: CompiledStatement['conditions'][number]): string {
  return `${operator} ${key} ${values.map((each) => JSON.stringify(each)).join(' or ')}`
}

/** Conditions under which the other policy allows the same after all. */
function unmetConditions(others: readonly CompiledStatement[], request: Difference['request']): readonly string[] {
  const view = viewRequest(request)
  const texts = others
    .filter((each) => each.reference.effect === 'Allow' && each.conditions.length > 0)
    .filter((each) => (['principal', 'action', 'resource'] as const).every((element) => matches(each, element, view)))
    .map(({ conditions }) => conditions.map(conditionText).join(' and '))
  return [...new Set(texts)]
}

type Element = 'principal' | 'action' | 'resource'

/** Principals, actions and resources of some differences, by the entries of policies. */
function names(
  statement: CompiledStatement,
  all: readonly CompiledStatement[],
  entries: EntryMatches,
  differences: readonly Difference[],
): readonly [principal: Labels, action: Labels, resource: Labels] {
  const actions = new Set(differences.map(({ request }) => request.action))
  const element = (which: Element, meant: readonly string[]): Labels => {
    const own = statement[which]
    if (own === null) return { entries: [], except: [] }
    if (own.not) return { entries: [`all but ${own.texts.join(', ')}`], except: [] }
    const of = (each: CompiledStatement): readonly Entry[] => entries.of(each, which, actions)
    return labels(of(statement), all.flatMap(of), new Set(meant))
  }
  return [
    element(
      'principal',
      differences.map(({ request }) => request.principal),
    ),
    element(
      'action',
      [...actions].map((each) => each.toLowerCase()),
    ),
    element(
      'resource',
      differences.map(({ request }) => request.resource.resource),
    ),
  ]
}

/** Which representatives the entries of statements match. */
class EntryMatches {
  readonly #views: Readonly<Record<Element, ReadonlyMap<string, RequestView>>>
  readonly #known = new Map<string, Entry>()

  readonly #resources: Differences['resources']

  constructor({ somebodies, actions, resources, found }: Differences) {
    this.#resources = resources
    const everyResource = new Set([...resources.values()].flatMap((each) => [...each]))
    const [example] = found
    const view = (
      principal: string,
      action: string,
      resource: string,
      context: Readonly<Record<string, string>> = {},
    ) =>
      viewRequest({
        principal,
        action,
        resource: { resource, accountId: example?.request.resource.accountId ?? '111122223333' },
        contextVariables: { ...example?.request.contextVariables, ...context },
      })
    this.#views = {
      principal: new Map(somebodies.map(({ principal, context }) => [principal, view(principal, 'a:b', '*', context)])),
      action: new Map(actions.map((action) => [action.toLowerCase(), view('*', action, '*')])),
      resource: new Map([...everyResource].map((resource) => [resource, view('*', 'a:b', resource)])),
    }
  }

  /** @param actions - resources are those that were compared for these */
  of(statement: CompiledStatement, element: Element, actions: ReadonlySet<string>): readonly Entry[] {
    const all = this.#all(statement, element)
    if (element !== 'resource') return all
    const compared = new Set([...actions].flatMap((action) => [...(this.#resources.get(action) ?? [])]))
    return all.map(({ text, matched }) => ({ text, matched: matched.intersection(compared) }))
  }

  #all(statement: CompiledStatement, element: Element): readonly Entry[] {
    const own = statement[element]
    if (own === null || own.not) return []
    return [...new Set(own.texts)].map((text) => {
      const key = `${element} ${statement.variables} ${text}`
      const known = this.#known.get(key)
      if (known !== undefined) return known
      const alone = {
        ...statement,
        [element]: { not: false, texts: [text], entries: [own.entries[own.texts.indexOf(text)]!] },
      }
      const matched = [...this.#views[element]].filter(([, view]) => matches(alone, element, view)).map(([rep]) => rep)
      const entry = { text, matched: new Set(matched) }
      this.#known.set(key, entry)
      return entry
    })
  }
}

function matches(statement: CompiledStatement, element: Element, view: RequestView): boolean {
  switch (element) {
    case 'principal':
      return principalCloseness(statement, view) !== null
    case 'action':
      return matchesAction(statement.action, view.action)
    case 'resource':
      return statement.resource === null || matchesResource(statement.resource, view)
  }
}
