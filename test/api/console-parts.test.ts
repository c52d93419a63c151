import { describe, expect, it } from 'vitest'
import { consoleParts, type ApiHost } from '../../engine/api/index.ts'
import { memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import { PLACE } from './api-world.ts'

const ARN = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop'

/** API and page of a store, with what they say of mistakes in Crowsnest. */
function partsOf(store: ObjectStore) {
  const errors: unknown[] = []
  const host: ApiHost = {
    store,
    place: PLACE,
    now: () => Date.UTC(2026, 10, 28, 12),
    newId: () => 'request-7',
    writer: 'test',
    reviewer: 'tester',
    buckets: new Map(),
    wake: () => undefined,
  }
  return { ...consoleParts(host, (error) => errors.push(error)), errors }
}

function posted(path: string, body: string) {
  return { method: 'POST', path, query: new URLSearchParams(), headers: {}, body: Buffer.from(body) }
}

describe('what answers the API and the page', () => {
  it('logs an unforeseen error with the request that the answer names, its operation, and where it happened', async () => {
    const broken: ObjectStore = {
      ...memoryStore(),
      async get() {
        throw new TypeError('planted')
      },
    }
    const { api, errors } = partsOf(broken)
    const answer = await api(posted('/DescribeAnomalyDetector', JSON.stringify({ AnomalyDetectorArn: ARN })))
    expect(answer.status).toBe(500)
    expect(JSON.parse(String(answer.body))).toMatchObject({
      Message: 'The request could not be handled. The log of the server says more about request request-7.',
    })
    const logged = errors.find((error) => error instanceof Error && error.message.includes('request-7'))
    expect(logged).toMatchObject({
      message: 'DescribeAnomalyDetector, request request-7: planted',
      cause: expect.any(TypeError),
      stack: expect.stringMatching(
        /^DescribeAnomalyDetector, request request-7: .*planted\n +at .*console-parts\.test/s,
      ),
    })
  })

  it.each([
    { what: 'that is not JSON', body: '{' },
    { what: 'that is not UTF-8', body: Buffer.from([0x22, 0xff, 0x22]) },
    { what: 'that is nested without end', body: `${'['.repeat(500_000)}${']'.repeat(500_000)}` },
  ])('refuses a body of the page $what', async ({ body }) => {
    const { data, errors } = partsOf(memoryStore())
    const request = posted('/detectors/shop/groups/1/feedback', '')
    const answer = await data({ ...request, body: Buffer.from(body) })
    expect([answer.status, JSON.parse(String(answer.body))]).toEqual([
      400,
      { code: 'BODY_NOT_JSON', message: expect.stringContaining('body of the request') },
    ])
    expect(errors).toEqual([])
  })
})
