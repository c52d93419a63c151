import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What may happen to a source, whichever it is. */
const CONDITIONS = [
  'an interval',
  'late data',
  'an empty interval',
  'a wrong column',
  'a wrong type',
  'permission denied',
  'throttling',
  'a timeout',
  'a connection lost in the middle',
  'paging',
  'a history that is what its intervals are',
] as const

/** The test of a condition: its file below `test`, and its title or the beginning of it; or why there is none. */
type Tried = readonly [file: string, title: string] | { readonly gap: string }

type Conditions = Readonly<Record<(typeof CONDITIONS)[number], Tried>>

const FILES = 'engine/sources/source-contract.ts'
const S3 = 'engine/sources/s3-store.test.ts'
const TABLES = 'engine/sources/table-contract.ts'
const CLOUDWATCH = 'engine/sources/cloudwatch/cloudwatch-source.test.ts'
const CLOUDWATCH_CHECK = 'engine/sources/cloudwatch/cloudwatch-check.test.ts'
const CLOUDWATCH_HISTORY = 'engine/sources/cloudwatch/cloudwatch-history.test.ts'
const APPFLOW = 'cloud/source-appflow.test.ts'

const SDK_TIMEOUT = { gap: 'requests are short; the SDK gives up by itself, which is UNREACHABLE' }

/**
 * Every source with the test of each condition. Files share one contract, tables another one; what is asked otherwise has tests of its
 * own. A condition without a test has its reason here, and shows as skipped.
 */
const SOURCES: Readonly<Record<string, Conditions>> = {
  'files in a folder or in S3': {
    'an interval': [FILES, 'reads every file of an interval, at any depth'],
    'late data': ['cloud/source-s3.test.ts', 'brings Parquet in S3 to sums'],
    'an empty interval': [FILES, 'says that an interval has no data'],
    'a wrong column': ['engine/sources/open-source.test.ts', 'says what is wrong with a file'],
    'a wrong type': ['cli/check-connect.test.ts', 'shows the field that cannot be read'],
    'permission denied': [S3, 'names the action to allow when objects may be listed but not read'],
    throttling: [S3, 'says that S3 is asked too often'],
    'a timeout': SDK_TIMEOUT,
    'a connection lost in the middle': [S3, 'goes on where a connection broke off'],
    paging: ['cloud/source-s3.test.ts', 'lists more objects than one answer holds'],
    'a history that is what its intervals are': [FILES, 'finds a history in the continuous data, interval by interval'],
  },
  'tables of PostgreSQL, MariaDB, Redshift and Athena': {
    'an interval': [TABLES, 'adds up the records of an interval'],
    'late data': [TABLES, 'counts records that come late in the interval that they belong to'],
    'an empty interval': [TABLES, 'says that an interval without records is empty'],
    'a wrong column': [TABLES, 'names a column that is not there, and one like it'],
    'a wrong type': [TABLES, 'refuses columns of types that cannot be meant'],
    'permission denied': [TABLES, 'says who may not read, and what to allow'],
    throttling: [TABLES, 'says that it is asked too often, and reads when that is over'],
    'a timeout': [TABLES, 'ends a query that takes too long, and reads when that is over'],
    'a connection lost in the middle': [TABLES, 'counts nothing of an interval whose connection is lost'],
    paging: [TABLES, 'reads more rows than come at once'],
    'a history that is what its intervals are': [TABLES, 'has the same values in a history as interval by interval'],
  },
  'metrics of CloudWatch': {
    'an interval': [CLOUDWATCH, 'brings the values of an interval'],
    'late data': { gap: 'CloudWatch has one value of a period; `offset` waits for it' },
    'an empty interval': [CLOUDWATCH, 'has nothing of an interval without values'],
    'a wrong column': [CLOUDWATCH_CHECK, 'finds measures without metrics of these dimensions'],
    'a wrong type': { gap: 'values of CloudWatch are numbers' },
    'permission denied': [CLOUDWATCH_CHECK, 'names the action that is denied'],
    throttling: [CLOUDWATCH_CHECK, 'is THROTTLED when CloudWatch goes on refusing'],
    'a timeout': SDK_TIMEOUT,
    'a connection lost in the middle': [CLOUDWATCH_HISTORY, 'goes on after a lost connection and throttling'],
    paging: [CLOUDWATCH, 'reads 10,000 metrics: 20 lists and 20 requests of 500 queries'],
    'a history that is what its intervals are': [
      'cloud/source-cloudwatch.test.ts',
      'learns and finds the anomaly of one shop',
    ],
  },
  'what AppFlow delivers': {
    'an interval': [APPFLOW, 'reads the objects of the runs that pulled an interval'],
    'late data': [APPFLOW, 'reads a history from all runs, and counts a record that was changed later'],
    'an empty interval': [APPFLOW, 'reads an interval without records as empty'],
    'a wrong column': [APPFLOW, 'counts values of a wrong type as rejected, and says that a column is missing'],
    'a wrong type': [APPFLOW, 'counts values of a wrong type as rejected'],
    'permission denied': [APPFLOW, "type: 'AccessDeniedException', status: 403, code: 'PERMISSION_DENIED'"],
    throttling: [APPFLOW, 'tries again when AppFlow is asked too often'],
    'a timeout': SDK_TIMEOUT,
    'a connection lost in the middle': [
      APPFLOW,
      'tries again when AppFlow is asked too often, or the connection breaks',
    ],
    paging: [APPFLOW, 'finds the runs of an interval on any page'],
    'a history that is what its intervals are': [APPFLOW, 'reads a history from all runs'],
  },
}

describe.each(Object.entries(SOURCES))('the conditions of %s', (_source, conditions) => {
  for (const condition of CONDITIONS) {
    const tried = conditions[condition]
    if ('gap' in tried) it.skip(`${condition} (gap: ${tried.gap})`)
    else {
      const [file, title] = tried
      it(`${condition}: ${title}`, () => {
        expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).toContain(title)
      })
    }
  }
})
