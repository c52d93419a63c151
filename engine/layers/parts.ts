import { SHARDS } from '../detection/index.ts'
import { MILD_SCORE } from './breadth.ts'
import type { KnownSilences, LayerScores, LayerStep, LeafStep } from './layer-model.ts'
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

/** A metric that still learns. */
export interface UntoldPart extends Part {
  /** What it would have, were its roll-up as expected. */
  readonly usual: number
}

/** The metrics of a roll-up that deviate to one side. */
export interface Parts {
  /** Those that are judged. */
  readonly parts: readonly Part[]
  /** Of a sum those that still learn, so that nothing is expected of them: all of their value is a deviation. */
  readonly learning: readonly Part[]
  /**
   * All that still learn, ranked by their size: whose a deviation may be that no judged metric shows. Theirs is that of the finest of their judged
   * roll-ups in proportion, below 0 to the other side. None where most of the roll-up is judged, or where it cannot be told from that of
   * metrics which are silent.
   */
  readonly untold: readonly UntoldPart[]
  /** Share of the roll-up that is judged: of what is expected of a sum, of the records behind an average. */
  readonly judgedShare: number
  /** Deviations of all its judged metrics together, those to the other side taken off. */
  readonly net: number
  /** What the roll-up's own deviation is to be multiplied with before it is compared with that of its parts. */
  readonly weight: number
}

/** What a roll-up was, and what it was expected to be. */
export interface RollUpVerdict {
  readonly value: number
  readonly expected: number
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
 * Metrics that still learn are to blame where less than this share of the roll-up is judged: of a service that is released every day
 * none ever is, but it fails as one.
 */
export const LEAST_JUDGED = 0.5
/**
 * Metrics without anything are to blame for what a sum lacks while the others have at most so many times their share: where most are 0 at
 * any time, those that are not have all of it.
 */
const MOST_BESIDE_EMPTY = 1.2
/** Intervals in which it is not known yet whether a silence is unusual. */
const JUST_SILENT = 2

/**
 * The metrics of a roll-up that deviate to its side. A metric without a value is none of them: where it is anomalous it is a
 * finding of its own, and a sum that is smaller for want of it must not report it a second time.
 *
 * @param values - what the roll-up is of
 * @param off - verdict on the roll-up
 * @param layers - roll-ups, and what is known of silent metrics
 * @returns in shard order; deviations in the unit of the measure, of averages times the records behind them
 */
export function partsOf(
  table: RollUpTable,
  leaves: readonly LeafStep[],
  values: RollUpValues,
  off: RollUpVerdict,
  measure: MeasurePlace,
  { rollUps, silences }: Pick<LayerStep, 'rollUps' | 'silences'>,
): Parts {
  const side = off.value > off.expected ? 1 : -1
  const parts: Part[] = []
  const learning: Part[] = []
  const present: { readonly series: number; readonly value: number; readonly own: number }[] = []
  let isWhole = silences !== 'unknown'
  let weight = 0
  let judged = 0
  let net = 0
  const slot = table.slotOf(values)
  const candidate = table.candidateOf(values)
  for (const { shard, values: leafValues, scores, counts } of leaves) {
    const rows = table.rows(shard)
    for (let place = 0, index = measure.index; index < leafValues.length; place++, index += measure.count) {
      const value = leafValues[index]
      if (rows[place * table.slots.length + slot] !== candidate) continue
      if (Number.isNaN(value)) {
        if (isMissed(scores, index, silences)) isWhole = false
        continue
      }
      const own = measure.averaged && counts !== undefined ? counts[index] : 1
      weight += own
      const deviation = own * side * (value - scores.expected[index])
      const series = place * SHARDS + shard
      if (Number.isNaN(deviation)) {
        const whole = side * value
        // What is off is the roll-up: that what has just begun may have a part of its values is nothing to it.
        if (scores.age[index] >= 0 && Math.abs(value) < Infinity) present.push({ series, value, own })
        if (!measure.averaged && whole > 0 && whole < Infinity) learning.push({ series, deviation: whole, rank: whole })
        continue
      }
      judged += measure.averaged ? own : scores.expected[index]
      net += deviation
      if (deviation > 0 && scores.score[index] >= LEAST_PART_SCORE) parts.push({ series, deviation, rank: deviation })
    }
  }
  const judgedShare = judged / (measure.averaged ? weight : off.expected)
  // Tens of thousands may be new: their roll-ups are looked up only where they may be to blame.
  const toBlame = isWhole && judgedShare < LEAST_JUDGED ? present : []
  const finest = toBlame.map(({ series }) => finestOf(table, series, rollUps, measure) ?? { ...off, number: -1 })
  const usual = usualOf(
    toBlame.map(({ value }) => value),
    finest,
    measure.averaged,
  )
  const untold = toBlame.map(({ series, value, own }, k): UntoldPart => {
    const size = finest[k].value === 0 || value === 0 ? usual[k] : value
    return { series, deviation: own * side * (value - usual[k]), rank: own * Math.abs(size), usual: usual[k] }
  })
  return { parts, learning, untold, judgedShare, net, weight: measure.averaged ? weight : 1 }
}

/** A roll-up that a metric is in, by its number. */
interface Finest extends RollUpVerdict {
  readonly number: number
}

/**
 * What metrics that still learn would have, were their roll-ups as expected: a share by their size. Where a sum has fallen, and some of its metrics
 * have nothing while the others have no more than is theirs, those would have as much as others.
 *
 * @param finest - by metric
 */
function usualOf(values: readonly number[], finest: readonly Finest[], averaged: boolean): readonly number[] {
  const groups = new Map<number, { all: number; empty: number; sum: number }>()
  for (const [k, { number }] of finest.entries()) {
    const group = groups.get(number) ?? { all: 0, empty: 0, sum: 0 }
    group.all++
    if (values[k] === 0) group.empty++
    group.sum += values[k]
    groups.set(number, group)
  }
  return finest.map(({ number, value, expected }, k) => {
    const { all, empty, sum } = groups.get(number)!
    if (value === 0) return averaged ? expected : expected / all
    const bySize = (values[k] / value) * expected
    const isFallen = !averaged && Math.abs(value) < Math.abs(expected)
    // Of the roll-up's other metrics nothing is known.
    const own = expected - (value - sum)
    const others = own * (1 - empty / all)
    const isTheirs = own * expected > 0 && Math.abs(sum) <= MOST_BESIDE_EMPTY * Math.abs(others)
    if (!isFallen || empty === 0 || !isTheirs) return bySize
    return values[k] === 0 ? own / all : (values[k] / sum) * others
  })
}

/** The verdict on the smallest judged roll-up of a metric, of those with the most dimensions. */
function finestOf(
  table: RollUpTable,
  series: number,
  rollUps: readonly LayerScores[],
  { index, count }: MeasurePlace,
): Finest | undefined {
  const { places, rollUps: numbers } = table.membersOf(series % SHARDS)
  const from = Math.floor(series / SHARDS) * table.slots.length
  let first = 0
  return rollUps
    .map(({ values, scores }) => {
      const [begin, end] = [first, (first += values.length / count)]
      return Array.from(places.subarray(from, from + table.slots.length), (place) => numbers[place])
        .filter((number) => number >= begin && number < end)
        .map((number) => ({ number, at: (number - begin) * count + index }))
        .filter(({ at }) => scores.score[at] >= 0)
        .map(({ number, at }) => ({ number, value: values[at], expected: scores.expected[at] }))
        .toSorted((a, b) => Math.abs(a.expected) - Math.abs(b.expected))
        .at(0)
    })
    .findLast((verdict) => verdict !== undefined)
}

/** Whether a metric without a value has just fallen silent, or is so unusually long: for all that is known. */
function isMissed({ silence, score }: LeafStep['scores'], index: number, silences: KnownSilences): boolean {
  return silence[index] <= JUST_SILENT || (silences === 'judged' ? score[index] === score[index] : silence[index] > 0)
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
  return { parts, learning: [], untold: [], judgedShare: 1, net: parts.length, weight }
}
