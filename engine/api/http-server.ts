import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isToken, refusalOf, type Refusal } from './guard.ts'
import { pageCookie, type Visitor } from './page-cookie.ts'

/** A request as the parts of the server see it. */
export interface HttpRequest {
  readonly method: string
  /** From the part's own root on, with the leading slash, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What a part answers. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What the server serves. */
export interface ServerParts {
  /** Below `/api/<token>`. */
  readonly api: (request: HttpRequest) => Promise<HttpAnswer>
  /** Below `/data/`, with the path from there on. */
  readonly data: (request: HttpRequest) => Promise<HttpAnswer>
  /** Files of the page by path; `/` is also what all paths of the page's own views show. */
  readonly assets: ReadonlyMap<string, { readonly type: string; readonly bytes: Uint8Array }>
  /** Told of an error that no part should let through. */
  readonly onError: (error: unknown) => void
}

/** Where the server listens, and who may use it. */
export interface ServerOptions {
  /** 0: any free one. */
  readonly port: number
  /** What whoever may read and write has to know: letters, digits, `-` and `_`. */
  readonly token: string
}

/** A server that listens. */
export interface ConsoleServer {
  readonly port: number
  /** Address that opens the page and signs the browser in. */
  readonly pageUrl: string
  /** Endpoint for clients of the original service's API. */
  readonly apiUrl: string
  /** Stops listening and ends all connections. */
  close(): Promise<void>
}

/** Longest body of a request, bytes; the largest request of the API has some 100 kB. */
const LONGEST_BODY = 1_048_576

/** Longer than clients keep a connection that they may use again, most of them for a minute: the server ends none that is just being used. */
const KEEP_ALIVE_MS = 65_000

/** Nothing comes from elsewhere, nothing goes elsewhere, nobody frames the page. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'; trusted-types crowsnest",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/**
 * Serves page, data and API on the loopback interface. Who has the token may read and write what the process may; nobody else on the
 * machine, and no page of another site, may do anything.
 *
 * @throws the system's error when it cannot listen, such as EADDRINUSE
 */
export async function serveHttp(parts: ServerParts, options: ServerOptions): Promise<ConsoleServer> {
  const server = createServer((request, response) => {
    answer(request, portOf(server), parts, options.token).then(
      (made) => send(request, response, made),
      (error: unknown) => {
        // Whoever ends the connection within a request wants no answer.
        if (request.destroyed && !request.complete) return
        parts.onError(error)
        send(
          request,
          response,
          refusal({ status: 500, code: 'INTERNAL', message: 'This is a mistake in Crowsnest itself.' }),
        )
      },
    )
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const port = portOf(server)
  return {
    port,
    pageUrl: `http://127.0.0.1:${port}/?token=${options.token}`,
    apiUrl: `http://127.0.0.1:${port}/api/${options.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, port: number, parts: ServerParts, token: string): Promise<HttpAnswer> {
  const refused = refusalOf(request, port)
  if (refused !== undefined) return refusal(refused)
  const { pathname, searchParams } = new URL(`http://localhost${request.url}`)
  const method = request.method ?? 'GET'
  const rest = { method, query: searchParams, headers: headersOf(request) }

  const api = /^\/api\/([^/]+)(\/.*)$/.exec(pathname)
  if (api !== null || (method === 'POST' && !pathname.startsWith('/data/'))) {
    if (!isToken(api?.[1], token)) return apiRefusal()
    const body = await bodyOf(request)
    return body === undefined ? tooLarge() : parts.api({ ...rest, path: api![2], body })
  }
  const cookie = pageCookie(port, token)
  if (pathname.startsWith('/data/')) {
    const visitor = cookie.visitorOf(request)
    if (visitor !== 'known') return refusal(UNKNOWN_VISITORS[visitor])
    const body = await bodyOf(request)
    return body === undefined ? tooLarge() : parts.data({ ...rest, path: pathname.slice('/data'.length), body })
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return refusal({ status: 405, code: 'METHOD_REFUSED', message: `${method} is not for this address.` })
  }
  const given = searchParams.get('token')
  if (given !== null) return signIn(pathname, searchParams, cookie.given(isToken(given, token)))
  return asset(pathname, parts.assets)
}

/**
 * Takes the token out of the address, which the browser would keep and show, and leaves a cookie. Where the token is wrong, such as in an old
 * bookmark, the page says so when it gets no data.
 */
function signIn(path: string, query: URLSearchParams, cookie: string): HttpAnswer {
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'token')).toString()
  return {
    status: 303,
    headers: {
      // Two slashes would name another host.
      location: `/${path.replace(/^\/+/, '')}${rest === '' ? '' : `?${rest}`}`,
      'set-cookie': cookie,
      'cache-control': 'no-store',
    },
    body: '',
  }
}

const UNKNOWN_VISITORS: Readonly<Record<Exclude<Visitor, 'known'>, RefusedText>> = {
  'no-token': {
    status: 401,
    code: 'TOKEN_MISSING',
    message: 'Open the page with the address that `crowsnest console` has printed: it has a token.',
  },
  'wrong-token': {
    status: 401,
    code: 'TOKEN_WRONG',
    message:
      'That is the wrong token, perhaps of an earlier start. Open the address that `crowsnest console` has printed this time.',
  },
}

/** As the original service refuses, so that its clients understand it. */
function apiRefusal(): HttpAnswer {
  const message =
    'The endpoint lacks the right token. Use the one that `crowsnest console` has printed: http://127.0.0.1:<port>/api/<token>.'
  return {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ __type: 'AccessDeniedException', Message: message }),
  }
}

function tooLarge(): HttpAnswer {
  return refusal({ status: 413, code: 'BODY_TOO_LARGE', message: `A request may have ${LONGEST_BODY} bytes.` })
}

/** A file of the page; any other path without an extension is a view of the page. */
function asset(path: string, assets: ServerParts['assets']): HttpAnswer {
  const found = assets.get(path) ?? (/\.[a-z0-9]+$/i.test(path) ? undefined : assets.get('/'))
  if (found === undefined)
    return refusal({ status: 404, code: 'NOT_FOUND', message: `There is no ${path.slice(0, 100)}.` })
  return { status: 200, headers: { 'content-type': found.type, 'cache-control': 'no-cache' }, body: found.bytes }
}

/** What a refusal says; those of the guard are some of them. */
interface RefusedText {
  readonly status: number
  readonly code: string
  readonly message: string
}

function refusal({ status, code, message }: RefusedText | Refusal): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ code, message }),
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  // What is left of a body that nobody reads would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false
  response.writeHead(status, { ...HEADERS, ...headers, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

/** @returns undefined when it is too long */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let length = 0
  // Who sends too much shall still read the answer.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += part.length
    if (length > LONGEST_BODY) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
