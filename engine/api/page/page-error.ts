/** Why the review page does not get what it asked for. */
export type PageProblem =
  | { readonly code: 'ROUTE_UNKNOWN'; readonly method: string; readonly path: string }
  | { readonly code: 'METHOD_NOT_ALLOWED'; readonly method: string; readonly path: string; readonly allowed: string }
  | { readonly code: 'DETECTOR_UNKNOWN'; readonly detector: string }
  | { readonly code: 'GROUP_UNKNOWN'; readonly detector: string; readonly group: string }
  | { readonly code: 'PARAMETER_INVALID'; readonly name: string; readonly got: unknown; readonly expected: string }
  | { readonly code: 'DETECTOR_DELETING'; readonly detector: string }
  | { readonly code: 'DECLARATION_UNUSABLE'; readonly detector: string; readonly reason: string }

/** A request of the review page that cannot be answered; `status` is the HTTP code. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly code: PageProblem['code']
  readonly status: number

  constructor(problem: PageProblem) {
    super(textOf(problem))
    this.code = problem.code
    this.status = STATUS[problem.code]
  }
}

const STATUS: Readonly<Record<PageProblem['code'], number>> = {
  ROUTE_UNKNOWN: 404,
  METHOD_NOT_ALLOWED: 405,
  DETECTOR_UNKNOWN: 404,
  GROUP_UNKNOWN: 404,
  PARAMETER_INVALID: 400,
  DETECTOR_DELETING: 409,
  DECLARATION_UNUSABLE: 409,
}

function textOf(problem: PageProblem): string {
  switch (problem.code) {
    case 'ROUTE_UNKNOWN':
      return `There is nothing at ${problem.path}. If a link of the page led here, reload the page: it may be of an older version.`
    case 'METHOD_NOT_ALLOWED':
      return `${problem.method} is not possible at ${problem.path}. Use ${problem.allowed}.`
    case 'DETECTOR_UNKNOWN':
      return `There is no detector "${problem.detector}". It may have been deleted: go back to the list of detectors.`
    case 'GROUP_UNKNOWN':
      return (
        `The detector "${problem.detector}" has no anomaly ${problem.group}. ` +
        'It may belong to an earlier generation: go back to the list of anomalies.'
      )
    case 'PARAMETER_INVALID':
      return `${problem.name}: ${JSON.stringify(problem.got)} is not ${problem.expected}.`
    case 'DETECTOR_DELETING':
      return `The detector "${problem.detector}" is being deleted, with all that was said of its anomalies.`
    case 'DECLARATION_UNUSABLE':
      return `The detector "${problem.detector}" cannot be shown in full. ${problem.reason}`
  }
}
