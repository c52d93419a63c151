import { INTERVAL_SECONDS, INTERVALS, type Interval } from '../../../spec/index.ts'
import type { Decision } from './decision.ts'

/**
 * The shortest interval that is not shorter than the usual step between times.
 *
 * @param runs - moments of records, epoch milliseconds, in any order; steps are counted within each list
 * @param folderStep - step between the folders of continuous data in seconds, where there is one; an interval needs a
 *   folder of its own
 */
export function guessInterval(
  runs: readonly (readonly number[])[],
  folderStep: number | null,
): { readonly interval: Interval; readonly decision: Decision } {
  const step = medianStep(runs)
  const needed = Math.max(step ?? 0, folderStep ?? 0)
  const interval = INTERVALS.find((each) => INTERVAL_SECONDS[each] >= needed) ?? 'P1D'
  const decide = (reason: string, sure: boolean): { interval: Interval; decision: Decision } => ({
    interval,
    decision: { about: 'interval', decided: interval, reason, sure },
  })
  if (step === null && folderStep === null) return decide('all records of the sample have one time', false)
  if (step !== null && (folderStep ?? 0) <= step) {
    const exact = INTERVAL_SECONDS[interval] === step
    const longer = step > INTERVAL_SECONDS.P1D ? '; longer intervals than a day there are not' : ''
    return decide(`times are mostly ${stepText(step)} apart${longer}`, exact)
  }
  return decide(`folders are ${stepText(folderStep!)} apart`, true)
}

/** Median of the steps between consecutive different times, in seconds; null when there is no step. */
function medianStep(runs: readonly (readonly number[])[]): number | null {
  const steps = runs.flatMap((moments) => {
    const times = [...new Set(moments)].toSorted((a, b) => a - b)
    return times.slice(1).map((time, index) => (time - times[index]) / 1000)
  })
  return steps.length === 0 ? null : steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]
}

function stepText(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const [name, size] = units.find(([, each]) => seconds >= each) ?? ['second', 1]
  const count = Math.round((seconds / size) * 10) / 10
  return count === 1 ? `1 ${name}` : `${count} ${name}s`
}
