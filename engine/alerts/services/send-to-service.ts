import type { NotifierService } from '../../../spec/notifier.ts'
import { postOnce, type HttpPost } from '../channels/http-post.ts'
import { DeliveryError } from '../delivery-error.ts'
import { NotifierError } from './notifier-error.ts'

/** Most attempts, however much time there is. */
const MAX_ATTEMPTS = 6

/** The wait before attempt n + 1 is a random part of this times 2^(n-1) ("full jitter"), or what the service asked for. */
const BACKOFF_MS = 500

/** How long a service may take for one attempt. */
const ATTEMPT_TIMEOUT_MS = 10_000

/** Left over when a request is given up, to log it and end. */
const RESERVE_MS = 500

/** An attempt that is given less cannot end well. */
const SHORTEST_ATTEMPT_MS = 250

/** What sending works with. */
export interface SendContext {
  readonly fetch: typeof fetch
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** At least 0, below 1. */
  readonly random: () => number
  /** Epoch milliseconds at which the function is ended. */
  readonly deadline: number
  /** An attempt failed and another follows after a wait. */
  readonly onRetry: (attempt: number, error: Error, waitMs: number) => void
}

/** How an alert was sent. */
export interface SentToService {
  /** 200 .. 299 */
  readonly status: number
  /** >= 1 */
  readonly attempts: number
}

/**
 * Sends a request until the service takes it, refuses it, or no time is left. Waits as long as the service asks for
 * (`Retry-After`), where the time allows it.
 *
 * @param request - made anew for every attempt, because it can hold the time
 * @throws {NotifierError} SERVICE_REFUSED when trying again cannot help, SERVICE_UNAVAILABLE when it can
 * @throws {DeliveryError} what `request` throws
 */
export async function sendToService(
  service: NotifierService,
  request: () => HttpPost,
  context: SendContext,
): Promise<SentToService> {
  for (let attempts = 1; ; attempts++) {
    const left = context.deadline - RESERVE_MS - context.now()
    const post = request()
    try {
      const timeout = Math.max(SHORTEST_ATTEMPT_MS, Math.min(ATTEMPT_TIMEOUT_MS, left))
      return { status: await postOnce(post, context.fetch, timeout), attempts }
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error
      const reason = error.message
      if (error.permanent) throw new NotifierError({ code: 'SERVICE_REFUSED', service, reason, attempts })
      const wait = waitBefore(attempts, error.retryAfter, context)
      const enough = context.now() + wait + SHORTEST_ATTEMPT_MS + RESERVE_MS <= context.deadline
      if (attempts >= MAX_ATTEMPTS || !enough) {
        throw new NotifierError({ code: 'SERVICE_UNAVAILABLE', service, reason, attempts })
      }
      context.onRetry(attempts, error, wait)
      await context.sleep(wait)
    }
  }
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function waitBefore(attempt: number, retryAfter: string | undefined, { now, random }: SendContext): number {
  const own = Math.round(random() * BACKOFF_MS * 2 ** (attempt - 1))
  if (retryAfter === undefined) return own
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now()
  return Number.isNaN(asked) ? own : Math.max(asked, own)
}
