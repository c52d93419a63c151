import { sql } from 'kysely'
import type { DatasetColumns } from './dataset-columns.ts'
import type { Sql, SqlDialect } from './sql-dialect.ts'
import type { TimeBound } from './time-bound.ts'

/** What is to be added up. */
export interface SumRequest {
  readonly table: readonly string[]
  readonly columns: DatasetColumns
  /** Values to keep, parallel to the dimensions; null: all. */
  readonly kept: readonly (readonly string[] | null)[]
  /** Bounds of one interval or more that follow each other: one more than there are intervals. */
  readonly bounds: readonly TimeBound[]
  /** What else narrows the query. */
  readonly narrow: readonly Sql[]
}

/** Greatest value of a measure; beyond, a record is rejected, as in files. NaN and infinities are beyond too. */
const GREATEST_VALUE = 1e15

/**
 * The query that adds up the records of intervals, one row for each interval and combination of dimension values:
 * the number of the interval, the records, those whose measures are all in range, the dimension values, and for each measure
 * the sum and the count of its values in the records in range.
 *
 * The interval of a record is found by halving, so that a record costs a few comparisons however many intervals are asked for, and
 * no function of dates is needed, which every database has others of.
 */
export function sumQuery({ table, columns, kept, bounds, narrow }: SumRequest, dialect: SqlDialect): Sql {
  const { timestamp, dimensions, measures } = columns
  const time = sql.id(timestamp.name)
  const at = bounds.map((bound) => dialect.bound(bound, timestamp))
  const number = (from: number, to: number): Sql => {
    if (to - from === 1) return sql`${sql.lit(from)}`
    const middle = (from + to) >> 1
    return sql`case when ${time} < ${at[middle]!} then ${number(from, middle)} else ${number(middle, to)} end`
  }
  const inRange = measures.map(({ name }) => {
    const value = sql.id(name)
    const greatest = sql.lit(GREATEST_VALUE)
    return sql`(${value} is null or ${value} between -${greatest} and ${greatest})`
  })
  const inner = sql`select ${list([
    sql`${number(0, bounds.length - 1)} as ${sql.id('i')}`,
    sql`case when ${and(inRange)} then 1 else 0 end as ${sql.id('ok')}`,
    ...dimensions.map((column, d) => sql`${dialect.asText(sql.id(column.name), column)} as ${sql.id(`d${d}`)}`),
    ...measures.map(({ name }, m) => sql`${sql.id(name)} as ${sql.id(`m${m}`)}`),
  ])} from ${sql.id(...table)} where ${and([
    sql`${time} >= ${at[0]!}`,
    sql`${time} < ${at[at.length - 1]!}`,
    ...narrow,
  ])}`
  const groups = ['i', ...dimensions.map((_, d) => `d${d}`)].map((name) => sql.id(name))
  const filters = kept.flatMap((values, d) =>
    values === null ? [] : [sql`${sql.id(`d${d}`)} in (${list(values.map((value) => sql`${value}`))})`],
  )
  return sql`select ${list([
    sql.id('i'),
    sql`count(*) as ${sql.id('n')}`,
    sql`sum(${sql.id('ok')}) as ${sql.id('good')}`,
    ...groups.slice(1),
    ...measures.flatMap((column, m) => {
      const value = sql`case when ${sql.id('ok')} = 1 then ${sql.id(`m${m}`)} end`
      return [sql`${dialect.sumOf(value, column)} as ${sql.id(`s${m}`)}`, sql`count(${value}) as ${sql.id(`c${m}`)}`]
    }),
  ])} from (${inner}) as ${sql.id('records')}${
    filters.length === 0 ? sql`` : sql` where ${and(filters)}`
  } group by ${list(groups)}`
}

/** A query of all columns that has no rows: what a table is made of. */
export function emptyQuery(table: readonly string[]): Sql {
  return sql`select * from ${sql.id(...table)} where 1 = 0`
}

function list(parts: readonly Sql[]): Sql {
  return sql.join(parts, sql`, `)
}

function and(conditions: readonly Sql[]): Sql {
  return sql.join(conditions, sql` and `)
}
