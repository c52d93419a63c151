import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver } from '../../../engine/alerts/deliver.ts'
import { fireAlerts } from '../../../engine/alerts/index.ts'
import type { ResolvedChannel } from '../../../spec/resolve.ts'
import { credentialsOf, recordCalls } from '../../recording/record.ts'
import { alert, context, group } from './fixture.ts'

recordCalls(import.meta.filename)

/** What the real SDK sends, seen by a server of the test's own. */
describe('the AWS channels', () => {
  let server: Server
  let endpoint = ''
  let answer: { readonly status: number; readonly type?: string } = { status: 200 }
  const requests: { readonly url: string; readonly invocation: unknown; readonly body: string }[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8')
        requests.push({ url: request.url!, invocation: request.headers['x-amz-invocation-type'], body })
        response.writeHead(answer.status, answer.type === undefined ? {} : { 'x-amzn-errortype': answer.type })
        response.end(answer.status < 300 ? '' : '{"message":"no"}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('invokes a function asynchronously with the JSON of the alert as its event', async () => {
    answer = { status: 202 }
    requests.length = 0
    const event = eventFor({ kind: 'lambda', function: FUNCTION })
    expect(await deliver(event, delivery())).toMatchObject({ status: 'delivered', attempts: 1 })
    expect(requests).toEqual([
      {
        url: `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`,
        invocation: 'Event',
        body: event.message,
      },
    ])
  })

  it.each([
    { status: 403, type: 'AccessDeniedException', ends: 'refused', attempts: 1 },
    { status: 404, type: 'ResourceNotFoundException', ends: 'refused', attempts: 1 },
    { status: 413, type: 'RequestTooLargeException', ends: 'refused', attempts: 1 },
    { status: 429, type: 'TooManyRequestsException', ends: 'unreachable', attempts: 4 },
    { status: 400, type: 'ThrottlingException', ends: 'unreachable', attempts: 4 },
    { status: 403, type: 'ExpiredTokenException', ends: 'unreachable', attempts: 4 },
    { status: 500, type: 'ServiceException', ends: 'unreachable', attempts: 4 },
    { status: 503, ends: 'unreachable', attempts: 4 },
  ])('$status $type is $ends after $attempts attempt(s), each one request', async ({ ends, attempts, ...reply }) => {
    answer = reply
    requests.length = 0
    const result = await deliver(eventFor({ kind: 'lambda', function: FUNCTION }), delivery())
    expect(result).toMatchObject({
      status: ends,
      attempts,
      error: { code: ends === 'refused' ? 'AWS_REFUSED' : 'AWS_UNAVAILABLE' },
    })
    expect(requests).toHaveLength(attempts)
  })

  it('asks for the credentials of the alert, and counts a role that cannot be assumed as a failure of the channel', async () => {
    const asked: string[] = []
    const result = await deliver(
      eventFor({ kind: 'sns', topic: 'arn:aws:sns:us-east-1:123456789012:x', format: 'JSON' }),
      {
        ...delivery(),
        aws: (name) => ({
          endpoint,
          credentials: async () => {
            asked.push(name)
            throw Object.assign(new Error('not allowed'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
          },
        }),
      },
    )
    expect(new Set(asked)).toEqual(new Set(['revenue-oncall'])) // the record of calls asks too
    expect(result).toMatchObject({ status: 'refused', error: { code: 'AWS_REFUSED' } })
  })

  function delivery() {
    const credentials = credentialsOf({ role: 'Lambda alert', names: {} })
    return { writeLine: () => {}, aws: () => ({ endpoint, credentials }), sleep: async () => {} }
  }
})

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:on-alert'

function eventFor(channel: ResolvedChannel) {
  return fireAlerts({}, [{ ...alert, channel }], { changed: [group], closed: [] }, context).events[0]
}
