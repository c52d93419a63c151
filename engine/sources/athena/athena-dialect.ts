import { PostgresQueryCompiler, sql } from 'kysely'
import { compileWith, type SqlDialect } from '../sql/index.ts'

/** Characters of an execution parameter, at most; API reference: StartQueryExecution. */
const LONGEST_PARAMETER = 1024

/** Names in double quotes, parameters as question marks. */
class AthenaCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    if (athenaLiteral(value).length > LONGEST_PARAMETER) this.appendImmediateValue(value)
    else super.appendValue(value)
  }

  protected override getCurrentParameterPlaceholder(): string {
    return '?'
  }
}

/** The value of a parameter, which Athena takes as it stands in SQL. */
export function athenaLiteral(value: unknown): string {
  return `'${String(value).replaceAll("'", "''")}'`
}

/**
 * Athena, which speaks the SQL of Trino.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html
 */
export const ATHENA: SqlDialect = {
  compile: compileWith(() => new AthenaCompiler()),
  firstRows: (selection, count) => sql`select ${selection} limit ${sql.lit(count)}`,
  asText: (column, { kind }) => (kind === 'text' ? column : sql`cast(${column} as varchar)`),
  sumOf(value, { kind }) {
    // Whole numbers and decimals are added up exactly, so that the order of records plays no part. A sum of bigint would overflow.
    if (kind === 'integer') return sql`cast(sum(cast(${value} as decimal(38, 0))) as double)`
    if (kind === 'decimal') return sql`cast(sum(${value}) as double)`
    return sql`sum(cast(${value} as double))`
  },
  // Bounds stand in the list of what is selected, where Athena takes no parameters: they are written into the query, in quotes.
  bound({ local, utc, date, text }, { kind }) {
    switch (kind) {
      case 'instant':
        return sql`cast(${sql.lit(`${utc} UTC`)} as timestamp with time zone)`
      case 'date':
        return sql`cast(${sql.lit(date)} as date)`
      case 'text':
        return sql`${sql.lit(text)}`
      default:
        return sql`cast(${sql.lit(local)} as timestamp)`
    }
  },
  intervalsPerQuery: 256,
}
