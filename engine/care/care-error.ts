/** Why a state cannot be exported, imported or repaired. */
export type CareProblem =
  | {
      readonly code: 'DETECTOR_NOT_THERE'
      readonly detector: string
      readonly url: string
      readonly known: readonly string[]
    }
  | { readonly code: 'STATE_EMPTY'; readonly url: string }
  | { readonly code: 'NO_VERSIONS'; readonly url: string }
  | { readonly code: 'EXPORT_DAMAGED'; readonly detector: string; readonly key: string; readonly reason: string }
  | { readonly code: 'EXPORT_OVERTAKEN'; readonly detector: string }
  | { readonly code: 'EXPORT_EXISTS'; readonly file: string }
  | { readonly code: 'EXPORT_UNWRITABLE'; readonly file: string; readonly reason: string }
  | { readonly code: 'ARCHIVE_UNREADABLE'; readonly file: string; readonly reason: string }
  | { readonly code: 'ARCHIVE_INVALID'; readonly file: string; readonly reason: string }
  | { readonly code: 'ARCHIVE_NEWER'; readonly file: string; readonly version: number; readonly reads: number }
  | { readonly code: 'IMPORT_OCCUPIED'; readonly url: string; readonly detector: string; readonly key: string }
  | {
      readonly code: 'IMPORT_RUNS_ELSEWHERE'
      readonly detector: string
      readonly status: string
      readonly source: string
    }

/** A step of the care for a state that cannot be taken, with the cure. */
export class CareError extends Error {
  override readonly name = 'CareError'
  readonly code: CareProblem['code']
  readonly problem: CareProblem

  constructor(problem: CareProblem, options?: ErrorOptions) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.problem = problem
  }
}

function textOf(problem: CareProblem): string {
  switch (problem.code) {
    case 'DETECTOR_NOT_THERE': {
      const known = problem.known.length === 0 ? 'It has none' : `It has ${problem.known.join(', ')}`
      return `${problem.url} has nothing of a detector "${problem.detector}". ${known}. Correct --detector or --state.`
    }
    case 'STATE_EMPTY':
      return `There is no detector in ${problem.url}. Correct --state.`
    case 'NO_VERSIONS':
      return `${problem.url} is a folder, which keeps no earlier versions. Give an export or a copy of the state: --from FILE, DIR or s3://...`
    case 'EXPORT_DAMAGED':
      return (
        `The state of "${problem.detector}" is damaged, and an export of it would be, too: ${problem.key}: ${problem.reason} ` +
        'Run crowsnest state verify, then crowsnest state repair. Nothing was written.'
      )
    case 'EXPORT_OVERTAKEN':
      return (
        `"${problem.detector}" executes intervals faster than its state can be read. Export again when it has caught up, or stop it meanwhile. ` +
        'Nothing was written.'
      )
    case 'EXPORT_EXISTS':
      return `${problem.file} is there already. Give another name, or remove it.`
    case 'EXPORT_UNWRITABLE':
      return `${problem.file} cannot be written: ${problem.reason}. Give a place that can be written. Nothing is left there.`
    case 'ARCHIVE_UNREADABLE':
      return `${problem.file} cannot be read: ${problem.reason}. Give a file of crowsnest state export.`
    case 'ARCHIVE_INVALID':
      return `${problem.file} cannot be used: ${problem.reason}. Use another export. Nothing was written.`
    case 'ARCHIVE_NEWER':
      return (
        `${problem.file} was written by a newer Crowsnest (format ${problem.version}; this one reads up to ${problem.reads}). ` +
        'Upgrade Crowsnest. Nothing was written.'
      )
    case 'IMPORT_OCCUPIED':
      return (
        `${problem.url} has another state of "${problem.detector}" already: ${problem.key} is not as in the export. ` +
        'Import into an empty place, or remove that detector first. Nothing was written.'
      )
    case 'IMPORT_RUNS_ELSEWHERE':
      return (
        `"${problem.detector}" was ${problem.status} in ${problem.source} when it was exported. Where it runs in two places, each interval is ` +
        'judged and each alert sent twice. Stop it there for good, then import with --stopped. Nothing was written.'
      )
  }
}
