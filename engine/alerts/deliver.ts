import { setTimeout } from 'node:timers/promises'
import type { AwsOptions } from './channels/aws.ts'
import { invokeLambda } from './channels/lambda.ts'
import { writeToLog } from './channels/log.ts'
import { publishToSns } from './channels/sns.ts'
import { postToWebhook } from './channels/webhook.ts'
import { channelFailed, DeliveryError } from './delivery-error.ts'
import type { AlertEvent } from './event.ts'

/** Attempts of one delivery; a longer outage is for the next interval. */
const MAX_ATTEMPTS = 4

/** The wait before attempt n + 1 is a random part of this times 2^(n-1): "full jitter", so that receivers recover. */
const BACKOFF_MS = 1_000

/** How long a channel may take for one attempt. */
const ATTEMPT_TIMEOUT_MS = 10_000

/** What the channels work with. Time and chance are those of the machine where they are not given. */
export interface DeliveryContext {
  /** Takes a line of the `log` channel, without its end. */
  readonly writeLine: (line: string) => void
  /** How to speak to AWS for an alert: with the credentials of the alert's own role. */
  readonly aws?: (alert: string) => AwsOptions
  /** Epoch milliseconds. */
  readonly now?: () => number
  readonly sleep?: (milliseconds: number) => Promise<unknown>
  /** At least 0, below 1. */
  readonly random?: () => number
  readonly fetch?: typeof fetch
}

/** How a delivery ended. */
export interface Delivery {
  /** `refused`: sending it again cannot help. `unreachable`: it may. */
  readonly status: 'delivered' | 'refused' | 'unreachable'
  /** >= 1 */
  readonly attempts: number
  /** What the channel answered, such as a message id; null when it was not delivered or there was no answer. */
  readonly response: string | null
  /** The last error; null when it was delivered. */
  readonly error: { readonly code: DeliveryError['code']; readonly message: string } | null
}

/**
 * Sends an alert through its channel, with repetitions where they can help. Never throws for a channel.
 *
 * @param attempts - at most so many
 */
export async function deliver(
  event: AlertEvent,
  context: DeliveryContext,
  attempts: number = MAX_ATTEMPTS,
): Promise<Delivery> {
  const { sleep = setTimeout, random = Math.random } = context
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send(event, context)
      return { status: 'delivered', attempts: attempt, response, error: null }
    } catch (cause) {
      const failure = cause instanceof DeliveryError ? cause : channelFailed(event.channel.kind, cause)
      const error = { code: failure.code, message: failure.message }
      if (failure.permanent) return { status: 'refused', attempts: attempt, response: null, error }
      if (attempt >= attempts) return { status: 'unreachable', attempts: attempt, response: null, error }
    }
    await sleep(Math.round(random() * BACKOFF_MS * 2 ** (attempt - 1)))
  }
}

async function send(event: AlertEvent, context: DeliveryContext): Promise<string | null> {
  const { channel } = event
  const aws = context.aws?.(event.alert) ?? {}
  switch (channel.kind) {
    case 'sns':
      return publishToSns(event, channel.topic, aws, ATTEMPT_TIMEOUT_MS)
    case 'lambda':
      return invokeLambda(event, channel.function, aws, ATTEMPT_TIMEOUT_MS)
    case 'webhook':
      return postToWebhook(event, channel.url, context.fetch ?? fetch, ATTEMPT_TIMEOUT_MS)
    case 'log':
      writeToLog(event, context.writeLine)
      return null
  }
}
