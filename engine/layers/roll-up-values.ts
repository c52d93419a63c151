import type { RollUpTable } from './roll-up-table.ts'

/** The values of one shard's series in one interval, index = place in the shard * measures + measure. */
export interface LeafValues {
  readonly shard: number
  /** NaN = no value. */
  readonly values: Float64Array
  /** Records behind each value, same index; only needed for measures that are averages, each counts once without it. */
  readonly counts?: Uint32Array
}

/**
 * The values of all roll-ups in one interval: sums, or means weighted by records for measures that are averages. A series
 * without a value counts for nothing: a sum is then as much smaller as if the series had had 0, and a mean is that of the
 * others. NaN where no series has a value.
 *
 * Each shard is added up on its own and the shards then in their order, so that workers that have a part of the shards
 * each come to the same last digits.
 *
 * @param leaves - in shard order
 * @param averaged - by measure
 * @returns one array a layer of roll-ups, index = number of the roll-up * measures + measure
 */
export function rollUpValues(
  table: RollUpTable,
  leaves: readonly LeafValues[],
  averaged: readonly boolean[],
): Float64Array[] {
  const measures = averaged.length
  const sizes = table.rollUps.map((rollUps) => rollUps.length)
  const offsets = table.slots.map(({ length }) => sizes.slice(0, length).reduce((sum, size) => sum + size, 0))
  const count = sizes.reduce((sum, size) => sum + size, 0)
  const sums = new Float64Array(count * measures).fill(Number.NaN)
  const weights = new Float64Array(averaged.includes(true) ? count * measures : 0)
  const part: Part = {
    sums: new Float64Array(sums.length),
    weights: new Float64Array(weights.length),
    touched: new Int32Array(count),
    stamps: new Int32Array(count).fill(-1),
  }
  for (const one of leaves) {
    const touched = addShard(part, table, one, offsets, averaged)
    for (let k = 0; k < touched; k++) {
      const from = part.touched[k] * measures
      for (let at = from; at < from + measures; at++) {
        const sum = part.sums[at]
        if (sum !== sum) continue
        sums[at] = sums[at] === sums[at] ? sums[at] + sum : sum
        if (weights.length > 0) weights[at] += part.weights[at]
      }
    }
  }
  averaged.forEach((isAverage, measure) => {
    if (isAverage) for (let at = measure; at < sums.length; at += measures) sums[at] /= weights[at]
  })
  let from = 0
  return sizes.map((size) => sums.subarray(from * measures, (from += size) * measures))
}

/** One shard's sums; only what `touched` names is of this shard. */
interface Part {
  readonly sums: Float64Array
  readonly weights: Float64Array
  readonly touched: Int32Array
  /** The shard that touched a roll-up last. */
  readonly stamps: Int32Array
}

// Hot: series x slots. `bench/layers` shows what it costs.
function addShard(
  { sums, weights, touched, stamps }: Part,
  table: RollUpTable,
  { shard, values, counts }: LeafValues,
  offsets: readonly number[],
  averaged: readonly boolean[],
): number {
  const { made } = table
  const rows = table.rows(shard)
  const width = offsets.length
  const measures = averaged.length
  const places = values.length / measures
  let used = 0
  for (let place = 0; place < places; place++) {
    const leaf = place * measures
    for (let slot = 0; slot < width; slot++) {
      const id = made[rows[place * width + slot]]
      if (id < 0) continue
      const index = offsets[slot] + id
      const from = index * measures
      if (stamps[index] !== shard) {
        stamps[index] = shard
        touched[used++] = index
        for (let m = 0; m < measures; m++) sums[from + m] = Number.NaN
        if (weights.length > 0) for (let m = 0; m < measures; m++) weights[from + m] = 0
      }
      for (let m = 0; m < measures; m++) {
        const value = values[leaf + m]
        if (value !== value) continue
        const weight = averaged[m] && counts !== undefined ? counts[leaf + m] : 1
        const sum = sums[from + m]
        sums[from + m] = sum === sum ? sum + weight * value : weight * value
        if (averaged[m]) weights[from + m] += weight
      }
    }
  }
  return used
}
