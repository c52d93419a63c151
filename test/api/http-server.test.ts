import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveHttp, type ConsoleServer, type HttpRequest } from '../../engine/api/http-server.ts'

const TOKEN = 'a-token-for-tests'

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Method and body, and beside them the headers. */
interface Asked {
  readonly method?: string
  readonly body?: string | Uint8Array
  readonly [header: string]: string | Uint8Array | undefined
}

describe('the server of page and API', () => {
  let server: ConsoleServer
  const seen: (HttpRequest & { readonly part: 'api' | 'data' })[] = []
  const errors: unknown[] = []

  const answers =
    (part: 'api' | 'data') =>
    async (got: HttpRequest): Promise<{ status: number; headers: Record<string, string>; body: string }> => {
      seen.push({ ...got, part })
      if (got.path === '/breaks') throw new Error('planted, with a secret')
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }
    }

  beforeAll(async () => {
    server = await serveHttp(
      {
        api: answers('api'),
        data: answers('data'),
        assets: new Map([
          ['/', { type: 'text/html', bytes: Buffer.from('<!doctype html>') }],
          ['/page.js', { type: 'text/javascript', bytes: Buffer.from('1') }],
        ]),
        onError: (error) => errors.push(error),
      },
      { port: 0, token: TOKEN },
    )
  })
  afterAll(() => server.close())

  async function ask(path: string, { method = 'GET', body, ...headers }: Asked = {}): Promise<Answer> {
    const options = { host: '127.0.0.1', port: server.port, path, method, agent: false }
    const sent = request({ ...options, headers: headers as OutgoingHttpHeaders })
    const answered = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
    sent.end(body)
    const response = await answered
    return { status: response.statusCode!, headers: response.headers, body: (await buffer(response)).toString() }
  }

  /** What a browser sends after it has followed the first address. */
  let signedIn: () => { readonly cookie: string }
  beforeAll(async () => {
    const [cookie = ''] = (await ask(`/?token=${TOKEN}`)).headers['set-cookie'] ?? []
    signedIn = () => ({ cookie: `other=1; ${cookie.split(';')[0]}` })
  })

  it('listens on the loopback interface, and says where', () => {
    expect(server.pageUrl).toBe(`http://127.0.0.1:${server.port}/?token=${TOKEN}`)
    expect(server.apiUrl).toBe(`http://127.0.0.1:${server.port}/api/${TOKEN}`)
  })

  it('turns the token of the first address into a cookie that no script can read and no other site sends', async () => {
    const answer = await ask(`/detectors/shop?severity=60&token=${TOKEN}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/detectors/shop?severity=60')
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^crowsnest-${server.port}=[\\w-]{43}; Path=/data/; HttpOnly; SameSite=Strict$`),
      ),
    ])
    const elsewhere = await ask(`//evil.example/?token=${TOKEN}`)
    expect(elsewhere.headers.location).toBe('/evil.example/')
  })

  it.each([['/'], ['/detectors/shop/anomalies/1-2']])('shows the page at %s, which has no data in it', async (path) => {
    const answer = await ask(path)
    expect([answer.status, answer.body]).toEqual([200, '<!doctype html>'])
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it('has no other files', async () => {
    expect((await ask('/page.js')).headers['content-type']).toBe('text/javascript')
    expect((await ask('/package.json')).status).toBe(404)
    expect((await ask('/..%2f..%2fetc/passwd')).body).toBe('<!doctype html>')
  })

  it('gives data to whoever has the token alone', async () => {
    const read = seen.length
    expect((await ask('/data/detectors')).status).toBe(401)
    expect((await ask('/data/detectors', { cookie: `crowsnest-${server.port}=another` })).status).toBe(401)
    expect((await ask('/data/detectors', { cookie: `crowsnest-1=${TOKEN}` })).status).toBe(401)
    expect(seen.length).toBe(read)
    expect((await ask('/data/detectors?a=b', signedIn())).status).toBe(200)
    expect(seen.at(-1)).toMatchObject({ part: 'data', method: 'GET', path: '/detectors' })
    expect(seen.at(-1)!.query.get('a')).toBe('b')
    expect((await ask('/data/x', { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
  })

  // Browsers send cookies to every port of a host, so that other servers on the machine see this one.
  it('keeps the token out of the cookie, which opens the data of the page and not the API', async () => {
    const { cookie } = signedIn()
    const [, key = ''] = /crowsnest-\d+=([^;]+)/.exec(cookie) ?? []
    expect(key).not.toContain(TOKEN)
    expect((await ask('/data/detectors', { cookie })).status).toBe(200)
    expect((await ask('/data/detectors', { cookie: `crowsnest-${server.port}=${TOKEN}` })).status).toBe(401)
    expect((await ask('/data/detectors', { authorization: `Bearer ${key}` })).status).toBe(401)
    expect((await ask(`/api/${key}/ListAnomalyDetectors`, { method: 'POST', body: '{}', cookie })).status).toBe(403)
  })

  it('shows the page to an old bookmark, and tells it that the token is wrong', async () => {
    const bookmark = await ask('/detectors/shop?token=of-yesterday')
    expect([bookmark.status, bookmark.headers.location]).toEqual([303, '/detectors/shop'])
    const [cookie = ''] = bookmark.headers['set-cookie'] ?? []
    const refused = await ask('/data/detectors', { cookie: cookie.split(';')[0]! })
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      401,
      { code: 'TOKEN_WRONG', message: expect.stringContaining('wrong token') },
    ])
    expect(JSON.parse((await ask('/data/detectors')).body)).toMatchObject({ code: 'TOKEN_MISSING' })
    // Of another path, so that whoever is signed in stays so.
    expect(cookie).toContain('; Path=/data; ')
    const both = `${cookie.split(';')[0]}; ${signedIn().cookie}`
    expect((await ask('/data/detectors', { cookie: both })).status).toBe(200)
  })

  it('keeps connections for longer than clients do', async () => {
    expect((await ask('/', { connection: 'keep-alive' })).headers['keep-alive']).toBe('timeout=65')
  })

  it('takes a request that is cut off for no mistake of its own', async () => {
    const before = errors.length
    const head = `POST /api/${TOKEN}/CreateAlert HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 100\r\n\r\n{`
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.on('close', () => resolve())
        socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 50))
      })
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(errors.slice(before)).toEqual([])
    expect((await ask('/')).status).toBe(200)
  })

  it('takes calls of the API at the endpoint with the token alone, and refuses as the original does', async () => {
    const read = seen.length
    for (const path of ['/ListAnomalyDetectors', '/api/another/ListAnomalyDetectors', '/api/ListAnomalyDetectors']) {
      const answer = await ask(path, { method: 'POST', body: '{}', ...signedIn() })
      expect([path, answer.status, answer.headers['x-amzn-errortype']]).toEqual([path, 403, 'AccessDeniedException'])
      expect(JSON.parse(answer.body)).toMatchObject({ Message: expect.stringContaining('crowsnest console') })
    }
    expect(seen.length).toBe(read)
    const path = `/api/${TOKEN}/tags/arn%3Aaws%3Ax%2Fy?tagKeys=a&tagKeys=b`
    expect((await ask(path, { method: 'DELETE' })).status).toBe(200)
    expect(seen.at(-1)).toMatchObject({ part: 'api', method: 'DELETE', path: '/tags/arn%3Aaws%3Ax%2Fy' })
    expect(seen.at(-1)!.query.getAll('tagKeys')).toEqual(['a', 'b'])
  })

  it.each([
    { what: 'a name that was pointed here', headers: { host: 'evil.example' }, status: 421 },
    { what: 'another port', headers: { host: '127.0.0.1:1' }, status: 421 },
    { what: 'a page of another site', headers: { origin: 'https://evil.example' }, status: 403 },
    { what: 'a page of another port', headers: { origin: 'http://127.0.0.1:1' }, status: 403 },
    { what: 'an opaque origin', headers: { origin: 'null' }, status: 403 },
    { what: 'a form of another site', headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
  ])('refuses what comes from $what, token or not', async ({ headers, status }) => {
    const read = seen.length
    const posted = { method: 'POST', body: '{}', ...signedIn(), ...headers }
    expect((await ask('/data/detectors', { ...signedIn(), ...headers })).status).toBe(status)
    expect((await ask('/data/detectors/shop/groups/1/feedback', posted)).status).toBe(status)
    expect((await ask(`/api/${TOKEN}/ListAnomalyDetectors`, posted)).status).toBe(status)
    expect(seen.length).toBe(read)
  })

  it('lets a link in a mail open the page', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask('/detectors/shop', headers)).status).toBe(200)
  })

  it('answers its own page', async () => {
    const own = { origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin', ...signedIn() }
    expect((await ask('/data/feedback', { method: 'POST', body: '{"a":1}', ...own })).status).toBe(200)
    expect(Buffer.from(seen.at(-1)!.body).toString()).toBe('{"a":1}')
  })

  it('reads bodies up to a megabyte, and says so beyond', async () => {
    const path = `/api/${TOKEN}/CreateAlert`
    expect((await ask(path, { method: 'POST', body: Buffer.alloc(1_048_576, 32) })).status).toBe(200)
    const refused = await ask(path, { method: 'POST', body: Buffer.alloc(1_048_577, 32) })
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      413,
      expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
    ])
  })

  it('bounds the address, and refuses what is none', async () => {
    expect((await ask(`/${'x'.repeat(8_200)}`)).status).toBe(414)
    const raw = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(
          `GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`,
        ),
      )
      buffer(socket).then((bytes) => resolve(bytes.toString()), reject)
    })
    expect(raw).toContain('400 Bad Request')
  })

  it('tells of its own mistakes without what is in them', async () => {
    const answer = await ask('/data/breaks', signedIn())
    expect([answer.status, answer.body]).toEqual([500, expect.not.stringContaining('secret')])
    expect(errors.at(-1)).toMatchObject({ message: 'planted, with a secret' })
  })

  it('refuses other methods on the page', async () => {
    expect((await ask('/', { method: 'PUT' })).status).toBe(405)
    const head = await ask('/page.js', { method: 'HEAD' })
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '1'])
  })
})
