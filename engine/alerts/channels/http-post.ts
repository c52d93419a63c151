import { DeliveryError } from '../delivery-error.ts'
import { plainText } from '../plain-text.ts'

/** Characters of an answer that an error shows. */
const SHOWN_ANSWER = 120

/** Statuses below 500 that a later attempt can be free of: timeout, too early, too many requests. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429])

/** What is posted, and where to. */
export interface HttpPost {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Posts once. Redirections are not followed, so that an alert reaches the host that was declared and no other. Errors name
 * the host alone: the path and query of an address are often its password.
 *
 * @param send - `fetch` or what stands for it
 * @returns the status of the answer, 200 .. 299
 * @throws {DeliveryError} WEBHOOK_STATUS, WEBHOOK_REDIRECTED or WEBHOOK_UNREACHABLE
 */
export async function postOnce(post: HttpPost, send: typeof fetch, timeoutMs: number): Promise<number> {
  const { url, headers, body } = post
  const { origin } = url
  let answer: Response
  try {
    answer = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'crowsnest', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (cause) {
    throw new DeliveryError({ code: 'WEBHOOK_UNREACHABLE', origin, reason: reasonOf(cause) }, false, { cause })
  }
  const { status } = answer
  if (answer.ok) {
    await answer.body?.cancel()
    return status
  }
  const text = await beginning(answer, secretsOf(post))
  if (status >= 300 && status < 400) throw new DeliveryError({ code: 'WEBHOOK_REDIRECTED', origin, status }, true)
  const permanent = status < 500 && !TRANSIENT.has(status)
  const retryAfter = answer.headers.get('retry-after')
  throw new DeliveryError({ code: 'WEBHOOK_STATUS', origin, status, answer: text }, permanent, {
    ...(retryAfter !== null && { retryAfter }),
  })
}

/**
 * An address that may be posted to: `https` without user name and password, or `http` of the machine itself.
 *
 * @throws {DeliveryError} WEBHOOK_URL_INVALID
 */
export function webhookUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const loopback = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) {
    if (url.username === '' && url.password === '') return url
  }
  const origin = url === undefined || url.host === '' ? 'The address' : `${url.protocol}//${url.host}`
  throw new DeliveryError({ code: 'WEBHOOK_URL_INVALID', origin }, true)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const cause = error.cause instanceof Error ? error.cause : error
  return plainText('code' in cause ? String(cause.code) : cause.message, SHOWN_ANSWER)
}

/** Shorter parts of an address are words such as `hooks`, and hide nothing. */
const SHORTEST_SECRET = 8

/** What is known here and a receiver may repeat: `Cannot POST /hooks/<key>` is what many say of an address that they do not know. */
function secretsOf({ url, headers }: HttpPost): readonly string[] {
  const values = [
    ...Object.values(headers).flatMap((value) => [value, ...value.split(' ')]),
    ...url.searchParams.values(),
  ]
  const parts = [...url.pathname.split('/'), ...url.search.split(/[?&=]/), ...values]
  return [`${url.pathname}${url.search}`, ...parts, ...parts.map(decoded)]
    .filter((part) => part.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The first characters of an answer, without secrets; the rest is not read. */
async function beginning(answer: Response, secrets: readonly string[]): Promise<string> {
  if (answer.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const bytes of answer.body) {
      text += decoder.decode(bytes.subarray(0, 4 * SHOWN_ANSWER), { stream: true })
      if (text.length > SHOWN_ANSWER) break
    }
  } catch {
    // an answer that breaks off says as much as it says
  }
  return plainText(
    secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text.trim()),
    SHOWN_ANSWER,
  )
}
