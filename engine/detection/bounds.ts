import * as block from './block.ts'
import { countBound, firstCountBound, isBlank, isByChance, lowCountBound } from './count.ts'
import { cyclesOf } from './cycles.ts'
import { originOf } from './forecast.ts'
import { habitOf } from './habit.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import { baseOf, deviationOfScore, type MeasureTail } from './own-tail.ts'
import { LEAST_SURPRISE, recordBound, sparseRecordBound } from './record.ts'
import type { Scores } from './scores.ts'
import type { Shard } from './shard.ts'
import { inverseTransform } from './transform.ts'

const { TRANSFORM, OFFSET, CALM_LEFT, LEAST, rowOf } = at
const { bases, expectations, forecasts, sigmas, sparsities, values } = block

/**
 * Draws the bounds of one metric: the score's formulas turned round, so that a value lies outside exactly when its score reaches
 * what is asked.
 *
 * @param k - the metric's place in the block
 * @param flat - the value is anomalous as part of a flat line: the bound on its side passes between it and the expected value
 */
export function drawBounds(
  shard: Shard,
  tails: readonly MeasureTail[],
  asked: number,
  moment: Moment,
  metric: number,
  k: number,
  flat: boolean,
  scores: Scores,
): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const unit = 1 / shard.exact[2 * metric]
  const kind = x[o + TRANSFORM]
  const offset = x[o + OFFSET]
  const calmLeft = x[o + CALM_LEFT]
  const habit = habitOf(x, o, moment)
  const sparse = sparsities[k] === 1
  const { slots } = cyclesOf(shard.interval)
  for (let side = 0; side < 2; side++) {
    const base = baseOf(tails[side], x, o, side)
    const sign = side === 0 ? 1 : -1
    const isCount = sparse && side === 0
    const origin = originOf(calmLeft, sign, forecasts[k], bases[k])
    const deviation = deviationOfScore(tails[side], x, o, side, sparse, base, asked) * (asked <= base ? 1 : habit)
    let y = origin + sign * deviation * sigmas[k]
    const surprising = origin + sign * LEAST_SURPRISE * sigmas[k]
    const record = isCount
      ? sparseRecordBound(x, o, origin, sigmas[k], asked)
      : recordBound(x, o, sigmas[k], sign, asked)
    const surprisingRecord = (record - surprising) * sign > 0 ? record : surprising
    if ((y - surprisingRecord) * sign > 0) y = surprisingRecord
    let bound = inverseTransform(kind, offset, y)
    if (isCount) {
      const least = countBound(x, o, asked)
      if (bound < least) bound = least
    } else if (side === 1 && isByChance(x, o, sparse, slots)) {
      const most = lowCountBound(x, o, expectations[k], slots, asked)
      if (bound > most) bound = most
    }
    if (side === 0 && isBlank(x, o)) {
      const least = firstCountBound(x, o, values[k], asked)
      if (bound < least) bound = least
    }
    if (side === 0) scores.upper[metric] = bound * unit
    else scores.lower[metric] = bound < 0 && x[o + LEAST] >= 0 && !(values[k] < 0) ? 0 : bound * unit
  }
  if (flat) {
    const value = values[k] * unit
    const between = 0.5 * (value + scores.expected[metric])
    if (value >= scores.expected[metric]) {
      if (value <= scores.upper[metric]) scores.upper[metric] = between
    } else if (value >= scores.lower[metric]) scores.lower[metric] = between
  }
}
