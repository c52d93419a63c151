import type { Leaves, SlicePart } from '../../engine/anomalies/index.ts'

/** The cells of one set of dimensions. */
export interface Cuboid {
  readonly dimensions: readonly number[]
  readonly cells: number
  /** Cell of each leaf. */
  readonly cellOf: Int32Array
}

/** All sets of `order` dimensions with their cells, in mixed radix. */
export function cuboidsOf(codes: readonly Int32Array[], sizes: readonly number[], order: number): Cuboid[] {
  return subsets(sizes.length, order).map((dimensions) => {
    const cellOf = new Int32Array(codes[0].length)
    for (const dimension of dimensions) {
      for (let leaf = 0; leaf < cellOf.length; leaf++) {
        cellOf[leaf] = cellOf[leaf] * sizes[dimension] + codes[dimension][leaf]
      }
    }
    return { dimensions, cellOf, cells: dimensions.reduce((product, dimension) => product * sizes[dimension], 1) }
  })
}

/** The dimension values of a cell. */
export function cellParts({ dimensions }: Cuboid, sizes: readonly number[], cell: number): SlicePart[] {
  let rest = cell
  return dimensions
    .toReversed()
    .map((dimension) => {
      const value = rest % sizes[dimension]
      rest = Math.floor(rest / sizes[dimension])
      return { dimension, value }
    })
    .toReversed()
}

/** Values of each dimension. */
export function sizesOf({ codes }: Leaves): number[] {
  return codes.map((values) => values.reduce((greatest, code) => Math.max(greatest, code), 0) + 1)
}

function subsets(size: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]]
  return Array.from({ length: Math.max(0, size - from) }, (_, k) => from + k).flatMap((first) =>
    subsets(size, count - 1, first + 1).map((others) => [first, ...others]),
  )
}
