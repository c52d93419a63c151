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
  const whole = emptySums(sizes.reduce((sum, size) => sum + size, 0) * measures, averaged)
  for (const one of leaves) {
    const { places, rollUps } = table.membersOf(one.shard)
    const part = emptySums(rollUps.length * measures, averaged)
    if (averaged.includes(true)) addWeighted(part, places, table.slots.length, one, averaged)
    else add(part, places, table.slots.length, one, measures)
    merge(whole, part, rollUps, measures)
  }
  const { sums, weights } = whole
  averaged.forEach((isAverage, measure) => {
    if (isAverage) for (let at = measure; at < sums.length; at += measures) sums[at] /= weights[at]
  })
  let from = 0
  return sizes.map((size) => sums.subarray(from * measures, (from += size) * measures))
}

/** Index = roll-up * measures + measure; a sum is NaN while nothing was added. */
interface Sums {
  readonly sums: Float64Array
  /** Empty where no measure is an average. */
  readonly weights: Float64Array
}

function emptySums(length: number, averaged: readonly boolean[]): Sums {
  return {
    sums: new Float64Array(length).fill(Number.NaN),
    weights: new Float64Array(averaged.includes(true) ? length : 0),
  }
}

// Hot: series x slots (bench/layers).
function add({ sums }: Sums, places: Int32Array, width: number, { values }: LeafValues, measures: number): void {
  for (let leaf = 0, at = 0; leaf < values.length; leaf += measures) {
    for (const end = at + width; at < end; at++) {
      if (places[at] < 0) continue
      const from = places[at] * measures
      for (let m = 0; m < measures; m++) {
        const value = values[leaf + m]
        if (value !== value) continue
        const sum = sums[from + m]
        sums[from + m] = sum === sum ? sum + value : value
      }
    }
  }
}

// The same where some measures are averages: those are weighted by records.
function addWeighted(
  { sums, weights }: Sums,
  places: Int32Array,
  width: number,
  { values, counts }: LeafValues,
  averaged: readonly boolean[],
): void {
  const measures = averaged.length
  for (let leaf = 0, at = 0; leaf < values.length; leaf += measures) {
    for (const end = at + width; at < end; at++) {
      if (places[at] < 0) continue
      const from = places[at] * measures
      for (let m = 0; m < measures; m++) {
        const value = values[leaf + m]
        if (value !== value) continue
        const weight = averaged[m] && counts !== undefined ? counts[leaf + m] : 1
        const sum = sums[from + m]
        sums[from + m] = sum === sum ? sum + weight * value : weight * value
        weights[from + m] += weight
      }
    }
  }
}

function merge(whole: Sums, part: Sums, rollUps: Int32Array, measures: number): void {
  const { sums, weights } = whole
  for (let k = 0; k < rollUps.length; k++) {
    const from = rollUps[k] * measures
    for (let m = 0; m < measures; m++) {
      const sum = part.sums[k * measures + m]
      if (sum !== sum) continue
      sums[from + m] = sums[from + m] === sums[from + m] ? sums[from + m] + sum : sum
      if (weights.length > 0) weights[from + m] += part.weights[k * measures + m]
    }
  }
}
