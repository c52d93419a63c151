import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SourceError, type SourceErrorCode } from '../../../engine/sources/index.ts'
import type { InspectError } from '../../../engine/sources/inspect/inspect-error.ts'
import type { TimeError } from '../../../engine/time/index.ts'

/** Every code; the compiler sees to it that none is missing. */
const CODES: Readonly<Record<SourceErrorCode | TimeError['code'] | InspectError['code'], true>> = {
  NOTHING_AT_PATH: true,
  NO_DATA_FILES: true,
  NO_DATA_FOR_INTERVAL: true,
  NO_HISTORY: true,
  NO_CONTINUOUS_DATA: true,
  QUOTA_EXCEEDED: true,
  ACCESS_DENIED: true,
  BUCKET_MISSING: true,
  BUCKET_IN_OTHER_REGION: true,
  REGION_UNKNOWN: true,
  CREDENTIALS_MISSING: true,
  ROLE_UNUSABLE: true,
  UNREACHABLE: true,
  FILE_CHANGED: true,
  READ_FAILED: true,
  PERMISSION_DENIED: true,
  THROTTLED: true,
  PACKAGE_MISSING: true,
  SECRET_UNUSABLE: true,
  PASSWORD_MISSING: true,
  DATABASE_NOT_FOUND: true,
  DATABASE_MISSING: true,
  SIGN_IN_FAILED: true,
  TLS_FAILED: true,
  CONNECTION_LOST: true,
  TABLE_MISSING: true,
  COLUMN_MISSING: true,
  COLUMN_WRONG_TYPE: true,
  QUERY_TIMEOUT: true,
  QUERY_FAILED: true,
  SCAN_LIMIT_EXCEEDED: true,
  METRICS_MISSING: true,
  STATISTIC_NOT_DIVISIBLE: true,
  FLOW_MISSING: true,
  FLOW_ELSEWHERE: true,
  FLOW_FAILED: true,
  FLOW_UNFINISHED: true,
  FLOW_GAP: true,
  ZONE_UNKNOWN: true,
  TIMESTAMP_KEY_UNKNOWN: true,
  TIMESTAMP_KEY_TWICE: true,
  TIMESTAMP_KEY_MISSING: true,
  TIMESTAMP_KEYS_TOUCH: true,
  QUOTE_NOT_CLOSED_IN_PATTERN: true,
  TEMPLATE_BRACES: true,
  TEMPLATE_KEY_UNKNOWN: true,
  NOT_TEXT: true,
  NO_DATA: true,
  JSON_ARRAY: true,
  NOT_TABULAR: true,
  NO_RECORDS: true,
  NO_TIMESTAMP: true,
  NO_MEASURE: true,
  URL_INCOMPLETE: true,
  PASSWORD_IN_URL: true,
  TABLE_NEEDED: true,
  NAMESPACE_NEEDED: true,
}

describe('docs/sources.md', () => {
  it('has every code, and no other', () => {
    const page = readFileSync(new URL('../../../docs/sources.md', import.meta.url), 'utf8')
    const errors = page.slice(page.indexOf('## Errors'))
    const named = [...errors.matchAll(/`([A-Z][A-Z_]{6,})`/g)].map(([, code]) => code)
    expect(new Set(named)).toEqual(
      new Set([...Object.keys(CODES), 'AWS_REGION', 'AWS_PROFILE', 'CROWSNEST_DATABASE_PASSWORD', 'SPEC_EXISTS']),
    )
  })
})

describe('SourceError', () => {
  it('says where, what, what to do, and its code', () => {
    const error = new SourceError('REGION_UNKNOWN', 's3://bucket/live/', {})
    expect(error.message).toBe(
      's3://bucket/live/: No AWS region is set. Set AWS_REGION to the region of the data. [REGION_UNKNOWN]',
    )
  })
})
