import type { Leaves, SlicePart } from '../../engine/anomalies/index.ts'
import { cellParts, cuboidsOf, sizesOf } from './cells.ts'

/** A dimension value's part in the deviation. */
export interface NaiveShare {
  readonly parts: readonly SlicePart[]
  /** Share in the sum of |value - expected| of all leaves, 0 .. 1. */
  readonly share: number
  /** The same less its share in the sum of the sizes: what it has more of than its size explains. */
  readonly excess: number
}

/**
 * The plain share of deviation of every single dimension value and of every pair: what a report without a search for
 * slices shows, and more.
 */
export function naiveShares(leaves: Leaves): NaiveShare[] {
  const sizes = sizesOf(leaves)
  const deviation = leaves.value.map((value, leaf) => Math.abs(value - leaves.expected[leaf]))
  const size = leaves.value.map((value, leaf) => Math.max(value, leaves.expected[leaf]))
  const [all, whole] = [deviation, size].map((numbers) => numbers.reduce((sum, one) => sum + one, 0) || 1)
  return [1, 2].flatMap((order) =>
    cuboidsOf(leaves.codes, sizes, order).flatMap((cuboid) => {
      const shares = new Float64Array(cuboid.cells)
      const sizeShares = new Float64Array(cuboid.cells)
      for (const [leaf, cell] of cuboid.cellOf.entries()) {
        shares[cell] += deviation[leaf] / all
        sizeShares[cell] += size[leaf] / whole
      }
      return Array.from(shares, (share, cell) => {
        return { parts: cellParts(cuboid, sizes, cell), share, excess: share - sizeShares[cell] }
      })
    }),
  )
}

/** A rule that turns shares into slices. */
export interface NaiveRule {
  readonly by: 'share' | 'excess'
  readonly order: 1 | 2
  readonly threshold: number
}

/** Rules that are tried; the bench takes, level by level, the one that is best on the very cases it reports. */
export const NAIVE_RULES: readonly NaiveRule[] = (['share', 'excess'] as const).flatMap((by) =>
  ([1, 2] as const).flatMap((order) =>
    [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.23, 0.3, 0.4, 0.5, 0.65, 0.8].map((threshold) => {
      return { by, order, threshold }
    }),
  ),
)

/** Slices of at most so many dimensions whose share is great enough. */
export function naiveSlices(shares: readonly NaiveShare[], { by, order, threshold }: NaiveRule): SlicePart[][] {
  return shares.filter((one) => one.parts.length === order && one[by] >= threshold).map(({ parts }) => [...parts])
}
