import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createNotifier, type NotifierWorld } from '../../../engine/hosts/notifier.ts'
import { sampleAlert } from '../alerts/services/sample-alert.ts'

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crowsnest/hook-a1B2c3'
const START = Date.UTC(2026, 2, 2, 12)
const KEY = '0123456789abcdef0123456789abcdef'

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

describe('the notifier', () => {
  it.each([
    {
      service: 'slack',
      secret: (url: string) => url,
      options: {},
      header: {},
      body: { text: expect.any(String) as string },
    },
    {
      service: 'pagerduty',
      secret: () => KEY,
      options: (url: string) => ({ endpoint: url }),
      header: {},
      body: { routing_key: KEY, dedup_key: sampleAlert().alertEventId, event_action: 'trigger' },
    },
    {
      service: 'datadog',
      secret: () => KEY,
      options: (url: string) => ({ endpoint: url, tags: { team: 'growth' } }),
      header: { 'dd-api-key': KEY },
      body: { tags: expect.arrayContaining(['team:growth']) as string[] },
    },
    {
      service: 'webhook',
      secret: (url: string) => JSON.stringify({ url, signingKey: 'k', headers: { authorization: 'Bearer t' } }),
      options: { headers: { 'x-team': 'growth' } },
      header: {
        authorization: 'Bearer t',
        'x-team': 'growth',
        'idempotency-key': sampleAlert().alertEventId,
        'webhook-signature': expect.stringMatching(/^v1,/) as string,
      },
      body: sampleAlert(),
    },
  ])('tells $service of an alert', async ({ service, secret, options, header, body }) => {
    const { url, requests } = await serve((_request, response) => response.writeHead(202).end('{"status":"success"}'))
    const { world, lines } = worldOf(service, secret(url), typeof options === 'function' ? options(url) : options)
    expect(await createNotifier(world)(sampleAlert(), invocation())).toEqual({ status: 202, attempts: 1 })
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/services/T0/topsecret' })
    expect(requests[0]!.headers).toMatchObject({ 'content-type': 'application/json', ...header })
    expect(JSON.parse(requests[0]!.body)).toMatchObject(body)
    expect(lines()).toEqual([
      {
        timestamp: '2026-03-02T12:00:00.000Z',
        level: 'info',
        requestId: 'request-1',
        event: 'delivered',
        service,
        alert: 'revenue-oncall',
        alertEventId: sampleAlert().alertEventId,
        status: 202,
        attempts: 1,
        durationMs: 0,
      },
    ])
  })

  it('sends the same keys when Lambda repeats the event', async () => {
    const { url, requests } = await serve((_request, response) => response.writeHead(202).end())
    for (const service of ['pagerduty', 'datadog', 'webhook']) {
      const { world } = worldOf(
        service,
        service === 'webhook' ? url : KEY,
        service === 'webhook' ? {} : { endpoint: url },
      )
      await createNotifier(world)(sampleAlert(), invocation())
      await createNotifier(world)(sampleAlert(), invocation())
    }
    const keys = requests.map(({ body, headers }) => {
      const { dedup_key, aggregation_key } = JSON.parse(body) as Record<string, string>
      return dedup_key ?? aggregation_key ?? `${String(headers['webhook-id'])} ${String(headers['idempotency-key'])}`
    })
    expect(keys.map((key) => key.length > 20)).toEqual(Array(6).fill(true))
    expect([keys[0], keys[2], keys[4]]).toEqual([keys[1], keys[3], keys[5]])
  })

  it('waits as long as the service asks for, and tries again', async () => {
    const { url, requests } = await serve((_request, response, count) =>
      count === 1
        ? response.writeHead(429, { 'retry-after': '7' }).end('rate_limited')
        : count === 2
          ? response.writeHead(503, { 'retry-after': new Date(START + 7_000 + 5_000).toUTCString() }).end()
          : response.writeHead(200).end('ok'),
    )
    const { world, waits, lines } = worldOf('slack', url)
    expect(await createNotifier(world)(sampleAlert(), invocation())).toEqual({ status: 200, attempts: 3 })
    expect(requests).toHaveLength(3)
    expect(waits).toEqual([7_000, 5_000])
    expect(lines().map(({ level, event, waitMs }) => [level, event, waitMs])).toEqual([
      ['warn', 'retry', 7_000],
      ['warn', 'retry', 5_000],
      ['info', 'delivered', undefined],
    ])
  })

  it('waits a random part of growing times where the service does not say, and gives up after six attempts', async () => {
    const { url, requests } = await serve((_request, response) => response.writeHead(500).end('rollup_error'))
    const { world, waits } = worldOf('slack', url)
    await expect(createNotifier(world)(sampleAlert(), invocation())).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringMatching(
        /^slack did not take the alert \(6 attempts\): http:\/\/127\.0\.0\.1:\d+ answered 500: "rollup_error"/,
      ) as string,
    })
    expect(requests).toHaveLength(6)
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000])
  })

  it('does not wait for longer than the function lives: Lambda comes back', async () => {
    const { url, requests } = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': '30' }).end(),
    )
    const { world, waits } = worldOf('slack', url)
    await expect(createNotifier(world)(sampleAlert(), invocation(20_000))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    })
    expect(requests).toHaveLength(1)
    expect(waits).toEqual([])
  })

  it('gives an attempt no more time than the function has', async () => {
    const { url } = await serve(() => {})
    const { world, lines } = worldOf('slack', url)
    const started = performance.now()
    await expect(createNotifier(world)(sampleAlert(), invocation(900))).rejects.toThrow('no answer in time')
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(lines().at(-1)).toMatchObject({ level: 'error', event: 'failed', code: 'SERVICE_UNAVAILABLE' })
  })

  it.each([
    { status: 400, body: 'invalid_payload', message: /answered 400: "invalid_payload"/ },
    { status: 403, body: '', message: /answered 403\./ },
    { status: 404, body: 'no_service', message: /answered 404: "no_service"/ },
    { status: 302, body: '', message: /answered 302, a redirection, which alerts do not follow/ },
  ])('does not repeat what the service refuses with $status', async ({ status, body, message }) => {
    const { url, requests } = await serve((_request, response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end(body),
    )
    const { world } = worldOf('slack', url)
    await expect(createNotifier(world)(sampleAlert(), invocation())).rejects.toMatchObject({
      code: 'SERVICE_REFUSED',
      message: expect.stringMatching(message) as string,
    })
    expect(requests).toHaveLength(1)
  })

  it.each([
    ['http://hooks.example.com/services/topsecret', 'an address without TLS'],
    ['https://user:topsecret@hooks.example.com/', 'credentials in the address'],
    ['ftp://127.0.0.1/topsecret', 'another protocol'],
  ])('refuses %s: %s', async (secret) => {
    const { world, lines } = worldOf('webhook', secret)
    const error = await failureOf(createNotifier(world)(sampleAlert(), invocation()))
    expect(error).toMatchObject({ code: 'SECRET_UNUSABLE' })
    expect(`${error.message} ${error.stack} ${JSON.stringify(lines())}`).not.toContain('topsecret')
  })

  it('never shows a secret, also when the service repeats it', async () => {
    const { url } = await serve((request, response) =>
      response.writeHead(400).end(`bad: ${request.url} ${String(request.headers['dd-api-key'])} ${KEY}`),
    )
    for (const [service, secret, options] of [
      ['slack', url, {}],
      ['datadog', KEY, { endpoint: url.replace('topsecret', 'path') }],
      ['webhook', JSON.stringify({ url, signingKey: KEY, headers: { authorization: 'topsecret' } }), {}],
    ] as const) {
      const { world, lines } = worldOf(service, secret, options)
      const error = await failureOf(createNotifier(world)(sampleAlert(), invocation()))
      const shown = `${error.message} ${error.stack} ${String(error.cause)} ${JSON.stringify(lines())}`
      expect(shown).toContain('answered 400')
      expect(shown).not.toContain('topsecret')
      if (service !== 'slack') expect(shown).not.toContain(KEY)
    }
  })

  it('reads the secret once for some minutes, and then again', async () => {
    const { url } = await serve((_request, response) => response.writeHead(200).end('ok'))
    const { world, reads, pass } = worldOf('slack', url)
    const notify = createNotifier(world)
    await notify(sampleAlert(), invocation())
    pass(299_000)
    await notify(sampleAlert(), invocation())
    expect(reads()).toBe(1)
    pass(2_000)
    await notify(sampleAlert(), invocation())
    expect(reads()).toBe(2)
  })

  it('takes up a rotated secret as soon as the service refuses the old one', async () => {
    const { url, requests } = await serve((request, response) =>
      response.writeHead(request.headers['dd-api-key'] === 'new-key' ? 202 : 403).end(),
    )
    let key = 'old-key'
    const { world, reads, pass } = worldOf('datadog', KEY, { endpoint: url })
    const { readSecret } = world
    const notify = createNotifier({ ...world, readSecret: async (arn) => readSecret(arn).then(() => key) })
    await expect(notify(sampleAlert(), invocation())).rejects.toMatchObject({ code: 'SERVICE_REFUSED' })
    expect(requests).toHaveLength(1)
    pass(1_000)
    await expect(notify(sampleAlert(), invocation())).rejects.toMatchObject({ code: 'SERVICE_REFUSED' })
    // It was read again, and is the same: asking once more would be of no use.
    expect([requests.length, reads()]).toEqual([2, 2])
    pass(1_000)
    key = 'new-key'
    expect(await notify(sampleAlert(), invocation())).toEqual({ status: 202, attempts: 1 })
    expect([requests.length, reads()]).toEqual([4, 3])
  })

  it('says which secret it could not read, and why', async () => {
    const { world, lines } = worldOf('slack', '')
    await expect(createNotifier({ ...world, readSecret: refuse })(sampleAlert(), invocation())).rejects.toThrow(
      `The secret ${SECRET} could not be read: AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue. Check that it exists and that the notifier's role may read it. [SECRET_UNREADABLE]`,
    )
    expect(lines()).toMatchObject([
      { level: 'error', event: 'failed', code: 'SECRET_UNREADABLE', alert: 'revenue-oncall' },
    ])
  })

  it('refuses an event that is no alert and an environment that is none, before it reads the secret', async () => {
    const { world, reads } = worldOf('slack', '')
    await expect(createNotifier(world)({ detail: {} }, invocation())).rejects.toMatchObject({
      code: 'ALERT_UNREADABLE',
    })
    const environment = { CROWSNEST_SERVICE: 'teams', CROWSNEST_OPTIONS: '[]' }
    await expect(createNotifier({ ...world, environment })(sampleAlert(), invocation())).rejects.toThrow(
      /CROWSNEST_SERVICE: must be one of slack.*CROWSNEST_SECRET: must be the ARN.*CROWSNEST_OPTIONS: must be a JSON object.*\[NOTIFIER_SETTINGS\]/,
    )
    expect(reads()).toBe(0)
  })

  it('speaks TLS to whoever proves to be the host, and to nobody else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-tls-'))
    try {
      const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'
      const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', 'key.pem', '-out', 'cert.pem']
      execFileSync('openssl', [...args.split(' '), ...names], { cwd: folder, stdio: 'ignore' })
      const [key, cert] = ['key.pem', 'cert.pem'].map((file) => readFileSync(join(folder, file)))
      const { port, requests } = await listen(
        (answer) => createTlsServer({ key: key!, cert: cert! }, answer),
        (_request, response) => response.writeHead(200).end('ok'),
      )
      const { world } = worldOf('slack', `https://localhost:${port}/services/topsecret`)
      const error = await failureOf(createNotifier(world)(sampleAlert(), invocation(1_500)))
      expect(error.message).toMatch(/could not be reached: DEPTH_ZERO_SELF_SIGNED_CERT/)
      expect(requests).toEqual([])
      // Node trusts further authorities from its start alone, so that trust takes a process of its own.
      const script = `
        import { createNotifier } from ${JSON.stringify(join(import.meta.dirname, '../../../engine/hosts/notifier.ts'))}
        const world = { environment: process.env, readSecret: async () => process.env.URL_OF_TEST, fetch, now: Date.now,
          sleep: async () => {}, random: () => 0, writeLine: console.log }
        await createNotifier(world)(JSON.parse(process.env.ALERT), { awsRequestId: '1', getRemainingTimeInMillis: () => 20000 })`
      const child = await run(process.execPath, ['--input-type=module', '-e', script], {
        ...process.env,
        ...world.environment,
        NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'),
        URL_OF_TEST: `https://localhost:${port}/services/topsecret`,
        ALERT: JSON.stringify(sampleAlert()),
      })
      expect(JSON.parse(child)).toMatchObject({ event: 'delivered', status: 200 })
      expect(requests).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

async function serve(answer: Answer): Promise<{ readonly url: string; readonly requests: readonly Received[] }> {
  const { port, requests } = await listen((listener) => createServer(listener), answer)
  return { url: `http://127.0.0.1:${port}/services/T0/topsecret`, requests }
}

async function listen(
  create: (listener: (request: IncomingMessage, response: ServerResponse) => void) => Server,
  answer: Answer,
): Promise<{ readonly port: number; readonly requests: readonly Received[] }> {
  const requests: Received[] = []
  const server = create((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => void (body += part))
    request.on('end', () => {
      requests.push({ method: request.method!, path: request.url!, headers: request.headers, body })
      answer(request, response, requests.length)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, requests }
}

/** A world whose time passes only by waiting, and by `pass`. */
function worldOf(
  service: string,
  secret: string,
  options: object = {},
): {
  readonly world: NotifierWorld
  readonly waits: readonly number[]
  readonly lines: () => readonly Record<string, unknown>[]
  readonly reads: () => number
  readonly pass: (milliseconds: number) => void
} {
  let time = START
  let reads = 0
  const waits: number[] = []
  const written: string[] = []
  const world: NotifierWorld = {
    environment: {
      CROWSNEST_SERVICE: service,
      CROWSNEST_SECRET: SECRET,
      CROWSNEST_OPTIONS: JSON.stringify(options),
    },
    readSecret: async (arn) => {
      expect(arn).toBe(SECRET)
      reads++
      return secret
    },
    fetch,
    now: () => time,
    sleep: async (milliseconds) => {
      waits.push(milliseconds)
      time += milliseconds
    },
    random: () => 0.5,
    writeLine: (line) => void written.push(line),
  }
  return {
    world,
    waits,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    reads: () => reads,
    pass: (milliseconds) => void (time += milliseconds),
  }
}

async function refuse(): Promise<string> {
  throw Object.assign(new Error('not authorized to perform: secretsmanager:GetSecretValue.'), {
    name: 'AccessDeniedException',
  })
}

function invocation(remaining = 60_000): Parameters<ReturnType<typeof createNotifier>>[1] {
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => remaining }
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (cause: unknown) => cause,
  )
  if (error instanceof Error) return error
  throw new Error('what was thrown is no error')
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { execFile } = await import('node:child_process')
  return new Promise((resolve, reject) => {
    execFile(command, args, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message} ${stderr}`))
      else resolve(stdout)
    })
  })
}
