import { MysqlQueryCompiler, sql } from 'kysely'
import { compileWith, type SqlDialect } from '../../sql/index.ts'

/** MySQL, MariaDB and Aurora MySQL. */
export const MYSQL: SqlDialect = {
  compile: compileWith(() => new MysqlQueryCompiler()),
  firstRows: (selection, count) => sql`select ${selection} limit ${sql.lit(count)}`,
  // Bytes: a collation would take "A" for "a", "a" for "á" and "a " for "a".
  asText(column, { type }) {
    if (/binary|blob/.test(type)) return sql`cast(${column} as binary)`
    const value = type === 'bit' ? sql`${column} + 0` : column
    return sql`cast(convert(${value} using utf8mb4) as binary)`
  },
  // Sums of whole numbers and decimals are exact decimals. A cast to double is not known to MySQL before 8.0.17.
  sumOf: (value, { kind }) => (kind === 'float' ? sql`sum(${value} + 0e0)` : sql`sum(${value}) + 0e0`),
  bound({ local, utc, date, text }, { kind }) {
    switch (kind) {
      case 'instant':
        return sql`cast(${utc} as datetime)`
      case 'date':
        return sql`cast(${date} as date)`
      case 'text':
        return sql`${text}`
      default:
        return sql`cast(${local} as datetime)`
    }
  },
  intervalsPerQuery: 256,
}
