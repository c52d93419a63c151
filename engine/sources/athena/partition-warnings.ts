import type { CompiledQuery } from 'kysely'
import type { ResolvedAthena } from '../../../spec/index.ts'
import { listOf } from '../error-words.ts'
import { SourceError } from '../source-error.ts'
import type { SourceWarning } from '../source.ts'
import { emptyQuery, type TableColumn } from '../sql/index.ts'
import { ATHENA } from './athena-dialect.ts'

/** Columns of the partitions of Iceberg tables: their partitions follow the timestamp by themselves. */
const HIDDEN = ['partition', 'record_count']

/**
 * Whether a query of an interval would read more than its partitions. What a table is partitioned by, its hidden table `$partitions` says,
 * which costs nothing and needs no right beyond those of the query.
 *
 * @param columnsOf - asks for the columns of a query
 * @see https://docs.aws.amazon.com/athena/latest/ug/show-partitions.html
 */
export async function partitionWarnings(
  { database, table, partitions }: Pick<ResolvedAthena, 'database' | 'table' | 'partitions'>,
  timestamp: TableColumn,
  columnsOf: (query: CompiledQuery) => Promise<readonly TableColumn[]>,
  place: string,
): Promise<readonly SourceWarning[]> {
  const warning = (message: string): readonly SourceWarning[] => [
    { code: 'NO_PARTITION', message: `${place}: ${message}` },
  ]
  const named = Object.keys(partitions)
  let columns: readonly string[]
  try {
    const found = await columnsOf(ATHENA.compile(emptyQuery([database, `${table}$partitions`])))
    columns = found.map(({ name }) => name)
  } catch (error) {
    if (!(error instanceof SourceError) || !UNTOLD.has(error.code)) throw error
    if (named.length > 0) return []
    return error.code === 'TABLE_MISSING'
      ? warning(
          'it is not a partitioned table, so that each query reads all of it. Partition it by time, or keep it small; of a view, name the partition columns of its table in `partitions`.',
        )
      : warning(
          'Athena does not say by what it is partitioned. If it is, name the columns in `partitions`, or each query reads all of it.',
        )
  }
  if (HIDDEN.every((name) => columns.includes(name))) return []
  const others = named.filter((name) => !columns.includes(name))
  if (others.length > 0) {
    return warning(
      `\`partitions\` names ${listOf(others)}, by which it is not partitioned: that narrows no query. It is partitioned by ${listOf(columns)}.`,
    )
  }
  if (named.length > 0 || columns.includes(timestamp.name)) return []
  return warning(
    `it is partitioned by ${listOf(columns)}, and each query reads all partitions. Name those that hold a time in \`partitions\`, with their patterns.`,
  )
}

/** What Athena says where there is no such hidden table, or where nobody may ask for it. */
const UNTOLD: ReadonlySet<string> = new Set(['TABLE_MISSING', 'PERMISSION_DENIED', 'QUERY_FAILED'])
