import { MAX_LISTED_VALUES } from './contribution.ts'
import type { Explanation } from './explaining-slices.ts'
import type { DimensionContribution } from './group.ts'
import { integerShares } from './integer-shares.ts'
import type { Leaves } from './leaves.ts'

/** What a dimension's value codes stand for. */
export interface DimensionNames {
  readonly dimension: string
  /** Value by its code; no two the same. */
  readonly values: readonly string[]
}

/**
 * Share of each dimension value in the deviation that slices explain: the sum of |value - expected| over the selected leaves
 * that have it. Where no slice explains anything, over all leaves given; where nothing deviates, every leaf counts
 * the same.
 *
 * @param dimensions - parallel to the codes of `leaves`
 * @param leaves - the leaves that were explained, at least one
 * @param explanation - what `explainingSlices` says of them
 * @returns one entry a dimension, in their order; integers that add up to 100, greatest first, equal ones by name
 */
export function sliceContributions(
  dimensions: readonly DimensionNames[],
  leaves: Leaves,
  { selected }: Pick<Explanation, 'selected'>,
): DimensionContribution[] {
  const indices = selected.length > 0 ? selected : Int32Array.from(leaves.value.keys())
  const deviation = Float64Array.from(indices, (index) => deviationOf(leaves, index))
  const weight = deviation.some((one) => one > 0) ? deviation : deviation.fill(1)
  return dimensions.map(({ dimension, values: names }, column) => {
    const sums = new Float64Array(names.length)
    const counts = new Int32Array(names.length)
    for (const [k, index] of indices.entries()) {
      sums[leaves.codes[column][index]] += weight[k]
      counts[leaves.codes[column][index]]++
    }
    const codes = [...names.keys()]
      .filter((code) => counts[code] > 0)
      .toSorted((a, b) => sums[b] - sums[a] || (names[a] < names[b] ? -1 : 1))
    const percents = integerShares(codes.map((code) => sums[code]))
    return {
      dimension,
      values: codes.slice(0, MAX_LISTED_VALUES).map((code, rank) => ({ value: names[code], percent: percents[rank] })),
      valueCount: codes.length,
    }
  })
}

/** |value - expected|; 0 where one of them is missing. */
function deviationOf({ value, expected }: Leaves, index: number): number {
  const deviation = Math.abs(value[index] - expected[index])
  return Number.isFinite(deviation) ? deviation : 0
}
