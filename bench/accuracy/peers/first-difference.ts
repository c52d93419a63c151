import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { cycleOf } from './cycle.ts'
import { SortedWindow, robustDeviation } from './sorted-window.ts'

const CYCLES = 14
const LEAST = 30

/** The step from the last value, in robust deviations of the steps of 14 cycles. */
export const firstDifference: Method = { name: 'first difference / MAD', judge }

function judge(series: LabelledSeries): Verdicts {
  const { values } = series
  const scores = new Float64Array(values.length)
  const steps = new SortedWindow(CYCLES * cycleOf(series))
  let last = Number.NaN
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const step = Math.abs(value - last)
    last = value
    if (Number.isNaN(step)) continue
    const deviation = robustDeviation(steps)
    if (steps.count >= LEAST && deviation > 0) scores[row] = step / deviation
    steps.push(step)
  }
  return { scores }
}
