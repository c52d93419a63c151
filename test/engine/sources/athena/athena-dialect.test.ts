import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { ATHENA } from '../../../../engine/sources/athena/athena-dialect.ts'
import type { ColumnKind, Sql } from '../../../../engine/sources/sql/index.ts'

const BOUND = { local: '2026-06-01 12:00:00', utc: '2026-06-01 10:00:00', date: '2026-06-01', text: "o'clock" }
const column = (kind: ColumnKind) => ({ name: 'x', kind, type: kind })

function written(query: Sql): string {
  const { sql: text, parameters } = ATHENA.compile(query)
  expect(parameters).toEqual([])
  return text
}

// The SQL of Trino, https://trino.io/docs/current/functions/conversion.html
describe('the SQL of Athena', () => {
  it.each([
    ['local-time', "cast('2026-06-01 12:00:00' as timestamp)"],
    ['instant', "cast('2026-06-01 10:00:00 UTC' as timestamp with time zone)"],
    ['date', "cast('2026-06-01' as date)"],
    ['text', "'o''clock'"],
  ] as const)('has bounds of %s without parameters', (kind, expected) => {
    expect(written(ATHENA.bound(BOUND, column(kind)))).toBe(expected)
  })

  it.each([
    ['integer', 'cast(sum(cast("x" as decimal(38, 0))) as double)'],
    ['decimal', 'cast(sum("x") as double)'],
    ['float', 'sum(cast("x" as double))'],
  ] as const)('adds up %s', (kind, expected) => {
    expect(written(ATHENA.sumOf(sql.id('x'), column(kind)))).toBe(expected)
  })

  it('leaves text as it is, and makes text of others', () => {
    expect(written(ATHENA.asText(sql.id('x'), column('text')))).toBe('"x"')
    expect(written(ATHENA.asText(sql.id('x'), column('boolean')))).toBe('cast("x" as varchar)')
  })

  it('quotes names, and numbers no parameter', () => {
    const query = ATHENA.compile(sql`select ${sql.id('a"b')} where x in (${'1'}, ${'2'})`)
    expect(query.sql).toBe('select "a""b" where x in (?, ?)')
  })
})
