import { EvaluationError } from './evaluation-error.ts'
import { OperandError, type ValueTest } from './operators/operator.ts'
import { OPERATORS, type Operator } from './operators/table.ts'
import type { RequestView } from './request-view.ts'
import { TemplateError } from './template.ts'

/** One operator with one key. All conditions of a statement must hold. */
export interface Condition {
  /** As the policy writes them. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  holds(view: RequestView): boolean
}

type Quantifier = 'ForAllValues' | 'ForAnyValue' | null

/**
 * Compiles a condition.
 *
 * @param name - the operator with its set operator and IfExists; case plays no part
 * @param document - name of the policy, for errors
 * @param path - of the values, for errors
 * @throws {EvaluationError} OPERATOR_UNKNOWN, CONDITION_VALUE_INVALID or VARIABLE_INVALID
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileCondition(
  name: string,
  key: string,
  values: readonly string[],
  variables: boolean,
  document: string,
  path: readonly (string | number)[],
): Condition {
  const { quantifier, base, ifExists } = operatorParts(name)
  const folded = key.toLowerCase()
  if (base === 'null' && !ifExists) {
    const wanted = new Set(values.map((value) => nullValue(value, document, path)))
    const isNull = (view: RequestView): boolean => (view.context.get(folded)?.length ?? 0) === 0
    return { operator: name, key, values, holds: (view) => wanted.has(isNull(view)) }
  }
  const operator = OPERATORS.get(base)
  if (operator === undefined)
    throw new EvaluationError('OPERATOR_UNKNOWN', document, path.slice(0, -1), JSON.stringify(name))
  const tests = values.map((value, i) => compileValue(operator, value, variables, document, [...path, i]))
  const holds = conditionTest(operator, quantifier, ifExists, folded, tests)
  return { operator: name, key, values, holds: (view) => withPlace(view, key, name, holds) }
}

/** Takes the name of an operator apart: set operator, the operator itself in lower case, IfExists. */
export function operatorParts(name: string): {
  readonly quantifier: Quantifier
  readonly base: string
  readonly ifExists: boolean
} {
  const [, prefix, base = '', ifExists] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(
    name.toLowerCase(),
  )!
  const quantifier = prefix === undefined ? null : prefix === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue'
  return { quantifier, base, ifExists: ifExists !== undefined }
}

function conditionTest(
  { negated, name }: Operator,
  quantifier: Quantifier,
  ifExists: boolean,
  key: string,
  tests: readonly ValueTest[],
): (view: RequestView) => boolean {
  const one = (value: string, view: RequestView): boolean => {
    const matched = matchesAny(tests, value, view)
    // A variable without a value matches nothing, and its negation does not hold either.
    return negated ? matched === false : matched === true
  }
  return (view) => {
    const values = view.context.get(key) ?? []
    if (quantifier === null) {
      if (values.length === 0) return ifExists || negated
      if (values.length === 1) return one(values[0]!, view)
      const detail = `${key} has ${values.length} values, but ${name} compares one`
      throw new EvaluationError('CONTEXT_NEEDS_SET_OPERATOR', 'request', ['contextVariables', key], detail)
    }
    // A set of empty texts is an empty set.
    if (values.every((value) => value === '')) {
      return quantifier === 'ForAllValues' || (ifExists && values.length === 0)
    }
    return quantifier === 'ForAllValues'
      ? values.every((value) => one(value, view))
      : values.some((value) => one(value, view))
  }
}

/** Whether any value of the policy matches; null when none does, but one has a variable without a value. */
function matchesAny(tests: readonly ValueTest[], value: string, { lookup }: RequestView): boolean | null {
  let unresolved = false
  for (const test of tests) {
    const result = test(value, lookup)
    if (result === true) return true
    if (result === null) unresolved = true
  }
  return unresolved ? null : false
}

function withPlace(view: RequestView, key: string, operator: string, holds: (view: RequestView) => boolean): boolean {
  try {
    return holds(view)
  } catch (error) {
    if (!(error instanceof OperandError)) throw error
    const detail = `${error.message}, as ${operator} needs`
    throw new EvaluationError(error.code, 'request', ['contextVariables', key], detail)
  }
}

function compileValue(
  { comparison, name }: Operator,
  value: string,
  variables: boolean,
  document: string,
  path: readonly (string | number)[],
): ValueTest {
  try {
    return comparison.compile(value, variables)
  } catch (error) {
    if (error instanceof OperandError)
      throw new EvaluationError(error.code, document, path, `${error.message}, as ${name} needs`)
    if (error instanceof TemplateError) throw new EvaluationError('VARIABLE_INVALID', document, path, error.message)
    throw error
  }
}

function nullValue(value: string, document: string, path: readonly (string | number)[]): boolean {
  const folded = value.toLowerCase()
  if (folded === 'true' || folded === 'false') return folded === 'true'
  throw new EvaluationError(
    'CONDITION_VALUE_INVALID',
    document,
    path,
    `"${value}" is neither true nor false, as Null needs`,
  )
}
