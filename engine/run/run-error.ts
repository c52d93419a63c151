import type { ReadReport } from '../dataset/index.ts'

/** Why a run cannot go on. */
export type RunProblem =
  | { readonly code: 'BACKTEST_TOO_SHORT'; readonly got: number; readonly needed: number; readonly interval: string }
  | { readonly code: 'NO_USABLE_RECORDS'; readonly read: number; readonly reasons: string }
  | {
      readonly code: 'NO_RECORDS_IN_INTERVAL'
      readonly from: string
      readonly to: string
      readonly read: number
      readonly reasons: string
    }
  | { readonly code: 'DETECTOR_UNKNOWN'; readonly detector: string; readonly url: string }
  | { readonly code: 'DATASET_MISSING'; readonly detector: string }
  | {
      readonly code: 'DETECTOR_OF_OTHERS'
      readonly detector: string
      readonly url: string
      /** Null: the API made it. */
      readonly manager: string | null
    }
  | { readonly code: 'DETECTOR_INVALID'; readonly detector: string; readonly findings: string }
  | { readonly code: 'NO_CONTINUOUS_SOURCE'; readonly detector: string }
  | { readonly code: 'SPEC_REPLACED'; readonly detector: string }
  | {
      readonly code: 'STATUS_CONFLICT'
      readonly detector: string
      readonly status: string
      readonly wanted: 'activated' | 'backtested'
    }

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
  static noUsableRecords(report: ReadReport): RunError {
    return new RunError({ code: 'NO_USABLE_RECORDS', read: report.read, reasons: reasonsOf(report, true) })
  }
}

/**
 * Why records of a reading were not used, in brackets after a space; empty when none was left out.
 *
 * @param places - whether to say where each reason came first, without what stands there
 */
export function reasonsOf({ rejections, outside, filtered, overQuota }: ReadReport, places = false): string {
  const counts = [
    ...rejections.map(
      ({ reason, count, examples: [first] }) =>
        `${count} ${reason}${places && first !== undefined ? placeOf(first) : ''}`,
    ),
    ...(outside > 0 ? [`${outside} outside the time`] : []),
    ...(filtered > 0 ? [`${filtered} filtered out`] : []),
    ...(overQuota > 0 ? [`${overQuota} over the quota of metrics`] : []),
  ]
  return counts.length > 0 ? ` (${counts.join(', ')})` : ''
}

function placeOf({ file, line, column }: ReadReport['rejections'][number]['examples'][number]): string {
  return `, first in ${file}${line === 0 ? '' : `:${line}`}${column === undefined ? '' : `, column ${JSON.stringify(column)}`}`
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
        'Check what stands there, the timestamp format, the names of the columns and the filters.'
      )
    case 'NO_RECORDS_IN_INTERVAL':
      return (
        `None of the ${problem.read} records that were read could be used for the interval from ${problem.from} to ` +
        `${problem.to}${problem.reasons}. Check the time zone, the timestamp format and the filters; raise the offset ` +
        'when data comes late.'
      )
    case 'DETECTOR_UNKNOWN':
      return `There is no detector "${problem.detector}" in ${problem.url}. Deploy it, or declare it here: crowsnest run SPEC --state ...`
    case 'DATASET_MISSING':
      return `The detector "${problem.detector}" has no dataset yet, so there is nothing to watch. Deploy a dataset for it.`
    case 'DETECTOR_OF_OTHERS':
      return (
        `${problem.url} has a detector "${problem.detector}" already: ` +
        (problem.manager === null
          ? 'the API has made it. Delete it there, or give this one another name.'
          : `${problem.manager} manages it. Change it there, or give this one another name.`)
      )
    case 'DETECTOR_INVALID':
      return `The declared detector "${problem.detector}" cannot be used: ${problem.findings} Correct its spec and declare it again.`
    case 'NO_CONTINUOUS_SOURCE':
      return (
        `The dataset of "${problem.detector}" has historical data alone, so there is nothing to watch. ` +
        'Add a continuous path to its source, or run a backtest: crowsnest backtest SPEC'
      )
    case 'SPEC_REPLACED':
      return (
        `The detector "${problem.detector}" was declared anew with another interval or dataset while this run had the older ` +
        'spec. Stop this run, and start it again with the spec in force.'
      )
    case 'STATUS_CONFLICT':
      return (
        `The detector "${problem.detector}" is ${problem.status} and cannot be ${problem.wanted} with this spec any more. ` +
        'Give it another name, or use another place for its state; crowsnest backtest SPEC keeps nothing and can be ' +
        'repeated at any time.'
      )
  }
}
