/** What can be wrong with a zone, a timestamp format or a path template, with the data of the message. */
export type TimeProblem =
  | { readonly code: 'ZONE_UNKNOWN'; readonly zone: string }
  | { readonly code: 'TIMESTAMP_KEY_UNKNOWN'; readonly format: string; readonly key: string }
  | { readonly code: 'TIMESTAMP_KEY_TWICE'; readonly format: string; readonly key: string }
  | { readonly code: 'TIMESTAMP_KEY_MISSING'; readonly format: string; readonly key: string; readonly reason: string }
  | { readonly code: 'TIMESTAMP_KEYS_TOUCH'; readonly format: string; readonly key: string }
  | { readonly code: 'QUOTE_NOT_CLOSED_IN_PATTERN'; readonly format: string }
  | { readonly code: 'TEMPLATE_BRACES'; readonly template: string }
  | { readonly code: 'TEMPLATE_KEY_UNKNOWN'; readonly template: string; readonly key: string }

/** A zone, timestamp format or path template that cannot be used; `problem` says which and why. */
export class TimeError extends Error {
  override readonly name = 'TimeError'
  readonly code: TimeProblem['code']
  readonly problem: TimeProblem

  constructor(problem: TimeProblem, options?: ErrorOptions) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.problem = problem
  }
}

function textOf(problem: TimeProblem): string {
  switch (problem.code) {
    case 'ZONE_UNKNOWN':
      return `"${problem.zone}" is not a time zone. Use an IANA name such as UTC, Europe/Berlin or America/New_York.`
    case 'TIMESTAMP_KEY_UNKNOWN':
      return (
        `Timestamp format "${problem.format}": "${problem.key}" is not a key. Use yyyy, yy, M, MM, MMM, MMMM, d, dd, H, HH, ` +
        `h, hh, k, K, a, m, mm, s, ss, S.., X, XXX or Z, or UNIX alone; put other letters in single quotes.`
      )
    case 'TIMESTAMP_KEY_TWICE':
      return `Timestamp format "${problem.format}" gives the ${problem.key} twice. Keep one of the keys.`
    case 'TIMESTAMP_KEY_MISSING':
      return `Timestamp format "${problem.format}" lacks ${problem.key}: ${problem.reason}.`
    case 'TIMESTAMP_KEYS_TOUCH':
      return (
        `Timestamp format "${problem.format}": after "${problem.key}", which may have one or two digits, the next number ` +
        `has no clear start. Use the two-letter key or a separator.`
      )
    case 'QUOTE_NOT_CLOSED_IN_PATTERN':
      return `"${problem.format}" opens a single quote that it does not close. Close it, or write '' for a quote itself.`
    case 'TEMPLATE_BRACES':
      return `Path template "${problem.template}" has unpaired braces. Write keys as {{yyyyMMdd}}/{{HHmm}}.`
    case 'TEMPLATE_KEY_UNKNOWN':
      return (
        `Path template "${problem.template}": "${problem.key}" is not a key. Use y, Y, M, d, a, H, h, k, K, m and s ` +
        `(yyyy, MM, dd, HH, mm ...); put other letters in single quotes or outside of the braces.`
      )
  }
}
