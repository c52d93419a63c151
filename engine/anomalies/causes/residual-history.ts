/** Intervals that a history remembers: the quota of a backtest's history, 104 days of hours or 9 days of 5 minutes. */
export const HISTORY_INTERVALS = 2_500

/**
 * Residuals beyond this many sigma are kept as this many: far enough to weigh an event, near enough that a Float32 and
 * the sums over it stay exact.
 */
const MOST_SIGMA = 50

/**
 * What each measure's total lately did that its level and season do not say: the newest intervals of its residual in sigma.
 * Not the error of the forecast: what a forecast remembers of a cause's effect is part of the effect. A ring: bounded memory, changed in place by
 * `appendResiduals`, persisted by `historyToBytes`.
 */
export interface ResidualHistory {
  /** Measures of the dataset, 1 or more; a residual's index is the measure's place in the dataset. */
  readonly measures: number
  /** Intervals that it can hold. */
  readonly capacity: number
  /** Intervals that it holds, 0 .. capacity; what was missing in between counts. */
  length: number
  /** Number of the newest interval on the detector's grid (`IntervalFindings.sequence`); NaN while it is empty. */
  newest: number
  /** One row of `measures` numbers an interval, the row of interval `sequence` at `sequence % capacity`; NaN = none. */
  readonly residuals: Float32Array
}

/**
 * An empty history.
 *
 * @param capacity - intervals that it holds, 1 or more
 * @throws {RangeError} when one of the numbers is not a positive whole number
 */
export function createResidualHistory(measures: number, capacity: number = HISTORY_INTERVALS): ResidualHistory {
  for (const [name, value] of Object.entries({ measures, capacity })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`A history of residuals cannot have ${name} = ${value}; give a whole number from 1 on.`)
    }
  }
  const residuals = new Float32Array(measures * capacity).fill(Number.NaN)
  return { measures, capacity, length: 0, newest: Number.NaN, residuals }
}

/**
 * Adds an interval. Intervals that were left out since the newest become missing ones; the oldest make room.
 *
 * @param sequence - number of the interval on the detector's grid, >= 0 and above the newest
 * @param residuals - z of each measure in sigma; anything that is not finite means that there is none
 * @throws {RangeError} when the interval is not after the newest, or the number of residuals is not that of the measures
 */
export function appendResiduals(history: ResidualHistory, sequence: number, residuals: ArrayLike<number>): void {
  const { measures, capacity, newest } = history
  if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence <= newest) {
    throw new RangeError(`Interval ${sequence} cannot follow interval ${newest}; give the intervals in their order.`)
  }
  if (residuals.length !== measures) {
    throw new RangeError(`${residuals.length} residuals do not fit ${measures} measures; give one for each.`)
  }
  const step = history.length === 0 ? 1 : sequence - newest
  for (let gap = Math.min(step - 1, capacity - 1); gap > 0; gap--) {
    const missing = ((sequence - gap) % capacity) * measures
    history.residuals.fill(Number.NaN, missing, missing + measures)
  }
  const row = (sequence % capacity) * measures
  for (let measure = 0; measure < measures; measure++) {
    const z = residuals[measure]
    history.residuals[row + measure] = Number.isFinite(z) ? Math.max(-MOST_SIGMA, Math.min(MOST_SIGMA, z)) : Number.NaN
  }
  history.length = Math.min(capacity, history.length + step)
  history.newest = sequence
}

/** The residual of a measure in an interval, in sigma; NaN where there is none, or the history does not hold it. */
export function residualAt(history: ResidualHistory, measure: number, sequence: number): number {
  const { measures, capacity, length, newest, residuals } = history
  if (!(sequence <= newest && sequence > newest - length)) return Number.NaN
  return residuals[(sequence % capacity) * measures + measure]
}
