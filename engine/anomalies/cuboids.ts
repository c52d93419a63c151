import type { LeafEvidence, SlicePart } from './leaves.ts'

/** Additions that one pass over all cuboids may need (leaves x cuboids): some 50 ms. */
const MOST_WORK = 10_000_000

/** Cells that a cuboid may have to be summed in an array. */
const DENSE_CELLS = 1 << 18

/** Best cells of each cuboid that a pass returns. */
const BEST_OF_CUBOID = 2

/** Standardised change beyond which a leaf counts no more: where its Gaussian loss is 25, the most that one says. */
const MOST_STANDARD = 7

/** Cells of the cuboids that a search looks at. */
export interface SearchPlan {
  /** Greatest number of dimensions of a slice; single leaves, which have all dimensions, are looked at besides. */
  readonly order: number
  /** Sets of dimensions, the empty one left out. */
  readonly cuboids: number
  readonly searched: number
}

/** A slice that may explain something. */
export interface Candidate {
  readonly parts: readonly SlicePart[]
  /** Log likelihood ratio of one common change against none, all leaves Gaussian. */
  readonly ratio: number
}

/**
 * How deep a search goes: all combinations of up to `most` dimensions, fewer when leaves x cuboids are too many.
 */
export function planSearch(dimensions: number, leaves: number, most: number): SearchPlan {
  let order = 0
  let searched = 0
  for (let next = 1; next <= Math.min(most, dimensions); next++) {
    const more = searched + combinations(dimensions, next)
    if (next > 1 && more * leaves > MOST_WORK) break
    order = next
    searched = more
  }
  return { order, cuboids: 2 ** dimensions - 1, searched: order < dimensions ? searched + 1 : searched }
}

/** Number of ways to pick `count` of `from`. */
export function combinations(from: number, count: number): number {
  let ways = 1
  for (let k = 1; k <= count; k++) ways = (ways * (from - count + k)) / k
  return Math.round(ways)
}

/**
 * Sums every cell of every cuboid once and returns the best cells of each, the most likely first.
 *
 * @param evidence - leaves that nothing explains yet
 */
export function scanCuboids(evidence: LeafEvidence, plan: SearchPlan): Candidate[] {
  const { codes, sizes, change, noise } = evidence
  const weight = new Float64Array(change.length)
  const moved = new Float64Array(change.length)
  for (let index = 0; index < change.length; index++) {
    weight[index] = 1 / (noise[index] * noise[index])
    moved[index] = Math.max(-MOST_STANDARD, Math.min(MOST_STANDARD, change[index] / noise[index])) / noise[index]
  }
  const cells = new CellSums()
  // One column of cell numbers a depth, filled again for each cuboid of that depth.
  const columns = Array.from({ length: plan.order + 1 }, () => new Int32Array(change.length))
  const found: Candidate[] = []
  const pick = (dimensions: readonly number[], keys: Int32Array, size: number): void => {
    for (const { index, ratio } of cells.best(keys, size, weight, moved)) {
      found.push({ parts: dimensions.map((dimension) => ({ dimension, value: codes[dimension][index] })), ratio })
    }
  }
  const descend = (dimensions: readonly number[], size: number): void => {
    const depth = dimensions.length
    pick(dimensions, columns[depth], size)
    if (depth === plan.order) return
    for (let dimension = (dimensions.at(-1) ?? -1) + 1; dimension < sizes.length; dimension++) {
      const cellsBelow = addDimension(columns[depth], codes[dimension], sizes[dimension], size, columns[depth + 1])
      descend([...dimensions, dimension], cellsBelow)
    }
  }
  descend([], 1)
  if (plan.order < sizes.length) {
    const single = columns[0]
    for (let index = 0; index < single.length; index++) single[index] = index
    pick([...sizes.keys()], single, change.length)
  }
  return found.toSorted((a, b) => b.ratio - a.ratio)
}

/**
 * Numbers the cells of a cuboid with one dimension more: in mixed radix, or one after the other where those would be too
 * many for an array.
 *
 * @param keys - cells without the dimension, below `size`
 * @param deeper - filled with the cells
 * @returns how many numbers there are
 */
function addDimension(keys: Int32Array, values: Int32Array, width: number, size: number, deeper: Int32Array): number {
  if (size * width > DENSE_CELLS) return numberPairs(keys, values, width, deeper)
  for (let index = 0; index < keys.length; index++) deeper[index] = keys[index] * width + values[index]
  return size * width
}

/** Numbers pairs 0, 1, ... in the order of their first leaf, by open addressing. */
function numberPairs(keys: Int32Array, values: Int32Array, width: number, numbers: Int32Array): number {
  const bits = 33 - Math.clz32(2 * keys.length)
  const mask = 2 ** bits - 1
  const table = new Int32Array(mask + 1).fill(-1)
  let next = 0
  for (let index = 0; index < keys.length; index++) {
    let slot = Math.imul(Math.imul(keys[index], width) + values[index], 0x9e3779b1) >>> (32 - bits)
    let first = table[slot]
    while (first !== -1 && (keys[first] !== keys[index] || values[first] !== values[index])) {
      slot = (slot + 1) & mask
      first = table[slot]
    }
    if (first === -1) table[slot] = index
    numbers[index] = first === -1 ? next++ : numbers[first]
  }
  return next
}

/** Sums by cell, in arrays that all cuboids share. */
class CellSums {
  #weights = new Float64Array(0)
  #sums = new Float64Array(0)
  #slots = new Int32Array(0)

  /** The best cells of a cuboid, each by one of its leaves. */
  best(
    cells: Int32Array,
    size: number,
    weight: Float64Array,
    moved: Float64Array,
  ): readonly { readonly index: number; readonly ratio: number }[] {
    this.#clear(size)
    const weights = this.#weights
    const sums = this.#sums
    const slots = this.#slots
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index]
      weights[cell] += weight[index]
      sums[cell] += moved[index]
      slots[cell] = index
    }
    const best: { index: number; ratio: number }[] = []
    let bar = 0
    for (let cell = 0; cell < size; cell++) {
      const ratio = (sums[cell] * sums[cell]) / (2 * weights[cell])
      if (!(ratio > bar)) continue
      best.push({ index: slots[cell], ratio })
      if (best.length > BEST_OF_CUBOID) {
        best.splice(
          best.findIndex((one) => one.ratio === Math.min(...best.map((other) => other.ratio))),
          1,
        )
        bar = Math.min(...best.map((one) => one.ratio))
      }
    }
    return best
  }

  #clear(cells: number): void {
    if (this.#weights.length < cells) {
      this.#weights = new Float64Array(cells)
      this.#sums = new Float64Array(cells)
      this.#slots = new Int32Array(cells)
    } else {
      this.#weights.fill(0, 0, cells)
      this.#sums.fill(0, 0, cells)
    }
  }
}
