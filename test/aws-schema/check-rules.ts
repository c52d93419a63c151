import type { InputProblem } from './input-problem.ts'
import { readPulumiValue, show } from './pulumi-value.ts'
import { TYPE_RULES } from './rules/index.ts'
import type { TypeRules, ValueRule } from './type-rules.ts'

/** Checks inputs, whose names and types are right, against the rules of their resource type. */
export function problemsOfRules(type: string, inputs: Readonly<Record<string, unknown>>): readonly InputProblem[] {
  const rules = TYPE_RULES[type]
  if (rules === undefined) return []
  return [...combinations(rules, inputs), ...(rules.values ?? []).flatMap((rule) => valueProblems(rule, inputs))]
}

function combinations(rules: TypeRules, inputs: Readonly<Record<string, unknown>>): InputProblem[] {
  const given = (path: string): boolean => valuesAt(inputs, path).some(({ value }) => value !== false)
  const unsure = (path: string): boolean => readPulumiValue(inputs[path.split('.')[0]!]).kind === 'unknown'
  const tooMany = (rules.conflicts ?? [])
    .map((paths) => paths.filter(given))
    .filter((paths) => paths.length > 1)
    .map((paths) => ({ path: paths[1]!, message: `conflicts with ${paths[0]}: give one of them` }))
  const tooFew = (rules.atLeastOneOf ?? [])
    .filter((paths) => !paths.some((path) => given(path) || unsure(path) || isAsset(inputs[path])))
    .map((paths) => ({ path: paths[0]!, message: `required: one of ${paths.join(', ')}` }))
  return [...tooMany, ...tooFew]
}

function isAsset(value: unknown): boolean {
  return ['asset', 'archive'].includes(readPulumiValue(value).kind)
}

/** The known plain values at a path of a rule. */
function valuesAt(root: unknown, path: string): { readonly path: string; readonly value: unknown }[] {
  let found = [{ path: '', value: root }]
  for (const step of path.split('.')) {
    const name = step.replace('[]', '')
    found = found.flatMap((place) => {
      const inner = readPulumiValue((place.value as Readonly<Record<string, unknown>>)[name])
      if (inner.kind !== 'plain') return []
      const at = place.path === '' ? name : `${place.path}.${name}`
      if (!step.endsWith('[]')) return [{ path: at, value: inner.value }]
      return (inner.value as readonly unknown[]).flatMap((item, i) => {
        const read = readPulumiValue(item)
        return read.kind === 'plain' ? [{ path: `${at}[${i}]`, value: read.value }] : []
      })
    })
  }
  return found
}

function valueProblems(rule: ValueRule, inputs: Readonly<Record<string, unknown>>): InputProblem[] {
  return valuesAt(inputs, rule.path).flatMap(({ path, value }) => {
    const message = broken(rule, value)
    return message === undefined ? [] : [{ path, message: `${message}, not ${show(value)}` }]
  })
}

function broken(rule: ValueRule, value: unknown): string | undefined {
  const { oneOf, pattern, json, minItems, maxItems } = rule
  if (oneOf && !oneOf.includes(value as string)) return `must be one of ${oneOf.join(', ')}`
  if (typeof value === 'number') return brokenNumber(rule, value)
  if (Array.isArray(value)) {
    const tooFew = minItems !== undefined && value.length < minItems
    const tooMany = maxItems !== undefined && value.length > maxItems
    return tooFew || tooMany ? `must have ${minItems ?? 0} to ${maxItems ?? 'any number of'} items` : undefined
  }
  if (typeof value !== 'string') return undefined
  if (pattern && !new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(value))
    return `must match ${pattern.source}`
  if (value.length < (rule.minLength ?? 0)) return `must have at least ${rule.minLength} characters`
  if (value.length > (rule.maxLength ?? Infinity)) return `must have at most ${rule.maxLength} characters`
  if (json && !isJson(value)) return 'must be a JSON document'
  return rule.check?.(value)
}

function brokenNumber(rule: ValueRule, value: number): string | undefined {
  const { min = -Infinity, max = Infinity, multipleOf } = rule
  if (value < min || value > max) return `must be between ${min} and ${max}`
  return multipleOf !== undefined && value % multipleOf !== 0 ? `must be a multiple of ${multipleOf}` : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
