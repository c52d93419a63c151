import type { NotifierProblem } from '../../../spec/notifier.ts'

/** Why the notifier could not deliver an alert, with the data of the message. */
export type NotifierFailure =
  | { readonly code: 'NOTIFIER_SETTINGS'; readonly problems: readonly NotifierProblem[] }
  | { readonly code: 'ALERT_UNREADABLE'; readonly path: string; readonly expected: string }
  | { readonly code: 'SECRET_UNREADABLE'; readonly secret: string; readonly reason: string }
  | { readonly code: 'SECRET_UNUSABLE'; readonly secret: string; readonly expected: string }
  | { readonly code: 'SERVICE_REFUSED'; readonly service: string; readonly reason: string; readonly attempts: number }
  | {
      readonly code: 'SERVICE_UNAVAILABLE'
      readonly service: string
      readonly reason: string
      readonly attempts: number
    }

/** An alert that the notifier could not deliver. The message never holds a secret. */
export class NotifierError extends Error {
  override readonly name = 'NotifierError'
  readonly code: NotifierFailure['code']
  readonly failure: NotifierFailure

  constructor(failure: NotifierFailure) {
    super(`${textOf(failure)} [${failure.code}]`)
    this.code = failure.code
    this.failure = failure
  }
}

function textOf(failure: NotifierFailure): string {
  switch (failure.code) {
    case 'NOTIFIER_SETTINGS':
      return `The notifier's environment is wrong: ${failure.problems.map(({ path, reason }) => `${path}: ${reason}`).join(' ')} Deploy the channel again.`
    case 'ALERT_UNREADABLE':
      return `The event is not an alert of Crowsnest: ${failure.path} is not ${failure.expected}. Let alerts call this function and nothing else.`
    case 'SECRET_UNREADABLE':
      return `The secret ${failure.secret} could not be read: ${failure.reason}. Check that it exists and that the notifier's role may read it.`
    case 'SECRET_UNUSABLE':
      return `The secret ${failure.secret} does not hold ${failure.expected}. Put it there; the next alert uses it.`
    case 'SERVICE_REFUSED':
      return `${failure.service} refused the alert (${attempts(failure.attempts)}): ${failure.reason}`
    case 'SERVICE_UNAVAILABLE':
      return `${failure.service} did not take the alert (${attempts(failure.attempts)}): ${failure.reason} Lambda tries again.`
  }
}

function attempts(count: number): string {
  return `${count} attempt${count === 1 ? '' : 's'}`
}
