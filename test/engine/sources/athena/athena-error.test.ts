import { describe, expect, it } from 'vitest'
import { athenaError } from '../../../../engine/sources/athena/athena-error.ts'

const MOMENT = { place: 'athena://analytics/AwsDataCatalog/web.orders', workgroup: 'analytics' }

describe('athenaError', () => {
  // https://docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html, read 2026-11-28; the words are Athena's
  it.each<[reason: string, code: string, trouble?: object]>([
    ["TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.web.orders' does not exist", 'TABLE_MISSING'],
    ["SCHEMA_NOT_FOUND: line 1:15: Schema 'web' does not exist", 'DATABASE_MISSING'],
    ["CATALOG_NOT_FOUND: line 1:15: Catalog 'lake' does not exist", 'DATABASE_MISSING'],
    ['WorkGroup analytics is not found.', 'DATABASE_NOT_FOUND'],
    [
      'Insufficient permissions to execute the query. User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: glue:GetDatabase on resource: arn:aws:glue:us-east-1:1:database/web',
      'PERMISSION_DENIED',
      { what: 'glue:GetDatabase' },
    ],
    [
      'PERMISSION_DENIED: Access denied when writing output to url: s3://results/x.csv . Please ensure you are allowed to access the S3 bucket.',
      'PERMISSION_DENIED',
    ],
    [
      'com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)',
      'PERMISSION_DENIED',
    ],
    [
      'Insufficient Lake Formation permission(s): Required Select on orders',
      'PERMISSION_DENIED',
      { what: 'the role to SELECT from the table, in Lake Formation' },
    ],
    ['Query exhausted resources at this scale factor', 'THROTTLED'],
    ['Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown)', 'THROTTLED'],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources",
      'QUERY_FAILED',
    ],
    ['TYPE_MISMATCH: line 1:8: Cannot apply operator: varchar < timestamp(3)', 'QUERY_FAILED'],
  ])('takes "%s" for %s', (reason, code, trouble = {}) => {
    expect(athenaError({ reason }, MOMENT)).toMatchObject({ code, trouble, place: MOMENT.place })
  })

  it('takes whatever Athena would run again for passing', () => {
    expect(athenaError({ reason: 'INTERNAL_ERROR', retryable: true }, MOMENT).code).toBe('THROTTLED')
  })

  it('says where a place for results is given', () => {
    const reason =
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.'
    expect(athenaError({ reason }, MOMENT).message).toMatch(
      /as an API input; give `results`, or the workgroup a folder/,
    )
  })
})
