/** What can go wrong when an alert is sent, with the data of the message. */
export type DeliveryProblem =
  | { readonly code: 'WEBHOOK_URL_INVALID'; readonly origin: string }
  | { readonly code: 'WEBHOOK_STATUS'; readonly origin: string; readonly status: number; readonly answer: string }
  | { readonly code: 'WEBHOOK_REDIRECTED'; readonly origin: string; readonly status: number }
  | { readonly code: 'WEBHOOK_UNREACHABLE'; readonly origin: string; readonly reason: string }
  | { readonly code: 'AWS_REFUSED'; readonly target: string; readonly reason: string }
  | { readonly code: 'AWS_UNAVAILABLE'; readonly target: string; readonly reason: string }
  | { readonly code: 'ROLE_UNUSABLE'; readonly target: string; readonly reason: string }
  | { readonly code: 'ALERT_REMOVED'; readonly alert: string }
  | { readonly code: 'CHANNEL_FAILED'; readonly channel: string; readonly reason: string }

/** An alert that a channel did not take. `permanent`: sending the same again cannot help. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly code: DeliveryProblem['code']
  readonly permanent: boolean
  /** When the channel would like to be asked again, in the words of HTTP's `Retry-After`; undefined when it did not say. */
  readonly retryAfter: string | undefined

  constructor(problem: DeliveryProblem, permanent: boolean, options: ErrorOptions & { retryAfter?: string } = {}) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.permanent = permanent
    this.retryAfter = options.retryAfter
  }
}

/** The error of a channel that failed in a way it has no name for; it may be over the next time. */
export function channelFailed(channel: string, cause: unknown): DeliveryError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DeliveryError({ code: 'CHANNEL_FAILED', channel, reason: reason.slice(0, 300) }, false, { cause })
}

function textOf(problem: DeliveryProblem): string {
  switch (problem.code) {
    case 'WEBHOOK_URL_INVALID':
      return (
        `${problem.origin} cannot be a webhook. Use an https URL without user name and password; ` +
        `http is for 127.0.0.1, [::1] and localhost.`
      )
    case 'WEBHOOK_STATUS':
      return `${problem.origin} answered ${problem.status}${problem.answer === '' ? '' : `: "${problem.answer}"`}. Check the webhook's address and that it takes the alert's JSON.`
    case 'WEBHOOK_REDIRECTED':
      return `${problem.origin} answered ${problem.status}, a redirection, which alerts do not follow. Give the final address.`
    case 'WEBHOOK_UNREACHABLE':
      return `${problem.origin} could not be reached: ${problem.reason}. Check the address and the network.`
    case 'AWS_REFUSED':
      return `${problem.target} refused the alert: ${problem.reason}. Check that it exists and that the alert's role may use it.`
    case 'AWS_UNAVAILABLE':
      return `${problem.target} could not take the alert: ${problem.reason}.`
    case 'ROLE_UNUSABLE':
      return `${problem.target} is reached with the alert's own role, which cannot be used. ${problem.reason}`
    case 'ALERT_REMOVED':
      return `The alert "${problem.alert}" is not declared any more. Declare it again before the next alerts fire, if they shall be sent.`
    case 'CHANNEL_FAILED':
      return `The ${problem.channel} channel failed: ${problem.reason}.`
  }
}
