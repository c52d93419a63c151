import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is not answered: an HTTP code and a sentence. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 413 | 414 | 421
  readonly code: string
  readonly message: string
}

/** Longest path and query, characters: the longest link of the page is far below. */
const LONGEST_URL = 8_192

/**
 * What a browser is kept from doing behind its user's back. A page of another site can send requests to this machine, and by a name that it
 * has pointed here (DNS rebinding) also read the answers: so the host must be this machine's own, and what comes from another origin is refused.
 *
 * @param port - on which the server listens
 * @returns undefined for a request that may go on
 */
export function refusalOf(request: IncomingMessage, port: number): Refusal | undefined {
  const { host, origin } = request.headers
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, ...(port === 80 ? ['127.0.0.1', 'localhost'] : [])]
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    const message = `This is for ${hosts[0]} alone; the request was for ${shown(host)}.`
    return { status: 421, code: 'HOST_REFUSED', message }
  }
  if (origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`)) {
    return { status: 403, code: 'ORIGIN_REFUSED', message: `Requests from pages of ${shown(origin)} are refused.` }
  }
  const site = request.headers['sec-fetch-site']
  const opensPage = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET'
  if ((site === 'cross-site' || site === 'same-site') && !opensPage) {
    return { status: 403, code: 'ORIGIN_REFUSED', message: 'Requests from pages of other sites are refused.' }
  }
  const { url = '' } = request
  if (!url.startsWith('/')) {
    return { status: 400, code: 'ADDRESS_INVALID', message: 'The address of a request begins with a slash.' }
  }
  if (url.length > LONGEST_URL) {
    return { status: 414, code: 'ADDRESS_TOO_LONG', message: `The address is longer than ${LONGEST_URL} characters.` }
  }
  return undefined
}

/** Whether a token is the right one, in a time that does not tell how much of it is. */
export function isToken(given: string | undefined, token: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

function shown(text: string | undefined): string {
  return text === undefined ? 'no host' : JSON.stringify(text.slice(0, 100))
}
