import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DatasetError } from '../../../engine/dataset/index.ts'
import type { FormatError, RejectionCount } from '../../../engine/formats/index.ts'

const DOCUMENT = readFileSync(new URL('../../../docs/data.md', import.meta.url), 'utf8')

/** Every code; the compiler complains when one is missing. */
const CODES: Readonly<Record<FormatError['code'] | DatasetError['code'] | RejectionCount['reason'], true>> = {
  GZIP_TRUNCATED: true,
  GZIP_INVALID: true,
  GZIP_TRAILING_BYTES: true,
  COMPRESSION_MISMATCH: true,
  ENCODING_INVALID: true,
  FORMAT_MISMATCH: true,
  HEADER_MISSING: true,
  HEADER_TOO_WIDE: true,
  HEADER_INVALID: true,
  HEADER_DUPLICATE: true,
  COLUMNS_UNKNOWN: true,
  COLUMN_MISSING: true,
  COLUMN_WRONG_TYPE: true,
  QUOTES_UNUSABLE: true,
  NOT_PARQUET: true,
  RECORDS_OVER_QUOTA: true,
  TOO_FEW_COLUMNS: true,
  TOO_MANY_COLUMNS: true,
  TEXT_AFTER_QUOTE: true,
  QUOTE_NOT_CLOSED: true,
  LINE_TOO_LONG: true,
  INVALID_ENCODING: true,
  TIMESTAMP_EMPTY: true,
  TIMESTAMP_INVALID: true,
  MEASURE_NOT_A_NUMBER: true,
  MEASURE_NOT_FINITE: true,
  MEASURE_OUT_OF_RANGE: true,
  DIMENSION_TOO_LONG: true,
  DIMENSION_VALUES_OVER_LIMIT: true,
  NOT_A_JSON_OBJECT: true,
  FIELD_MISSING: true,
  FIELD_WRONG_TYPE: true,
}

describe('docs/data.md', () => {
  it('has a row for every code of a file and every reason of a rejection, and no other', () => {
    const rows = [...DOCUMENT.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)
    expect(rows.toSorted()).toEqual(Object.keys(CODES).toSorted())
  })
})
