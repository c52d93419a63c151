import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { MYSQL } from '../../engine/sources/relational/mysql/mysql-dialect.ts'
import { SQLSERVER } from '../../engine/sources/relational/sqlserver/sqlserver-dialect.ts'
import { indexQuery } from '../../engine/sources/relational/sqlserver/sqlserver-index.ts'
import { sqlserverType } from '../../engine/sources/relational/sqlserver/sqlserver-types.ts'
import type { SqlDialect, TableColumn } from '../../engine/sources/sql/index.ts'
import { emptyQuery, sumQuery } from '../../engine/sources/sql/sum-query.ts'
import { timeBounds } from '../../engine/sources/sql/time-bound.ts'
import { parseTsql } from './tsql-parser.ts'

/** A column as the driver describes it. */
function column(name: string, driverType: string, dataLength?: number): TableColumn {
  return { name, ...sqlserverType({ type: { name: driverType }, dataLength }) }
}

const bound = timeBounds({ timestamp: { column: 'at', format: 'yyyyMMdd HHmmss' }, timezone: 'Europe/Berlin' })
const HOUR = 3_600_000

/** The query of sums for columns of these types. */
function query(
  {
    timestamp = column('at', 'DateTime2'),
    measures = [column('amount', 'DecimalN')],
    dimensions = [column('country', 'NVarChar')],
    table = ['dbo', 'orders'],
    intervals = 1,
    kept = dimensions.map(() => null),
  }: {
    readonly timestamp?: TableColumn
    readonly measures?: readonly TableColumn[]
    readonly dimensions?: readonly TableColumn[]
    readonly table?: readonly string[]
    readonly intervals?: number
    readonly kept?: readonly (readonly string[] | null)[]
  },
  dialect: SqlDialect = SQLSERVER,
): string {
  const moments = Array.from({ length: intervals + 1 }, (_, n) => bound(Date.UTC(2026, 5, 1) + n * HOUR))
  return dialect.compile(
    sumQuery({ table, columns: { timestamp, measures, dimensions }, kept, bounds: moments, narrow: [] }, dialect),
  ).sql
}

/** What the first bound of the query is, for a timestamp column of a type. */
function bounds(type: string, length?: number): string | undefined {
  const [, text] = /"at" >= (.+?) and "at" </.exec(query({ timestamp: column('at', type, length) })) ?? []
  return text
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/**
 * There is no SQL Server here: nothing of this is run. What can be seen is that it is T-SQL, and that every name is one name.
 */
describe('SQL for SQL Server', () => {
  it('is judged by a grammar that knows T-SQL from others', () => {
    const others = [
      'select "a" from "t" limit 10',
      'select `a` from `t`',
      `select "a" || 'b' from "t"`,
      'select "a" from "t" where',
      query({}, MYSQL),
    ]
    expect(parseTsql(others).filter(({ problems }) => problems.length === 0)).toEqual([])
    expect(parseTsql(['select top 10 "a" from "t"'])).toEqual([{ problems: [], names: ['"a"', '"t"'], texts: [] }])
  })

  it('is T-SQL, whatever the types of the columns', () => {
    const statements = [
      ...['DateTime2', 'DateTimeOffset', 'Date', 'VarChar', 'NVarChar', 'DateTime'].map((type) =>
        query({ timestamp: column('at', type) }),
      ),
      query({ timestamp: column('at', 'DateTimeN', 4) }),
      ...['DecimalN', 'NumericN', 'Int', 'BigInt', 'Float', 'Money'].map((type) =>
        query({ measures: [column('amount', type)] }),
      ),
      ...[
        'NVarChar',
        'Char',
        'NText',
        'Int',
        'Float',
        'Date',
        'DateTime2',
        'DateTimeOffset',
        'UniqueIdentifier',
        'Bit',
      ].map((type) => query({ dimensions: [column('country', type)] })),
      query({ dimensions: [], intervals: 128 }),
      query({ kept: [['de', `o'hara`]], intervals: 7 }),
      SQLSERVER.compile(emptyQuery(['dbo', 'orders'])).sql,
      SQLSERVER.compile(SQLSERVER.firstRows(sql`* from ${sql.id('dbo', 'orders')}`, 10)).sql,
      SQLSERVER.compile(indexQuery('dbo', 'orders', 'at')).sql,
    ]
    expect(
      parseTsql(statements).flatMap(({ problems }, n) => problems.map((problem) => [problem, statements[n]])),
    ).toEqual([])
  })

  it('converts bounds to the type of the column, so that an index is used', () => {
    expect({
      datetime2: bounds('DateTime2'),
      datetime: bounds('DateTimeN', 8),
      smalldatetime: bounds('DateTimeN', 4),
      datetimeoffset: bounds('DateTimeOffset'),
      date: bounds('Date'),
      varchar: bounds('VarChar'),
      nvarchar: bounds('NVarChar'),
    }).toEqual({
      datetime2: 'convert(datetime2(0), @1, 120)',
      datetime: 'convert(datetime, @1, 120)',
      smalldatetime: 'convert(smalldatetime, @1, 120)',
      datetimeoffset: 'convert(datetimeoffset(0), @1, 121)',
      date: 'convert(date, @1, 23)',
      varchar: 'cast(@1 as varchar(100))',
      nvarchar: '@1',
    })
  })

  it('keeps hostile names whole, and values out of the text', () => {
    const names = [
      'a"b',
      '"; drop table x; --',
      "o'clock",
      ']',
      '[x]',
      'a.b',
      '@1',
      '-- x',
      '/* x',
      'select',
      '🦩',
      'x'.repeat(128),
    ]
    const named = names.map((name, n) => {
      const [other, third] = [names[(n + 1) % names.length]!, names[(n + 2) % names.length]!]
      const text = query({
        table: [other, name],
        timestamp: column(third, 'DateTime2'),
        measures: [column(name, 'Int')],
        dimensions: [column(other, 'NVarChar')],
        kept: [[`'; drop table x; --`]],
      })
      return { text, expected: [name, other, third].map(quoted) }
    })
    const own = new Set(['i', 'ok', 'n', 'good', 'd0', 'm0', 's0', 'c0', 'records'].map(quoted))
    parseTsql(named.map(({ text }) => text)).forEach(({ problems, names: found, texts }, n) => {
      expect([problems, texts]).toEqual([[], []])
      expect(new Set(found.filter((name) => !own.has(name)))).toEqual(new Set(named[n]!.expected))
    })
  })
})
