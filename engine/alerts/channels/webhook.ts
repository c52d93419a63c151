import type { AlertEvent } from '../event.ts'
import { postOnce, webhookUrl } from './http-post.ts'

/**
 * Posts an alert's JSON to a webhook.
 *
 * @param send - `fetch` or what stands for it
 * @returns the status of the answer
 * @throws {DeliveryError} WEBHOOK_URL_INVALID, WEBHOOK_STATUS, WEBHOOK_REDIRECTED or WEBHOOK_UNREACHABLE
 */
export async function postToWebhook(
  event: AlertEvent,
  address: string,
  send: typeof fetch,
  timeoutMs: number,
): Promise<string> {
  const url = webhookUrl(address)
  const post = { url, headers: { 'idempotency-key': event.arn }, body: event.message }
  return `HTTP ${await postOnce(post, send, timeoutMs)}`
}
