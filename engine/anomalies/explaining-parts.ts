import type { Parts } from '../layers/index.ts'

/** Parts are taken until they explain this share of a roll-up's deviation. */
const EXPLAINED = 0.8
/** A roll-up is explained by parts that others have named before it when they come to this share. */
const EXPLAINED_BEFORE = 0.5
/** A roll-up whose present metrics cannot explain this share fell for want of the others: no metric is to blame. */
const LEAST_EXPLAINED = 1 / 3
/** Parts of a roll-up that are named at most. */
const MOST_PARTS = 1_000

/**
 * The metrics that explain most of a roll-up's deviation, the greatest part first; none when they cannot.
 *
 * @param parts - metrics that deviate to the roll-up's side
 * @param deviation - |value - expected| of the roll-up
 * @param taken - series that explain another roll-up already: where they explain half of this one, they alone are given
 * @returns numbers of the series
 */
export function explainingParts(
  { parts, weight }: Parts,
  deviation: number,
  taken: ReadonlySet<number>,
): readonly number[] {
  const whole = weight * deviation
  const before = parts.filter(({ series }) => taken.has(series))
  if (before.length > 0 && sumOf(before) >= EXPLAINED_BEFORE * whole) return before.map(({ series }) => series)
  if (sumOf(parts) < LEAST_EXPLAINED * whole) return []
  const chosen: number[] = []
  let explained = 0
  for (const part of parts.toSorted((a, b) => b.rank - a.rank || a.series - b.series)) {
    if (explained >= EXPLAINED * whole || chosen.length === MOST_PARTS) break
    chosen.push(part.series)
    explained += part.deviation
  }
  return chosen
}

function sumOf(parts: Parts['parts']): number {
  return parts.reduce((sum, { deviation }) => sum + deviation, 0)
}
