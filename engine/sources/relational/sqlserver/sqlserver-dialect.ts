import { MssqlQueryCompiler, sql } from 'kysely'
import { compileWith, type SqlDialect } from '../../sql/index.ts'

/** Compares by code point; the server still takes "a " for "a", which no collation changes. */
const BINARY = sql.raw('Latin1_General_100_BIN2')

/** SQL Server. Conversions name their style, so that the language of the session plays no part. */
export const SQLSERVER: SqlDialect = {
  compile: compileWith(() => new MssqlQueryCompiler()),
  firstRows: (selection, count) => sql`select top (${sql.lit(count)}) ${selection}`,
  asText(column, { kind, type }) {
    switch (kind) {
      case 'date':
      case 'local-time':
      case 'instant':
        return sql`convert(nvarchar(40), ${column}, 126) collate ${BINARY}`
      case 'float':
        return sql`convert(nvarchar(40), ${column}, 3) collate ${BINARY}`
      default:
        // Longer values are refused anyway.
        return /^(text|ntext)$/.test(type)
          ? sql`cast(cast(${column} as nvarchar(max)) as nvarchar(4000)) collate ${BINARY}`
          : sql`cast(${column} as nvarchar(4000)) collate ${BINARY}`
    }
  },
  sumOf(value, { kind, type }) {
    if (kind === 'float') return sql`sum(cast(${value} as float))`
    // A sum of int is an int, which overflows.
    const exact =
      kind === 'integer'
        ? sql`cast(${value} as decimal(38, 0))`
        : /money/.test(type)
          ? sql`cast(${value} as decimal(38, 4))`
          : value
    return sql`cast(sum(${exact}) as float)`
  },
  // Of the type of the column, so that an index can be used.
  bound({ local, utc, date, text }, { kind, type }) {
    switch (kind) {
      case 'instant':
        return sql`convert(datetimeoffset(0), ${`${utc} +00:00`}, 121)`
      case 'date':
        return sql`convert(date, ${date}, 23)`
      case 'text':
        return type.startsWith('n') ? sql`${text}` : sql`cast(${text} as varchar(100))`
      default:
        return type === 'datetime' || type === 'smalldatetime'
          ? sql`convert(${sql.raw(type)}, ${local}, 120)`
          : sql`convert(datetime2(0), ${local}, 120)`
    }
  },
  // A query may have 2,100 parameters, and nest 10 deep in a plan that is quick to make.
  intervalsPerQuery: 128,
}
