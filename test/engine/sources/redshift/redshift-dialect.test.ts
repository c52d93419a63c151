import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { REDSHIFT } from '../../../../engine/sources/redshift/redshift-dialect.ts'
import { sortKeyWarnings } from '../../../../engine/sources/redshift/sort-key.ts'
import type { ColumnKind } from '../../../../engine/sources/sql/index.ts'

const BOUND = { local: '2026-06-01 12:00:00', utc: '2026-06-01 10:00:00', date: '2026-06-01', text: "o'clock" }
const column = (kind: ColumnKind) => ({ name: 'x', kind, type: kind })

// Parameters of the Data API have no type, and are never empty:
// https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-considerations.html
describe('the SQL of Redshift', () => {
  it.each([
    ['local-time', 'cast(:p1 as timestamp)', '2026-06-01 12:00:00'],
    ['instant', 'cast(:p1 as timestamptz)', '2026-06-01 10:00:00+00'],
    ['date', 'cast(:p1 as date)', '2026-06-01'],
    ['text', 'cast(:p1 as varchar)', "o'clock"],
  ] as const)('casts bounds of %s', (kind, expected, parameter) => {
    const query = REDSHIFT.compile(REDSHIFT.bound(BOUND, column(kind)))
    expect([query.sql, query.parameters]).toEqual([expected, [parameter]])
  })

  it.each([
    ['integer', 'cast(sum(cast("x" as decimal(38, 0))) as double precision)'],
    ['decimal', 'cast(sum("x") as double precision)'],
    ['float', 'sum(cast("x" as double precision))'],
  ] as const)('adds up %s', (kind, expected) => {
    expect(REDSHIFT.compile(REDSHIFT.sumOf(sql.id('x'), column(kind))).sql).toBe(expected)
  })

  // A cast to varchar without a length cuts at 256 bytes, and booleans have none:
  // https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
  it.each([
    ['text', 'cast("x" as varchar(65535))'],
    ['boolean', `case when "x" then 'true' when not "x" then 'false' end`],
  ] as const)('makes text of %s', (kind, expected) => {
    expect(REDSHIFT.compile(REDSHIFT.asText(sql.id('x'), column(kind))).sql).toBe(expected)
  })

  it('numbers parameters, and writes the empty text into the query', () => {
    const { sql: text, parameters } = REDSHIFT.compile(sql`x in (${'a'}, ${''}, ${"b'"})`)
    expect([text, parameters]).toEqual(["x in (:p1, '', :p2)", ['a', "b'"]])
  })
})

describe('sortKeyWarnings', () => {
  it('quotes names in the statement that it proposes', () => {
    const [warning] = sortKeyWarnings(
      null,
      { name: 'a"t', kind: 'local-time', type: 'timestamp' },
      ['p', 'o"s'],
      'place',
    )
    expect(warning!.message).toContain('ALTER TABLE "p"."o""s" ALTER SORTKEY ("a""t")')
  })
})
