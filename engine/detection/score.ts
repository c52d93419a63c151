import * as block from './block.ts'
import { drawBounds } from './bounds.ts'
import { countScore, firstCountScore, isBlank, isByChance, lowCountScore } from './count.ts'
import type { Cycles } from './cycles.ts'
import { rarityOfEnding } from './endings.ts'
import { flatScore } from './flat-line.ts'
import { beyondHabit } from './habit.ts'
import * as at from './layout.ts'
import { LEAST_MISSING, missingScore } from './missing-run.ts'
import type { Moment } from './moment.ts'
import * as ownTail from './own-tail.ts'
import type { MeasureTail } from './own-tail.ts'
import * as records from './record.ts'
import type { Scores } from './scores.ts'
import { fillSeverities, severityOf } from './severity.ts'
import type { Shard } from './shard.ts'
import * as summary from './tail.ts'
import { inverseTransform } from './transform.ts'

const { POINTS, TRANSFORM, OFFSET, LEVEL, ZERO, MISSED, SPARSE_FLOOR, BURST, RARITY, JUDGED, rowOf } = at
const { surprises, values, expectations, transformed, bases, residualSigmas, seasons, sigmas, sparsities, chosen } =
  block
const { THRESHOLD } = summary
const { LEAST_BURST, baseOf, scoreBeyond, shrunk } = ownTail
const { recordScore, sparseRecordScore } = records
/** What is less than this share of the threshold is no record. */
const LEAST_NEWS = records.LEAST_SURPRISE / THRESHOLD

/**
 * Judges the block: how rare the deviation from the forecast is, or a flat line. Fills the scores, with NaN for metrics that have not
 * learned enough or have no value.
 *
 * Nearly all values are ordinary: within the threshold, not after a burst, no repeats and of no metric that is
 * mostly 0. What is asked of those takes a few operations in a loop without calls; the others are judged again, in full (bench/detect: 1.1 times as fast).
 *
 * @param tails - two a measure
 * @param asked - score that the bounds are drawn for
 */
export function scoreBlock(
  shard: Shard,
  cycles: Cycles,
  moment: Moment,
  tails: readonly (readonly MeasureTail[])[],
  asked: number,
  from: number,
  to: number,
  scores: Scores,
): void {
  const { exact, learningPoints, measures } = shard
  const x = shard.scalars
  const { expected, score, severity, deviation, residual } = scores
  // With bounds or parts, all are judged in full.
  const whole = Number(scores.lower.length > 0 || scores.parts !== undefined)
  let others = 0
  let measure = from % measures
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const sides = tails[measure]
    measure = measure + 1 < measures ? measure + 1 : 0
    const k = (metric - from) | 0
    const z = surprises[k]
    const o = rowOf(metric)
    if (z !== z || x[o + POINTS] < learningPoints) {
      expected[metric] = Number.NaN
      score[metric] = Number.NaN
      deviation[metric] = Number.NaN
      residual[metric] = Number.NaN
      continue
    }
    chosen[others] = metric
    // No branches: either side is as likely, and one would be guessed wrong half the time (bench/detect).
    const side = Number(z < 0)
    const t = Math.abs(z) / THRESHOLD
    others +=
      whole |
      Number(t > LEAST_NEWS) |
      Number(x[o + BURST + side] > LEAST_BURST) |
      Number(x[o + SPARSE_FLOOR] > 0) |
      Number(values[k] === exact[2 * metric + 1])
    expected[metric] = expectations[k] / exact[2 * metric]
    score[metric] = shrunk(x[o + RARITY + side], x[o + JUDGED], sides[side].base) * t * t
    deviation[metric] = z
    residual[metric] = (transformed[k] - bases[k]) / residualSigmas[k]
  }
  for (let other = 0; other < others; other++) {
    const metric = chosen[other]
    judge(shard, cycles, moment, tails[metric % measures], asked, metric, (metric - from) | 0, scores)
  }
  fillSeverities(score, severity, from, to)
}

/** Judges one metric in full; what was expected and how far off it is stands in the scores. @param k - its place in the block */
function judge(
  shard: Shard,
  cycles: Cycles,
  moment: Moment,
  tails: readonly MeasureTail[],
  asked: number,
  metric: number,
  k: number,
  scores: Scores,
): void {
  const { exact } = shard
  const x = shard.scalars
  const { parts } = scores
  const o = rowOf(metric)
  const z = surprises[k]
  const side = z < 0 ? 1 : 0
  const thresholds = Math.abs(z) / THRESHOLD
  const t = thresholds <= 1 ? thresholds : beyondHabit(x, o, moment, thresholds)
  const base = baseOf(tails[side], x, o, side)
  const sparse = sparsities[k] === 1
  // Of a metric that is mostly 0, where about 0 is expected: its excesses are its values.
  const isCount = sparse && side === 0
  let score = t <= 1 ? base * t * t : scoreBeyond(tails[side], x, o, side, sparse, base, t)
  if (thresholds > LEAST_NEWS) {
    const record = isCount
      ? sparseRecordScore(x, o, transformed[k], transformed[k] - z * sigmas[k], sigmas[k])
      : recordScore(x, o, transformed[k], sigmas[k], side === 0 ? 1 : -1)
    if (record > score) score = record
  }
  const v = values[k]
  if (isCount && thresholds > 1) {
    const most = countScore(x, o, v)
    if (most < score) score = most
  } else if (side === 1 && isByChance(x, o, sparse, cycles.slots)) {
    const most = lowCountScore(x, o, v, expectations[k], cycles.slots)
    if (most < score) score = most
  }
  if (v > 0 && isBlank(x, o)) {
    const most = firstCountScore(x, o, v)
    if (most < score) score = most
  }
  const unit = 1 / exact[2 * metric]
  const flat = v === exact[2 * metric + 1] ? flatScore(x, o, v, sigmas[k], cycles) : 0
  if (scores.lower.length > 0) drawBounds(shard, tails, asked, moment, metric, k, flat >= asked, scores)
  scores.score[metric] = flat > score ? flat : score
  if (parts) {
    const kind = x[o + TRANSFORM]
    const offset = x[o + OFFSET]
    const level = inverseTransform(kind, offset, x[o + LEVEL])
    const sum = x[o + LEVEL] + seasons[k]
    const season = inverseTransform(kind, offset, sum > x[o + ZERO] ? sum : x[o + ZERO])
    const long = inverseTransform(kind, offset, bases[k])
    parts.level[metric] = level * unit
    parts.season[metric] = (season - level) * unit
    parts.long[metric] = (long - season) * unit
    parts.memory[metric] = (expectations[k] - long) * unit
  }
}

/**
 * Judges the missing values of the block, once the silence is counted: those that are unusual get a score, with what was
 * expected and the bounds that a value would have had. All others say nothing and stay without one.
 *
 * @param tails - two a measure
 * @param endings - one a measure
 * @param asked - score that the bounds are drawn for
 */
export function scoreMissing(
  shard: Shard,
  cycles: Cycles,
  moment: Moment,
  tails: readonly (readonly MeasureTail[])[],
  endings: summary.DetectorSummary['endings'],
  asked: number,
  from: number,
  to: number,
  scores: Scores,
): void {
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    if (values[k] === values[k] || x[o + POINTS] < shard.learningPoints) continue
    const silent = missingScore(x, o, x[o + MISSED], cycles)
    if (silent === 0) continue
    const known = endings?.[metric % shard.measures]
    const ending = known ? rarityOfEnding(known, x, o, x[o + MISSED]) : silent
    const score = ending < silent ? ending : silent
    if (score < LEAST_MISSING) continue
    scores.score[metric] = score
    scores.severity[metric] = severityOf(score)
    scores.expected[metric] = expectations[k] / shard.exact[2 * metric]
    if (scores.lower.length > 0)
      drawBounds(shard, tails[metric % shard.measures], asked, moment, metric, k, false, scores)
  }
}
