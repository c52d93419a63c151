import {
  CreateAnomalyDetectorCommand,
  ListAlertsCommand,
  ListAnomalyGroupTimeSeriesCommand,
  ListTagsForResourceCommand,
  LookoutMetricsServiceException,
  TagResourceCommand,
  UntagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError, type Handlers, pageOf, pageRequest } from '../../engine/api/wire/index.ts'
import { StateError } from '../../engine/state/index.ts'
import { type ApiServer, startApi } from './api-server.ts'

const ARN = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:MetricSet/shop/orders'

function creating(name: string): CreateAnomalyDetectorCommand {
  return new CreateAnomalyDetectorCommand({
    AnomalyDetectorName: name,
    AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
  })
}

describe('the wire', () => {
  let server: ApiServer
  let now = Date.UTC(2026, 10, 28)
  const asked: unknown[] = []
  const names = Array.from({ length: 25 }, (_, index) => `alert-${String(index).padStart(2, '0')}`)

  beforeAll(async () => {
    const handlers: Partial<Handlers> = {
      async CreateAnomalyDetector(input) {
        asked.push(input)
        switch (input.AnomalyDetectorName) {
          case 'denied':
            throw new StateError({ code: 'STORE_DENIED', url: 's3://state', key: 'a', operation: 'PutObject' })
          case 'taken':
            throw new ApiError('ConflictException', 'It is taken.', { ResourceId: 'a', ResourceType: 'Alert' })
          case 'many':
            throw new ApiError('ServiceQuotaExceededException', 'Too many.', { QuotaCode: 'detectors' })
          case 'broken':
            throw new TypeError('secret internals')
          default:
            return { AnomalyDetectorArn: ARN }
        }
      },
      async ListAlerts(input) {
        const { items, next } = pageOf(pageRequest('ListAlerts', input, now), names, (name) => name)
        return { AlertSummaryList: items.map((AlertName) => ({ AlertName })), ...next }
      },
      async ListAnomalyGroupTimeSeries() {
        const values = [NaN, 1.5, Infinity]
        return { TimeSeriesList: [{ TimeSeriesId: 'a', DimensionList: [], MetricValueList: values }] }
      },
      async ListTagsForResource(input) {
        asked.push(input)
        return { Tags: { team: 'growth' } }
      },
      async TagResource(input) {
        asked.push(input)
        return {}
      },
      async UntagResource(input) {
        asked.push(input)
        return {}
      },
    }
    server = await startApi(handlers as Handlers)
  })
  afterAll(() => server.stop())

  async function failure(
    command: CreateAnomalyDetectorCommand | ListAlertsCommand,
  ): Promise<LookoutMetricsServiceException> {
    try {
      await server.client.send(command as CreateAnomalyDetectorCommand)
    } catch (error) {
      if (error instanceof LookoutMetricsServiceException) return error
      throw error
    }
    throw new Error('the call was answered')
  }

  it.each([
    ['denied', 'AccessDeniedException', 403],
    ['taken', 'ConflictException', 409],
    ['many', 'ServiceQuotaExceededException', 402],
    ['broken', 'InternalServerException', 500],
  ])('answers %s with %s %i', async (name, error, status) => {
    expect(await failure(creating(name))).toMatchObject({ name: error, $metadata: { httpStatusCode: status } })
  })

  it('says nothing of what no operation foresaw, but tells the server', async () => {
    const { message, $metadata } = await failure(creating('broken'))
    expect(message).not.toContain('secret')
    expect(message).toContain($metadata.requestId)
    expect(server.unexpected.at(-1)).toBeInstanceOf(TypeError)
  })

  it('names every member that does not fit', async () => {
    const error = await failure(
      new CreateAnomalyDetectorCommand({ AnomalyDetectorName: '-', AnomalyDetectorConfig: undefined, KmsKeyArn: 'x' }),
    )
    expect(error).toBeInstanceOf(ValidationException)
    expect(error).toMatchObject({ Reason: 'FIELD_VALIDATION_FAILED', $metadata: { httpStatusCode: 400 } })
    const fields = (error as ValidationException).Fields ?? []
    expect(fields.map(({ Name }) => Name).toSorted()).toEqual([
      'AnomalyDetectorConfig',
      'AnomalyDetectorName',
      'KmsKeyArn',
    ])
    expect(error.message).toMatch(/^3 validation errors detected: Value at '/)
  })

  it('takes null for absent, and leaves out members that it does not know', async () => {
    const body = {
      AnomalyDetectorName: 'shop',
      AnomalyDetectorDescription: null,
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H', Colour: 'red' },
      Shape: 'round',
    }
    const response = await fetch(`${server.url}/CreateAnomalyDetector`, { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1')
    expect(asked.at(-1)).toEqual({
      AnomalyDetectorName: 'shop',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    })
  })

  it.each([
    { method: 'POST', path: '/CreateAlert', body: '{', reason: 'CANNOT_PARSE' },
    { method: 'POST', path: '/CreateAlert', body: '[]', reason: 'CANNOT_PARSE' },
    { method: 'POST', path: '/tags/%ff', body: '{}', reason: 'CANNOT_PARSE' },
    { method: 'POST', path: '/DeleteMetricSet', body: '{}', reason: 'UNKNOWN_OPERATION' },
    { method: 'PUT', path: '/CreateAlert', body: '{}', reason: 'UNKNOWN_OPERATION' },
  ])('refuses $method $path with $body as $reason', async ({ reason, path, ...init }) => {
    const response = await fetch(server.url + path, init)
    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException')
    expect(await response.json()).toMatchObject({ __type: 'ValidationException', Reason: reason })
  })

  it.each([
    { levels: 65, reason: 'CANNOT_PARSE' },
    { levels: 500_000, reason: 'CANNOT_PARSE' },
    { levels: 64, reason: 'FIELD_VALIDATION_FAILED' },
  ])('answers $levels lists and objects within each other with $reason', async ({ levels, reason }) => {
    const body = `{"AlertName":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    const response = await fetch(`${server.url}/CreateAlert`, { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ __type: 'ValidationException', Reason: reason })
  })

  it('finds the ARN of tags in the path, and keys in the query', async () => {
    await server.client.send(new TagResourceCommand({ ResourceArn: ARN, Tags: { team: 'growth' } }))
    expect(asked.at(-1)).toEqual({ ResourceArn: ARN, Tags: { team: 'growth' } })
    await server.client.send(new UntagResourceCommand({ ResourceArn: ARN, TagKeys: ['team', 'c d'] }))
    expect(asked.at(-1)).toEqual({ ResourceArn: ARN, TagKeys: ['team', 'c d'] })
    const { Tags } = await server.client.send(new ListTagsForResourceCommand({ ResourceArn: ARN }))
    expect(asked.at(-1)).toEqual({ ResourceArn: ARN })
    expect(Tags).toEqual({ team: 'growth' })
  })

  it('carries numbers that are not finite', async () => {
    const { TimeSeriesList } = await server.client.send(
      new ListAnomalyGroupTimeSeriesCommand({
        AnomalyDetectorArn: ARN,
        AnomalyGroupId: '00000000-0000-0000-0000-000000000000',
        MetricName: 'views',
      }),
    )
    expect(TimeSeriesList?.[0]?.MetricValueList).toEqual([NaN, 1.5, Infinity])
  })

  it('leads through all pages', async () => {
    const seen: (string | undefined)[] = []
    let NextToken: string | undefined
    let pages = 0
    do {
      const page = await server.client.send(new ListAlertsCommand({ MaxResults: 10, NextToken }))
      seen.push(...(page.AlertSummaryList ?? []).map(({ AlertName }) => AlertName))
      NextToken = page.NextToken
      pages++
    } while (NextToken !== undefined)
    expect({ pages, seen }).toEqual({ pages: 3, seen: names })
  })

  it('refuses the token of another request, of yesterday, and one that is none', async () => {
    const { NextToken } = await server.client.send(new ListAlertsCommand({ MaxResults: 10 }))
    const other = new ListAlertsCommand({ NextToken, AnomalyDetectorArn: ARN })
    expect(await failure(other)).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('another request'),
    })
    expect(await failure(new ListAlertsCommand({ NextToken: 'token' }))).toMatchObject({
      message: expect.stringContaining('no token'),
    })
    now += 24 * 3600_000 + 1
    expect(await failure(new ListAlertsCommand({ NextToken }))).toMatchObject({
      message: expect.stringContaining('expired'),
    })
  })
})
