import type { ReadReport } from '../dataset/index.ts'

/** Why a run cannot go on. */
export type RunProblem =
  | { readonly code: 'BACKTEST_TOO_SHORT'; readonly got: number; readonly needed: number; readonly interval: string }
  | { readonly code: 'NO_USABLE_RECORDS'; readonly read: number; readonly reasons: string }
  | { readonly code: 'NO_RECORDS_IN_INTERVAL'; readonly from: string; readonly to: string; readonly read: number }
  | { readonly code: 'DETECTOR_UNKNOWN'; readonly detector: string; readonly url: string }
  | { readonly code: 'DETECTOR_INVALID'; readonly detector: string; readonly findings: string }
  | { readonly code: 'NOT_ACTIVE'; readonly detector: string; readonly status: string }
  | { readonly code: 'NO_CONTINUOUS_SOURCE'; readonly detector: string }

/** A detector that cannot be run as it is, with the cure. */
export class RunError extends Error {
  override readonly name = 'RunError'
  readonly code: RunProblem['code']
  readonly problem: RunProblem

  constructor(problem: RunProblem, options?: ErrorOptions) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.problem = problem
  }

  /** The error for a reading of which nothing could be used. */
  static noUsableRecords({ read, rejections, outside, filtered }: ReadReport): RunError {
    const counts = [
      ...rejections.map(({ reason, count }) => `${count} ${reason}`),
      ...(outside > 0 ? [`${outside} outside the time`] : []),
      ...(filtered > 0 ? [`${filtered} filtered out`] : []),
    ]
    return new RunError({
      code: 'NO_USABLE_RECORDS',
      read,
      reasons: counts.length > 0 ? ` (${counts.join(', ')})` : '',
    })
  }
}

function textOf(problem: RunProblem): string {
  switch (problem.code) {
    case 'BACKTEST_TOO_SHORT':
      return (
        `The historical data spans ${problem.got} intervals of ${problem.interval}; a backtest needs ${problem.needed}. ` +
        'Add older data, or choose a shorter interval.'
      )
    case 'NO_USABLE_RECORDS':
      return (
        `None of the ${problem.read} records in the historical data could be used${problem.reasons}. ` +
        'Check the timestamp format, the names of the columns and the filters.'
      )
    case 'NO_RECORDS_IN_INTERVAL':
      return (
        `None of the ${problem.read} records that were read lies in the interval from ${problem.from} to ${problem.to}. ` +
        'Check the time zone and the timestamp format; raise the offset when data comes late.'
      )
    case 'DETECTOR_UNKNOWN':
      return `There is no detector "${problem.detector}" in ${problem.url}. Declare it first: crowsnest run SPEC --state ...`
    case 'DETECTOR_INVALID':
      return `The declared detector "${problem.detector}" cannot be used: ${problem.findings}. Correct its spec and declare it again.`
    case 'NOT_ACTIVE':
      return `The detector "${problem.detector}" is ${problem.status}; only one that is LEARNING or ACTIVE executes intervals. Activate it first.`
    case 'NO_CONTINUOUS_SOURCE':
      return (
        `The dataset of "${problem.detector}" has historical data alone, so there is nothing to watch. ` +
        'Add a continuous path to its source, or run a backtest: crowsnest backtest SPEC'
      )
  }
}
