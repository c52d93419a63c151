import { parseTemplate, type CompiledStatement } from '../evaluate/index.ts'
import { candidateValues } from './context-values.ts'
import { PRINCIPAL_KEYS } from './principal-values.ts'

/** A value that no policy mentions. */
const FRESH = 'somevalue'

/** More combinations are tried one key at a time. */
const MOST_COMBINATIONS = 64

/**
 * Values for the policy variables: every combination of absent, a value that no policy mentions, and the values with which
 * a text with the variable becomes a text that another entry has.
 */
export function variableValues(statements: readonly CompiledStatement[]): {
  readonly keys: ReadonlySet<string>
  readonly combinations: readonly Readonly<Record<string, string>>[]
} {
  const texts = textsOf(statements)
  const withVariables = textsOf(statements.filter(({ variables }) => variables)).filter((text) => text.includes('${'))
  const keys = new Set<string>()
  const values = new Map<string, Set<string>>()
  for (const text of withVariables) {
    for (const { key, value } of variablesOf(text, texts)) {
      if (PRINCIPAL_KEYS.has(key)) continue
      keys.add(key)
      const known = values.get(key) ?? new Set([FRESH])
      if (value !== null) known.add(value)
      values.set(key, known)
    }
  }
  for (const [key, known] of values) {
    for (const value of conditionValues(statements, key)) known.add(value)
  }
  return { keys, combinations: combinations([...keys].map((key) => ({ key, values: [...values.get(key)!] }))) }
}

/** Values that stand for all values in conditions on a key. */
function conditionValues(statements: readonly CompiledStatement[], key: string): readonly string[] {
  const conditions = statements.flatMap(({ conditions: all, variables }) =>
    all.filter((each) => each.key.toLowerCase() === key).map((condition) => ({ condition, variables })),
  )
  if (conditions.length === 0) return []
  return candidateValues(conditions, () => null).flatMap((value) => (value?.length === 1 ? [value[0]!] : []))
}

function textsOf(statements: readonly CompiledStatement[]): readonly string[] {
  const resources = statements.flatMap(({ resource }) => resource?.texts ?? [])
  const values = statements.flatMap(({ conditions }) => conditions.flatMap((each) => each.values))
  return [...new Set([...resources, ...values])]
}

interface KeyValues {
  readonly key: string
  readonly values: readonly string[]
}

function combinations(keys: readonly KeyValues[]): readonly Readonly<Record<string, string>>[] {
  const size = keys.reduce((product, { values }) => product * (values.length + 1), 1)
  if (size > MOST_COMBINATIONS) {
    const fresh = Object.fromEntries(keys.map(({ key }) => [key, FRESH]))
    return [fresh, {}, ...keys.flatMap(({ key, values }) => values.map((value) => ({ ...fresh, [key]: value })))]
  }
  return keys.reduce<readonly Readonly<Record<string, string>>[]>(
    (all, { key, values }) => all.flatMap((each) => [each, ...values.map((value) => ({ ...each, [key]: value }))]),
    [{}],
  )
}

/** The variables of a text, with the values that would make it begin like another text. */
function variablesOf(
  text: string,
  others: readonly string[],
): readonly { readonly key: string; readonly value: string | null }[] {
  const parts = parseTemplate(text, { wildcards: true, variables: true })
  const [first] = parts
  const prefix = first?.kind === 'text' ? first.text : ''
  return parts.flatMap((part, i) => {
    if (part.kind !== 'variable') return []
    const values: { readonly key: string; readonly value: string | null }[] = [{ key: part.key, value: null }]
    const next = parts[i + 1]
    const stop = next?.kind === 'text' ? next.text[0]! : null
    if (i > 1 || (i === 1 && first?.kind !== 'text')) return values
    for (const other of others) {
      if (other === text || !other.startsWith(i === 0 ? '' : prefix)) continue
      const [value = ''] = (i === 0 ? other : other.slice(prefix.length)).split(/[*?$]/)
      const end = stop === null ? value : value.split(stop)[0]!
      if (end !== '') values.push({ key: part.key, value: end })
    }
    return values
  })
}
