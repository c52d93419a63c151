import { describe, expect, it } from 'vitest'
import type { AlertSpec } from '../../../spec/index.ts'
import { alertOf, alertPartsOf, memberOf } from '../../../spec/lookout-metrics/index.ts'

const ROLE = 'arn:aws:iam::111122223333:role/sender'
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:oncall'

describe('an alert', () => {
  it.each<AlertSpec>([
    {
      name: 'oncall',
      description: 'Somebody looks',
      threshold: 70,
      measures: ['views'],
      dimensions: { shop: ['a', 'b'], country: ['de'] },
      channel: { sns: { topic: TOPIC, format: 'SHORT_TEXT' } },
      role: ROLE,
    },
    {
      name: 'function',
      threshold: 0,
      channel: { lambda: { function: 'arn:aws:lambda:eu-west-1:111122223333:function:f' } },
      role: ROLE,
    },
  ])('$name is the same on the way back', (alert) => {
    const { value, notes } = alertPartsOf(alert)
    expect(notes).toEqual([])
    expect(alertOf(value)).toEqual({ value: alert, notes: [] })
  })

  it('fires from severity 0 when the API names no threshold, and from 70 when a spec names none', () => {
    const Action = { SNSConfiguration: { RoleArn: ROLE, SnsTopicArn: TOPIC } }
    expect(alertOf({ AlertName: 'a', Action }).value).toMatchObject({ threshold: 0 })
    const { value } = alertPartsOf({ name: 'a', channel: { sns: { topic: TOPIC } }, role: ROLE })
    expect(value.AlertSensitivityThreshold).toBe(70)
  })

  it.each<AlertSpec['channel']>([{ log: {} }, { webhook: { url: 'https://example.com/hook' } }])(
    'to %o has no counterpart in the API',
    (channel) => {
      const { value, notes } = alertPartsOf({ name: 'a', channel })
      expect(value.Action).toEqual({})
      expect(notes).toEqual([
        { kind: 'LOST', member: 'Action', message: expect.stringContaining(Object.keys(channel)[0]!) },
      ])
    },
  )

  it.each([
    { what: 'no action', Action: {} },
    {
      what: 'two actions',
      Action: {
        SNSConfiguration: { RoleArn: ROLE, SnsTopicArn: TOPIC },
        LambdaConfiguration: { RoleArn: ROLE, LambdaArn: TOPIC },
      },
    },
  ])('with $what is not complete', ({ Action }) => {
    expect(alertOf({ AlertName: 'a', Action }).notes).toMatchObject([{ kind: 'NEEDED', member: 'Action' }])
  })
})

describe('memberOf', () => {
  it.each([
    { path: ['dataset', 'measures', 2, 'column'], member: 'MetricList[2].MetricName' },
    { path: ['dataset', 'dimensions', 0], member: 'DimensionList[0]' },
    { path: ['dataset', 'filters', 'shop', 1], member: 'DimensionFilterList' },
    {
      path: ['dataset', 'source', 'folder', 'format', 'csv', 'quote'],
      member: 'MetricSource.S3SourceConfig.FileFormatDescriptor.CsvFormatDescriptor.QuoteSymbol',
    },
    { path: ['dataset', 'source', 'rds', 'tls'], member: 'MetricSource.RDSSourceConfig' },
    { path: ['alerts', 0, 'measures', 3], member: 'AlertFilters.MetricList' },
    { path: ['alerts', 0, 'channel'], member: 'Action' },
    { path: ['quotas', 'alerts'], member: 'quotas.alerts' },
  ])('knows $member', ({ path, member }) => {
    expect(memberOf(path)).toBe(member)
  })
})
