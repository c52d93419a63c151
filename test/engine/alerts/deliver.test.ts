import { createServer, type Server, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { deliver, type DeliveryContext } from '../../../engine/alerts/deliver.ts'
import { fireAlerts, type AlertEvent } from '../../../engine/alerts/index.ts'
import type { ResolvedChannel } from '../../../spec/resolve.ts'
import { alert, context, group } from './fixture.ts'

describe('deliver', () => {
  it('writes an alert of a log channel as one line', async () => {
    const lines: string[] = []
    const result = await deliver(eventFor({ kind: 'log' }), { writeLine: (line) => void lines.push(line) })
    expect(result).toEqual({ status: 'delivered', attempts: 1, response: null, error: null })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^revenue-oncall: revenue severity 83\.33, .*mobile\/uk 335, expected 1180\.12/)
  })

  it('repeats with growing random waits what may work later, and then says why it did not', async () => {
    const waits: number[] = []
    const result = await deliver(eventFor({ kind: 'log' }), {
      writeLine: () => {
        throw new Error('disk full')
      },
      sleep: async (milliseconds) => void waits.push(milliseconds),
      random: () => 0.5,
    })
    expect(waits).toEqual([500, 1000, 2000])
    expect(result).toEqual({
      status: 'unreachable',
      attempts: 4,
      response: null,
      error: { code: 'CHANNEL_FAILED', message: 'The log channel failed: disk full. [CHANNEL_FAILED]' },
    })
  })

  it('stops repeating when it works', async () => {
    const errors = [new Error('busy'), new Error('busy')]
    const result = await deliver(eventFor({ kind: 'log' }), {
      writeLine: () => {
        const error = errors.pop()
        if (error) throw error
      },
      sleep: async () => {},
    })
    expect(result).toMatchObject({ status: 'delivered', attempts: 3 })
  })
})

describe('the webhook channel', () => {
  const servers: Server[] = []
  const stop = async (): Promise<void> => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
  afterEach(stop)

  it('posts the JSON of the alert with a key to drop repetitions by', async () => {
    const requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
    const url = await serve(async (request, response) => {
      requests.push({ headers: request.headers, body: await bodyOf(request) })
      response.writeHead(204).end()
    })
    const event = eventFor({ kind: 'webhook', url })
    expect(await deliver(event, quick)).toMatchObject({ status: 'delivered', attempts: 1, response: 'HTTP 204' })
    expect(requests).toHaveLength(1)
    expect(requests[0].body).toBe(event.message)
    expect(JSON.parse(requests[0].body)).toMatchObject({ alertEventId: event.arn })
    expect(requests[0].headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': event.arn })
  })

  // RFC 9110 15.5 and 15.6; 425: RFC 8470; 429: RFC 6585
  it.each([
    { status: 200, ends: 'delivered', attempts: 1 },
    { status: 400, ends: 'refused', attempts: 1 },
    { status: 404, ends: 'refused', attempts: 1 },
    { status: 408, ends: 'unreachable', attempts: 4 },
    { status: 425, ends: 'unreachable', attempts: 4 },
    { status: 429, ends: 'unreachable', attempts: 4 },
    { status: 500, ends: 'unreachable', attempts: 4 },
    { status: 503, ends: 'unreachable', attempts: 4 },
  ])('answered with $status is $ends after $attempts attempt(s)', async ({ status, ends, attempts }) => {
    let asked = 0
    const url = await serve((_request, response) => {
      asked++
      response.writeHead(status).end('no')
    })
    expect(await deliver(eventFor({ kind: 'webhook', url }), quick)).toMatchObject({ status: ends, attempts })
    expect(asked).toBe(attempts)
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirection (%i)', async (status) => {
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    const result = await deliver(eventFor({ kind: 'webhook', url }), quick)
    expect(result).toMatchObject({ status: 'refused', error: { code: 'WEBHOOK_REDIRECTED' } })
    expect(asked).toEqual(['/hook/SECRET?key=SECRET'])
  })

  it('shows the beginning of a refusal, in one line, and never the path or query', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(400).end(`bad\n\u001b[31m${'x'.repeat(1_000_000)}`)
    })
    const { error } = await deliver(eventFor({ kind: 'webhook', url }), quick)
    expect(error!.code).toBe('WEBHOOK_STATUS')
    expect(error!.message).toContain(String.raw`answered 400: "bad\n\u{1b}[31mxxx`)
    expect(error!.message.length).toBeLessThan(300)
    expect(error!.message).not.toContain('SECRET')
  })

  it('says why a host cannot be reached, without path or query', async () => {
    const url = await serve(() => {})
    await stop()
    const result = await deliver(eventFor({ kind: 'webhook', url }), quick)
    expect(result).toMatchObject({ status: 'unreachable', attempts: 4, error: { code: 'WEBHOOK_UNREACHABLE' } })
    expect(result.error!.message).toContain('ECONNREFUSED')
    expect(result.error!.message).not.toContain('SECRET')
  })

  it.each([
    'http://example.com/hook',
    'http://10.0.0.1/hook',
    'http://127.0.0.1.example.com/hook',
    'ftp://127.0.0.1/hook',
    'file:///etc/passwd',
    'https://user:SECRET@example.com/hook',
    'no url at all SECRET',
  ])('refuses %s', async (url) => {
    const result = await deliver(eventFor({ kind: 'webhook', url }), {
      ...quick,
      fetch: () => Promise.reject(new Error('asked')),
    })
    expect(result).toMatchObject({ status: 'refused', attempts: 1, error: { code: 'WEBHOOK_URL_INVALID' } })
    expect(result.error!.message).not.toContain('SECRET')
  })

  it.each(['https://hooks.example.com/x', 'http://localhost:1/x', 'http://127.1:1/x', 'http://[::1]:1/x'])(
    'takes %s',
    async (url) => {
      const result = await deliver(eventFor({ kind: 'webhook', url }), { ...quick, fetch: async () => new Response() })
      expect(result.status).toBe('delivered')
    },
  )

  async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
    const server = createServer((request, response) => void answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/SECRET?key=SECRET`
  }
})

const quick: DeliveryContext = { writeLine: () => {}, sleep: async () => {}, random: () => 0 }

function eventFor(channel: ResolvedChannel): AlertEvent {
  return fireAlerts({}, [{ ...alert, channel }], { changed: [group], closed: [] }, context).events[0]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
