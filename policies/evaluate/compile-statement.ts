import { compileCondition, type Condition } from './condition.ts'
import type { PolicyRole, StatementReference } from './evaluation.ts'
import { EvaluationError } from './evaluation-error.ts'
import { describe } from './describe.ts'
import { principalPattern, type PrincipalPattern } from './principal-pattern.ts'
import { resourceTest, type ResourceTest } from './resource-pattern.ts'
import { TemplateError } from './template.ts'
import { textMatcher, wildcardParts, type TextMatcher } from './text-pattern.ts'

/** A list of an element, or of its opposite (NotAction and so on). */
export interface Entries<T> {
  readonly not: boolean
  readonly texts: readonly string[]
  readonly entries: readonly T[]
}

/** A checked statement. */
export interface CompiledStatement {
  readonly reference: StatementReference
  /** Null in policies whose kind has no principals. */
  readonly principal: Entries<PrincipalPattern> | null
  /** Matched with actions in lower case. */
  readonly action: Entries<TextMatcher>
  /** Null where the policy is about the resource that it is attached to. */
  readonly resource: Entries<ResourceTest> | null
  readonly conditions: readonly Condition[]
  /** Whether the version of its policy has variables. */
  readonly variables: boolean
}

/** Where a statement stands. */
interface Place {
  readonly kind: PolicyRole
  readonly name: string
  readonly path: readonly (string | number)[]
  readonly variables: boolean
}

type JsonObject = Readonly<Record<string, unknown>>

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

const WITH_PRINCIPAL: ReadonlySet<PolicyRole> = new Set([
  'resource policy',
  'endpoint policy',
  'resource control policy',
])

/** @throws {EvaluationError} when the statement is malformed */
export function compileStatement(statement: JsonObject, index: number, place: Place): CompiledStatement {
  for (const element of Object.keys(statement)) {
    if (!ELEMENTS.has(element)) fail('POLICY_ELEMENT_UNKNOWN', place, [element], element)
  }
  const { Sid: sid, Effect: effect } = statement
  if (sid !== undefined && typeof sid !== 'string') fail('VALUE_INVALID', place, ['Sid'], describe(sid))
  if (effect === undefined) fail('ELEMENT_MISSING', place, [], 'Effect')
  if (effect !== 'Allow' && effect !== 'Deny') fail('EFFECT_INVALID', place, ['Effect'], describe(effect))
  return {
    reference: { policy: place.name, kind: place.kind, index, sid: sid ?? null, effect },
    principal: principals(statement, place),
    action: actions(statement, place),
    resource: resources(statement, place),
    conditions: conditions(statement['Condition'], place),
    variables: place.variables,
  }
}

function actions(statement: JsonObject, place: Place): Entries<TextMatcher> {
  const found = either(statement, 'Action', 'NotAction', place)
  if (found === null) return fail('ELEMENT_MISSING', place, [], 'Action or NotAction')
  const texts = textList(found.value, place, [found.element])
  for (const [i, text] of texts.entries()) {
    // AWS accepts names that cannot be, which match nothing; a variable in them it does not.
    if (!/^(?:\*+|[^:\s]+:.+)$/s.test(text) || text.includes('${')) {
      fail('ACTION_INVALID', place, [found.element, i], describe(text))
    }
  }
  const entries = texts.map((text) => textMatcher(wildcardParts(text.toLowerCase())))
  return { not: found.element === 'NotAction', texts, entries }
}

function resources(statement: JsonObject, place: Place): Entries<ResourceTest> | null {
  const found = either(statement, 'Resource', 'NotResource', place)
  if (found === null) {
    if (place.kind === 'resource policy') return null
    return fail('ELEMENT_MISSING', place, [], 'Resource or NotResource')
  }
  const texts = textList(found.value, place, [found.element])
  const entries = texts.map((text, i) => {
    if (text !== '*' && !/^arn:[^:]*(?::|\*)/.test(text)) {
      fail('RESOURCE_INVALID', place, [found.element, i], describe(text))
    }
    try {
      return resourceTest(text, place.variables)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return fail('VARIABLE_INVALID', place, [found.element, i], error.message)
    }
  })
  return { not: found.element === 'NotResource', texts, entries }
}

function principals(statement: JsonObject, place: Place): Entries<PrincipalPattern> | null {
  const found = either(statement, 'Principal', 'NotPrincipal', place)
  if (!WITH_PRINCIPAL.has(place.kind)) {
    if (found === null) return null
    fail('ELEMENT_NOT_ALLOWED', place, [found.element], `A ${place.kind} has no ${found.element}`)
  }
  if (found === null) return fail('ELEMENT_MISSING', place, [], 'Principal or NotPrincipal')
  const { element, value } = found
  if (value === '*') return { not: element === 'NotPrincipal', texts: ['*'], entries: [{ kind: 'everybody' }] }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('PRINCIPAL_INVALID', place, [element], describe(value))
  }
  const texts: string[] = []
  const entries: PrincipalPattern[] = []
  for (const [type, list] of Object.entries(value)) {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(type)) {
      fail('PRINCIPAL_INVALID', place, [element, type], describe(type))
    }
    for (const text of textList(list, place, [element, type])) {
      texts.push(text)
      entries.push(principalPattern(type, text) ?? fail('PRINCIPAL_INVALID', place, [element, type], describe(text)))
    }
  }
  return { not: element === 'NotPrincipal', texts, entries }
}

function conditions(block: unknown, place: Place): readonly Condition[] {
  if (block === undefined) return []
  return objectEntries(block, place, ['Condition']).flatMap(([operator, keys]) => {
    const seen = new Set<string>()
    return objectEntries(keys, place, ['Condition', operator]).map(([key, value]) => {
      const path = ['Condition', operator, key]
      if (seen.has(key.toLowerCase())) fail('CONDITION_INVALID', place, path, `${key} twice, in different case`)
      seen.add(key.toLowerCase())
      const values = scalarList(value, place, path)
      return compileCondition(operator, key, values, place.variables, place.name, [...place.path, ...path])
    })
  })
}

function objectEntries(value: unknown, place: Place, path: readonly string[]): readonly (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value)
  return fail('CONDITION_INVALID', place, path, describe(value))
}

function scalarList(value: unknown, place: Place, path: readonly string[]): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((each) => {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') return String(each)
    return fail('CONDITION_INVALID', place, path, describe(each))
  })
}

function textList(value: unknown, place: Place, path: readonly string[]): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((each, i) =>
    typeof each === 'string'
      ? each
      : fail('VALUE_INVALID', place, Array.isArray(value) ? [...path, i] : path, describe(each)),
  )
}

/** The element of a pair that the statement has; both are refused. */
function either(
  statement: JsonObject,
  element: string,
  opposite: string,
  place: Place,
): { readonly element: string; readonly value: unknown } | null {
  if (statement[element] !== undefined && statement[opposite] !== undefined) {
    fail('ELEMENT_NOT_ALLOWED', place, [opposite], `${element} and ${opposite} exclude each other`)
  }
  if (statement[element] !== undefined) return { element, value: statement[element] }
  return statement[opposite] === undefined ? null : { element: opposite, value: statement[opposite] }
}

function fail(
  code: ConstructorParameters<typeof EvaluationError>[0],
  { name, path }: Place,
  below: readonly (string | number)[],
  detail: string,
): never {
  throw new EvaluationError(code, name, [...path, ...below], detail)
}
