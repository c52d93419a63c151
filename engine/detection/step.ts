import type { Slot } from '../time/index.ts'
import * as block from './block.ts'
import { cyclesOf, type Cycles } from './cycles.ts'
import { learnFlatLines } from './flat-line.ts'
import { forecastBlock } from './forecast.ts'
import { learnHabits } from './habit.ts'
import * as at from './layout.ts'
import { learnLevel, learnResiduals } from './level.ts'
import { endHours, learnLongProfile } from './long-profile.ts'
import { noteLives } from './lives.ts'
import { learnMissing } from './missing-run.ts'
import { createMoment, moveTo } from './moment.ts'
import { learnNoise } from './noise.ts'
import { learnRecords } from './record.ts'
import { learnMemory } from './regression.ts'
import { learnScales } from './scale.ts'
import { learnTails } from './learn-tail.ts'
import { measureTails } from './own-tail.ts'
import { scoreBlock, scoreMissing } from './score.ts'
import type { Scores } from './scores.ts'
import { learnSeason } from './season.ts'
import { scoreOf } from './severity.ts'
import { learnShapes } from './shape.ts'
import type { Shard } from './shard.ts'
import { learnSize } from './size.ts'
import { addToSums, startSums, type DetectorSummary, type ShardSummary } from './tail.ts'

const { POINTS, AGE, MISSED, SHORT_RESIDUAL, LAST_RESIDUAL, RESIDUAL_BEFORE, rowOf } = at
const { BLOCK, LEARN_BLOCK, values: blockValues } = block

/** When an interval is and how it is judged. */
export interface StepContext {
  readonly slot: Slot
  /** Intervals without any data between the last step and this one. */
  readonly gap: number
  /** Severity that the bounds are drawn for, above 0 up to 100. */
  readonly threshold: number
  /**
   * Whether a missing value of a metric that nearly always has one is judged; default false. Never right after a gap: a
   * metric then gets one interval to come back.
   */
  readonly missing?: boolean
}

const moment = createMoment()
/** Numbers in a line of memory; where `readAhead` leaves what it read, so that it is not optimised away. */
const LINE = 16
const readSum = new Float64Array(1)

/**
 * Judges one interval of all metrics of a shard, then learns from it: each point is judged by its past alone. O(1) a point and
 * nearly without allocation. What is learned does not depend on `summary`, which only says how rare deviations are.
 *
 * @param shard - changed in place
 * @param summary - of the whole detector as committed at the previous interval
 * @param values - one a metric; NaN = missing (an infinity counts as missing)
 * @param scores - filled; arrays of at least as many metrics. All NaN while learning or missing, where that is no anomaly
 * @returns what `summarise` says of the shard afterwards; here it costs no second walk through memory (bench/detect)
 */
export function stepShard(
  shard: Shard,
  summary: DetectorSummary,
  context: StepContext,
  values: Float64Array,
  scores: Scores,
): ShardSummary {
  const cycles = cyclesOf(shard.interval)
  const metrics = shard.series * shard.measures
  const asked = scoreOf(context.threshold)
  const missing = context.missing === true && context.gap === 0
  const tails = measureTails(summary, cycles)
  const sums = startSums(shard)
  clearWhatIsNotAlwaysFilled(scores, metrics)
  moveTo(moment, cycles, context.slot)
  for (let from = 0; from < metrics; from += BLOCK) {
    const to = from + BLOCK < metrics ? from + BLOCK : metrics
    readAhead(shard, cycles, from, to)
    passGap(shard, cycles, context.gap, from, to)
    forecastBlock(shard, cycles, moment, values, from, to, missing)
    scoreBlock(shard, cycles, moment, tails, asked, from, to, scores)
    passMissing(shard, cycles, from, to)
    if (missing) scoreMissing(shard, cycles, moment, tails, summary.endings, asked, from, to, scores)
    noteLives(shard, cycles, from, to, scores)
    learnBlock(shard, cycles, from, to)
    addToSums(sums, shard, cycles, from, to)
  }
  return { sums }
}

/** One interval of a history: when it is, and the gap before it. */
export interface HistoryStep {
  readonly slot: Slot
  readonly gap: number
}

/**
 * Learns a history at once, without verdicts: what a shard knows afterwards is to the last bit what `stepShard` would have
 * taught it interval by interval. Metrics pass block by block, each through its whole history, so that memory is touched once.
 *
 * @param steps - ascending
 * @param valuesOf - fills `values` for step `index` and the metrics from .. to - 1, NaN = missing
 */
export function learnShard(
  shard: Shard,
  steps: readonly HistoryStep[],
  valuesOf: (index: number, from: number, to: number, values: Float64Array) => void,
): void {
  const cycles = cyclesOf(shard.interval)
  const metrics = shard.series * shard.measures
  const values = new Float64Array(metrics)
  for (let from = 0; from < metrics; from += LEARN_BLOCK) {
    const to = from + LEARN_BLOCK < metrics ? from + LEARN_BLOCK : metrics
    for (let index = 0; index < steps.length; index++) {
      const { slot, gap } = steps[index]
      valuesOf(index, from, to, values)
      moveTo(moment, cycles, slot)
      passGap(shard, cycles, gap, from, to)
      forecastBlock(shard, cycles, moment, values, from, to, false)
      passMissing(shard, cycles, from, to)
      learnBlock(shard, cycles, from, to)
    }
  }
}

function learnBlock(shard: Shard, cycles: Cycles, from: number, to: number): void {
  learnHabits(shard, moment, from, to)
  learnRecords(shard, from, to)
  learnTails(shard, from, to)
  learnNoise(shard, from, to)
  learnMemory(shard, from, to)
  learnShapes(shard, cycles, moment, from, to)
  learnSeason(shard, cycles, moment, from, to)
  learnLevel(shard, cycles, from, to)
  learnLongProfile(shard, cycles, moment, from, to)
  learnResiduals(shard, cycles, from, to)
  learnScales(shard, cycles, from, to)
  learnFlatLines(shard, cycles, from, to)
  learnSize(shard, cycles, from, to)
}

/** The rest of the scores is written for every metric. */
function clearWhatIsNotAlwaysFilled(scores: Scores, metrics: number): void {
  scores.age.fill(Number.NaN, 0, metrics)
  scores.silence.fill(Number.NaN, 0, metrics)
  scores.lower.fill(Number.NaN, 0, metrics)
  scores.upper.fill(Number.NaN, 0, metrics)
  if (scores.parts) for (const part of Object.values(scores.parts) as Float64Array[]) part.fill(Number.NaN, 0, metrics)
}

/**
 * Reads one number of each line of memory that a block's step will need. They do not wait for one another as the steps that work with
 * them do, so that a shard comes in from main memory at its full pace (bench/detect: 1.25 times as fast).
 */
function readAhead({ scalars, season, long, runs }: Shard, cycles: Cycles, from: number, to: number): void {
  const { slots, longSlots, runSlots, weekly } = cycles
  let sum = 0
  // Four at a time, added up apart: one sum would wait for itself. Up to three lines that are left do not matter.
  for (let k = rowOf(from), end = (rowOf(to) - 3 * LINE) | 0; k < end; k += 4 * LINE) {
    sum += scalars[k] + scalars[k + LINE] + (scalars[k + 2 * LINE] + scalars[k + 3 * LINE])
  }
  const { slot, long: hour } = moment
  const ofHour = weekly ? hour : slot
  let profiles = 0
  let bits = 0
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    profiles += season[metric * slots + slot] + long[metric * longSlots + hour]
    bits |= runs[metric * runSlots + slot] | runs[metric * runSlots + ofHour]
  }
  readSum[0] = sum + profiles + bits
}

/** Intervals in which nothing came: the same as so many missing values. */
function passGap(shard: Shard, cycles: Cycles, gap: number, from: number, to: number): void {
  if (gap <= 0) return
  endHours(shard, cycles, moment, gap, from, to)
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const o = rowOf(metric)
    if (x[o + POINTS] === 0) continue
    for (let k = gap < 1000 ? gap : 1000; k > 0; k--) passWithoutValue(x, o, cycles)
  }
}

function passMissing(shard: Shard, cycles: Cycles, from: number, to: number): void {
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const v = blockValues[(metric - from) | 0]
    if (v === v) continue
    const o = rowOf(metric)
    if (x[o + POINTS] === 0) continue
    passWithoutValue(x, o, cycles)
  }
}

function passWithoutValue(x: Float32Array, o: number, cycles: Cycles): void {
  learnMissing(x, o)
  x[o + AGE] += 1
  x[o + MISSED] += 1
  const short = x[o + SHORT_RESIDUAL] * (1 - cycles.shortGain)
  x[o + SHORT_RESIDUAL] = short
  x[o + LAST_RESIDUAL] = short
  x[o + RESIDUAL_BEFORE] = short
}
