import { PostgresQueryCompiler, sql } from 'kysely'
import { compileWith, type SqlDialect } from '../../sql/index.ts'

/** PostgreSQL and Aurora PostgreSQL. */
export const POSTGRES: SqlDialect = {
  compile: compileWith(() => new PostgresQueryCompiler()),
  firstRows: (selection, count) => sql`select ${selection} limit ${sql.lit(count)}`,
  asText: (column) => sql`cast(${column} as text)`,
  sumOf(value, { kind }) {
    // Whole numbers and decimals are added up exactly, so that the order of records plays no part.
    const exact = kind === 'integer' || kind === 'decimal'
    return exact ? sql`cast(sum(${value}) as double precision)` : sql`sum(cast(${value} as double precision))`
  },
  // A parameter takes the type of the column that it is compared with.
  bound({ local, utc, date, text }, { kind }) {
    switch (kind) {
      case 'instant':
        return sql`${`${utc}+00`}`
      case 'date':
        return sql`${date}`
      case 'text':
        return sql`${text}`
      default:
        return sql`${local}`
    }
  },
  intervalsPerQuery: 256,
}
