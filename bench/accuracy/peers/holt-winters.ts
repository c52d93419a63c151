import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { cycleOf } from './cycle.ts'

/*
 * Additive Holt-Winters with one season, a day (a week at P1D). Winters 1960, https://doi.org/10.1287/mnsc.6.3.324; for
 * monitoring Brutlag 2000, https://www.usenix.org/conference/lisa-2000/aberrant-behavior-detection-time-series-network-monitoring
 */

interface Gains {
  readonly level: number
  readonly trend: number
  readonly season: number
}

interface State {
  readonly gains: Gains
  readonly seasons: Float64Array
  level: number
  trend: number
  /** Exponentially weighted square of the errors, over one cycle or more. */
  square: number
  count: number
}

/** Smoothing that is tried; chosen is what has had the least absolute errors on the metric's own past. */
const GAINS: readonly Gains[] = [0.05, 0.1, 0.2, 0.4, 0.7].flatMap((level) =>
  [0, 0.005].flatMap((trend) => [0.05, 0.1, 0.3].map((season) => ({ level, trend, season }))),
)
/** Values after which it is chosen again. */
const CHOOSE_AT = new Set([300, 600, 1200, 2400])

/** The one-step error of Holt-Winters in exponentially weighted standard deviations of such errors. */
export const holtWinters: Method = { name: 'Holt-Winters', judge }

function judge(series: LabelledSeries): Verdicts {
  const { values } = series
  const cycle = cycleOf(series)
  const scores = new Float64Array(values.length)
  let state = begin(values, cycle, GAINS[7])
  for (let row = cycle; row < values.length; row++) {
    if (CHOOSE_AT.has(row) || row === 3 * cycle) state = choose(values.subarray(0, row), cycle)
    const deviation = Math.sqrt(state.square)
    const error = step(state, values[row], row % cycle)
    if (state.count > cycle && deviation > 0 && !Number.isNaN(error)) scores[row] = Math.abs(error) / deviation
  }
  return { scores }
}

/** From the first cycle: its mean is the level, its differences the season. */
function begin(values: Float64Array, cycle: number, gains: Gains): State {
  const first = values.subarray(0, cycle).filter((value) => !Number.isNaN(value))
  const level = first.length === 0 ? 0 : first.reduce((sum, value) => sum + value, 0) / first.length
  const seasons = Float64Array.from({ length: cycle }, (_, k) =>
    Number.isNaN(values[k] - level) ? 0 : values[k] - level,
  )
  return { gains, seasons, level, trend: 0, square: 0, count: 0 }
}

/** Forecasts a value, learns it and gives the error; for a missing one time just passes. */
function step(state: State, value: number, slot: number): number {
  const { gains, seasons } = state
  const base = state.level + state.trend
  if (Number.isNaN(value)) {
    state.level = base
    return Number.NaN
  }
  const error = value - base - seasons[slot]
  state.level = base + gains.level * error
  state.trend += gains.level * gains.trend * error
  seasons[slot] += gains.season * (1 - gains.level) * error
  const share = Math.max(1 / Math.max(300, seasons.length), 1 / ++state.count)
  state.square += share * (error * error - state.square)
  return error
}

function choose(past: Float64Array, cycle: number): State {
  let [best, least] = [begin(past, cycle, GAINS[0]), Infinity]
  for (const gains of GAINS) {
    const state = begin(past, cycle, gains)
    let sum = 0
    for (let row = cycle; row < past.length; row++) {
      const error = step(state, past[row], row % cycle)
      if (row >= 2 * cycle && !Number.isNaN(error)) sum += Math.abs(error)
    }
    if (sum < least) [best, least] = [state, sum]
  }
  return best
}
