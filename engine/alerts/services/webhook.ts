import { createHash, createHmac } from 'node:crypto'

/**
 * The headers of a request by the Standard Webhooks specification. The id is the same for every repetition of an event; the
 * signature, only with a key, is the HMAC-SHA256 of id, time and body.
 *
 * @param key - text, or `whsec_` and the key's bytes in base64
 * @param now - epoch milliseconds
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(
  eventId: string,
  body: string,
  now: number,
  key: string | undefined,
): Readonly<Record<string, string>> {
  const id = `evt_${createHash('sha256').update(eventId).digest('hex').slice(0, 32)}`
  const timestamp = String(Math.floor(now / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(key !== undefined && { 'webhook-signature': webhookSignature(key, `${id}.${timestamp}.${body}`) }),
  }
}

/**
 * The signature of a request.
 *
 * @param content - id, time and body with dots between
 */
export function webhookSignature(key: string, content: string): string {
  const prefix = 'whsec_'
  const bytes = key.startsWith(prefix) ? Buffer.from(key.slice(prefix.length), 'base64') : Buffer.from(key)
  return `v1,${createHmac('sha256', bytes).update(content).digest('base64')}`
}
