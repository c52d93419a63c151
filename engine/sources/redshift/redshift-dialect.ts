import { PostgresQueryCompiler, sql } from 'kysely'
import { compileWith, type SqlDialect } from '../sql/index.ts'

/**
 * Names in double quotes, parameters as `:p1`, `:p2`: the Data API knows them by name.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-calling-considerations.html
 */
class RedshiftCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    // The Data API takes no parameter without a character.
    if (value === '') this.appendImmediateValue(value)
    else super.appendValue(value)
  }

  protected override getCurrentParameterPlaceholder(): string {
    return `:p${this.numParameters}`
  }
}

/** Redshift, which speaks PostgreSQL with differences. All parameters are texts without a type. */
export const REDSHIFT: SqlDialect = {
  compile: compileWith(() => new RedshiftCompiler()),
  firstRows: (selection, count) => sql`select ${selection} limit ${sql.lit(count)}`,
  asText(column, { kind }) {
    // A boolean has no text, and a varchar without a length has 256 bytes and loses the rest without a word.
    if (kind === 'boolean') return sql`case when ${column} then 'true' when not ${column} then 'false' end`
    return sql`cast(${column} as varchar(65535))`
  },
  sumOf(value, { kind }) {
    // Whole numbers and decimals are added up exactly, so that the order of records plays no part.
    if (kind === 'integer') return sql`cast(sum(cast(${value} as decimal(38, 0))) as double precision)`
    if (kind === 'decimal') return sql`cast(sum(${value}) as double precision)`
    return sql`sum(cast(${value} as double precision))`
  },
  bound({ local, utc, date, text }, { kind }) {
    switch (kind) {
      case 'instant':
        return sql`cast(${`${utc}+00`} as timestamptz)`
      case 'date':
        return sql`cast(${date} as date)`
      case 'text':
        return sql`cast(${text} as varchar)`
      default:
        return sql`cast(${local} as timestamp)`
    }
  },
  // The Data API takes queries of 100 kB.
  intervalsPerQuery: 256,
}
