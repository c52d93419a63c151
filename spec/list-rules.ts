import type { Placed, ValuesOutline } from './outline.ts'
import { problem, type Problem } from './problem.ts'

/** Characters of the longest dimension value. Guide: "Record field key-value pair character limits". */
const LONGEST_DIMENSION_VALUE = 40

type TooMany =
  | 'MEASURES_TOO_MANY'
  | 'DIMENSIONS_TOO_MANY'
  | 'FILTER_DIMENSIONS_TOO_MANY'
  | 'ALERTS_TOO_MANY'
  | 'ALERT_MEASURES_TOO_MANY'
  | 'ALERT_DIMENSIONS_TOO_MANY'

/** A problem with the given code when a list has more entries than its quota. */
export function tooMany(code: TooMany, list: Placed<readonly unknown[]>, limit: number): readonly Problem[] {
  const count = list.value.length
  return count > limit ? [problem(code, list.path, { count, limit }, 'key')] : []
}

/** What is wrong with a list of dimension values, in filters and in alerts alike. */
export function valueProblems({ values }: ValuesOutline): readonly Problem[] {
  const seen = new Set<string>()
  return values.flatMap(({ value, path }) => {
    const repeated = seen.has(value) ? [problem('VALUE_REPEATED', path, { value })] : []
    seen.add(value)
    const length = [...value].length
    if (value === '') return [...repeated, problem('TEXT_BLANK', path, { got: value })]
    if (length <= LONGEST_DIMENSION_VALUE) return repeated
    return [...repeated, problem('VALUE_TOO_LONG', path, { value, length, limit: LONGEST_DIMENSION_VALUE })]
  })
}

/** The values of a list, each once. */
export function distinct(list: Placed<readonly Placed<string>[]>): readonly string[] {
  return [...new Set(list.value.map(({ value }) => value))]
}
