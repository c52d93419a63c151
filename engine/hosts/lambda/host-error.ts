/** Why the engine's function refuses or gives up an invocation, with the data of the message. */
export type HostProblem =
  | { readonly code: 'EVENT_INVALID'; readonly reason: string }
  | {
      readonly code: 'OPERATION_UNKNOWN'
      readonly got: unknown
      readonly suggestion: string | null
      readonly known: readonly string[]
    }
  | { readonly code: 'STACK_REQUEST_INVALID'; readonly reason: string }
  | { readonly code: 'STACK_ADDRESS_REFUSED'; readonly host: string }
  | { readonly code: 'STACK_UNREACHABLE'; readonly status: string }
  | {
      readonly code: 'DECLARED_ELSEWHERE'
      readonly detector: string
      readonly what: string
      readonly by: string | null
    }
  | { readonly code: 'ENVIRONMENT_INVALID'; readonly variable: string; readonly reason: string }
  | { readonly code: 'FUNCTION_ARN_INVALID'; readonly got: unknown }
  | { readonly code: 'DETECTOR_NOT_FOR_AWS'; readonly detector: string; readonly problems: readonly string[] }
  | { readonly code: 'TIME_SHORT'; readonly detector: string }
  | { readonly code: 'MAP_MISSING'; readonly detector: string; readonly engine: string }
  | { readonly code: 'MAP_NOT_STARTED'; readonly detector: string; readonly reason: string }
  | { readonly code: 'BACKTEST_JUDGED_NOTHING'; readonly detector: string; readonly metrics: number }
  | {
      readonly code: 'BACKTEST_LIMIT_EXCEEDED'
      readonly detector: string
      readonly alerts: number
      readonly days: number
      readonly perWeek: number
      readonly limit: number
      /** What was counted, such as `oncall: 10, finance: 2`. */
      readonly counted: string
    }

/** An invocation of the engine's function that came to nothing; see docs/lambda.md. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly code: HostProblem['code']
  readonly problem: HostProblem

  constructor(problem: HostProblem, options?: ErrorOptions) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.problem = problem
  }
}

/** Characters of a value of an event that a message shows. */
const SHOWN_VALUE = 200

/** A value of an event as JSON, cut where it is long; events come from whoever may invoke the function. */
export function shownValue(value: unknown): string {
  let text: string
  try {
    text = JSON.stringify(value) ?? 'nothing'
  } catch {
    text = 'a value that is nested too deeply'
  }
  return text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}…` : text
}

function textOf(problem: HostProblem): string {
  switch (problem.code) {
    case 'EVENT_INVALID':
      return `The event cannot be used: ${problem.reason} An event looks like {"operation":"execute","detector":"revenue"}.`
    case 'OPERATION_UNKNOWN':
      return (
        `${shownValue(problem.got)} is not an operation.` +
        `${problem.suggestion === null ? '' : ` Did you mean ${problem.suggestion}?`} Use ${problem.known.join(', ')}.`
      )
    case 'STACK_REQUEST_INVALID':
      return (
        `The custom resource cannot be used: ${problem.reason} Write the template with ` +
        'crowsnest template SPEC --to cloudformation, which has all of this right.'
      )
    case 'STACK_ADDRESS_REFUSED':
      return (
        `A request like one of CloudFormation wants its answer at ${problem.host}, which is no address of CloudFormation. ` +
        'Nothing was done. Find out who invoked the function.'
      )
    case 'STACK_UNREACHABLE':
      return (
        `CloudFormation could not be told what became of its request (${problem.status}), so the stack waits. An engine in a ` +
        'VPC reaches it through the endpoint of S3: let its policy pass the bucket that answers go to.'
      )
    case 'DECLARED_ELSEWHERE':
      return (
        `${problem.what} of the detector "${problem.detector}" is declared already, and not by this resource` +
        `${problem.by === null ? '' : ` but by ${problem.by}`}. Delete it there first, or choose another name.`
      )
    case 'ENVIRONMENT_INVALID':
      return (
        `The function's environment variable ${problem.variable} ${problem.reason}. ` +
        'The Engine component sets it; set it in the function when you deploy without it.'
      )
    case 'FUNCTION_ARN_INVALID':
      return (
        `${shownValue(problem.got)} is not the ARN of a Lambda function, so nobody can tell where the ` +
        'engine runs. Lambda gives it as invokedFunctionArn; give it likewise where something else runs the function.'
      )
    case 'DETECTOR_NOT_FOR_AWS':
      return `The detector "${problem.detector}" cannot run in AWS: ${problem.problems.join(' ')}`
    case 'TIME_SHORT':
      return (
        `The function's time ran out while it read or learned the data of "${problem.detector}"; nothing is lost, and the ` +
        'next wake-up begins there again. Give the function more memory (which is processing power, too) or a longer ' +
        'timeout, or lower `quotas.historyIntervals` when it was the history.'
      )
    case 'MAP_MISSING':
      return (
        `The detector "${problem.detector}" is to be executed on a distributed map (scale: MAP), and the engine ` +
        `"${problem.engine}" has none. Deploy the engine with map: true, or take scale out of the detector.`
      )
    case 'MAP_NOT_STARTED':
      return (
        `The distributed map of "${problem.detector}" could not be started: ${problem.reason} The interval stays due; the next ` +
        'wake-up tries again.'
      )
    case 'BACKTEST_JUDGED_NOTHING':
      return (
        `The backtest of "${problem.detector}" judged nothing: each of its ${problem.metrics} metrics has too few values before the tested ` +
        'time. So nobody knows how many alerts a week there will be, and no limit (maxAlertsPerWeek) can be kept. Add older ' +
        'data, choose a shorter interval or fewer dimensions, or deploy without a limit.'
      )
    case 'BACKTEST_LIMIT_EXCEEDED': {
      const { detector, alerts, days, perWeek, limit, counted } = problem
      return (
        `The backtest of "${detector}" came to ${alerts} alerts in ${days} days, ${perWeek} a week, and the limit is ` +
        `${limit} (${counted}). Raise the thresholds of the alerts or the limit (maxAlertsPerWeek), or correct what the ` +
        'detector watches; crowsnest backtest SPEC --report FILE.html shows what was found.'
      )
    }
  }
}
