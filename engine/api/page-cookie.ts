import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isToken } from './guard.ts'

/** What a request for the page's data shows of whoever sent it. */
export type Visitor = 'known' | 'wrong-token' | 'no-token'

/** How the browser remembers that somebody has opened the page with the right address. */
export interface PageCookie {
  /**
   * The cookie that a browser is given.
   *
   * @param right - whether it came with the right token; one that did not is told so by the page, and stays signed in where it was
   */
  given(right: boolean): string
  /** Who asks for data: known by the cookie, or by the token as a bearer. */
  visitorOf(request: IncomingMessage): Visitor
}

/**
 * Browsers send the cookies of 127.0.0.1 to all its ports, so another server on this machine that is visited may see this one. So it is not the
 * token, but a key made of it that opens the page's data alone: whoever has it can look and judge for as long as the token holds, but cannot
 * call the API.
 */
export function pageCookie(port: number, token: string): PageCookie {
  const name = `crowsnest-${port}`
  const key = createHmac('sha256', token).update('page').digest('base64url')
  return {
    given(right) {
      // A cookie of another path stands beside one that is right, and does not replace it.
      return `${name}=${right ? key : 'wrong'}; Path=${right ? '/data/' : '/data'}; HttpOnly; SameSite=Strict`
    },
    visitorOf({ headers }) {
      const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
      if (bearer !== undefined) return isToken(bearer, token) ? 'known' : 'wrong-token'
      const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2))
      const keys = cookies.flatMap(([its, value]) => (its === name && value !== undefined ? [value] : []))
      if (keys.some((given) => isToken(given, key))) return 'known'
      return keys.length > 0 ? 'wrong-token' : 'no-token'
    },
  }
}
