/**
 * How far a value is from what was expected, in the unit of the measure: what groups weigh their metrics by. A missing value
 * weighs as much as was expected, as if 0 had come: of a sum that is what is lost, of an average it is its size.
 *
 * @param point - value null = missing
 * @returns >= 0
 */
export function deviationOf({ value, expected }: { readonly value: number | null; readonly expected: number }): number {
  return Math.abs((value ?? 0) - expected)
}

/**
 * Usual size of a deviation, from one and what it comes to in sigma; no finite number where a value is as expected.
 *
 * @param deviation - (value - expected) in sigma
 */
export function sigmaOf(value: number, expected: number, deviation: number): number {
  return Math.abs((value - expected) / deviation)
}

/** Side of the expected value on which a point lies; a missing value counts as 0, as in `deviationOf`. */
export function sideOf({
  value,
  expected,
}: {
  readonly value: number | null
  readonly expected: number
}): 'up' | 'down' {
  return (value ?? 0) > expected ? 'up' : 'down'
}
