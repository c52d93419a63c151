import { SHARDS } from '../detection/index.ts'
import { MILD_SCORE } from './breadth.ts'
import type { LeafStep } from './layer-model.ts'
import type { RollUpValues } from './layer.ts'
import type { RollUpTable } from './roll-up-table.ts'

/** A metric that deviates to the side of its roll-up. */
export interface Part {
  /** Number of the series. */
  readonly series: number
  /** Its share of the roll-up's deviation times the roll-up's weight; above 0. */
  readonly deviation: number
  /** The greater, the sooner it is named. */
  readonly rank: number
}

/** The metrics of a roll-up that deviate to one side. */
export interface Parts {
  /** Those that are judged. */
  readonly parts: readonly Part[]
  /** Of a sum those that still learn, so that nothing is expected of them: all of their value is a deviation. */
  readonly learning: readonly Part[]
  /** Deviations of all its judged metrics together, those to the other side taken off. */
  readonly net: number
  /** What the roll-up's own deviation is to be multiplied with before it is compared with that of its parts. */
  readonly weight: number
}

/** Which measure of how many, and whether it is an average. */
export interface MeasurePlace {
  readonly index: number
  readonly count: number
  readonly averaged: boolean
}

/** A metric that deviates as much in every second interval explains nothing. */
const LEAST_PART_SCORE = 0.3

/**
 * The metrics of a roll-up that deviate to its side. A metric without a value is none of them: where it is anomalous it is a
 * finding of its own, and a sum that is smaller for want of it must not report it a second time.
 *
 * @param values - what the roll-up is of
 * @param side - 1 above what was expected, -1 below
 * @returns in shard order; deviations in the unit of the measure, of averages times the records behind them
 */
export function partsOf(
  table: RollUpTable,
  leaves: readonly LeafStep[],
  values: RollUpValues,
  side: number,
  measure: MeasurePlace,
): Parts {
  const parts: Part[] = []
  const learning: Part[] = []
  let weight = 0
  let net = 0
  const slot = table.slotOf(values)
  const candidate = table.candidateOf(values)
  for (const { shard, values: leafValues, scores, counts } of leaves) {
    const rows = table.rows(shard)
    for (let place = 0, index = measure.index; index < leafValues.length; place++, index += measure.count) {
      const value = leafValues[index]
      if (rows[place * table.slots.length + slot] !== candidate || Number.isNaN(value)) continue
      const own = measure.averaged && counts !== undefined ? counts[index] : 1
      weight += own
      const deviation = own * side * (value - scores.expected[index])
      const series = place * SHARDS + shard
      if (Number.isNaN(deviation)) {
        const whole = side * value
        if (!measure.averaged && whole > 0 && whole < Infinity) learning.push({ series, deviation: whole, rank: whole })
        continue
      }
      net += deviation
      if (deviation > 0 && scores.score[index] >= LEAST_PART_SCORE) parts.push({ series, deviation, rank: deviation })
    }
  }
  return { parts, learning, net, weight: measure.averaged ? weight : 1 }
}

/**
 * The metrics that are a little off on one side: the parts of the breadth layer, where each counts 1.
 *
 * @param side - 1 above what was expected, -1 below
 * @returns in shard order, ranked by their scores
 */
export function mildParts(leaves: readonly LeafStep[], side: number, measure: MeasurePlace): Parts {
  const parts: Part[] = []
  let weight = 0
  for (const { shard, values, scores } of leaves) {
    for (let place = 0, index = measure.index; index < values.length; place++, index += measure.count) {
      const score = scores.score[index]
      if (Number.isNaN(score) || Number.isNaN(values[index])) continue
      weight++
      if (score < MILD_SCORE || side * (values[index] - scores.expected[index]) <= 0) continue
      parts.push({ series: place * SHARDS + shard, deviation: 1, rank: score })
    }
  }
  return { parts, learning: [], net: parts.length, weight }
}
