import type { ResolvedAthena } from '../../../spec/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import { SourceError } from '../source-error.ts'
import type { SqlConnector, TableColumn } from '../sql/index.ts'
import { partitionRows } from './partition-rows.ts'
import { partitionTerms } from './partition-terms.ts'

/**
 * Lets the queries of intervals read the partitions alone that the spec names; without any, a connector stays as it is.
 *
 * @param zone - of the dataset
 */
export function narrowToPartitions(
  connector: SqlConnector,
  { partitions }: Pick<ResolvedAthena, 'partitions'>,
  zone: string,
  grid: Pick<IntervalGrid, 'next'>,
): SqlConnector {
  const { place } = connector
  const names = Object.keys(partitions)
  const patterns = Object.values(partitions)
  if (names.length === 0) return connector
  return {
    ...connector,
    narrow(starts, columns) {
      const found = names.map((name) => partitionColumn(name, columns, place))
      return [partitionTerms(found, partitionRows(patterns, zone, starts, grid), place)]
    },
  }
}

function partitionColumn(column: string, columns: readonly TableColumn[], place: string): TableColumn {
  const found = columns.find(({ name }) => name === column)
  if (found !== undefined) return found
  const names = columns.map(({ name }) => name)
  const suggestion = names.find((name) => name.toLowerCase() === column.toLowerCase()) ?? null
  throw new SourceError('COLUMN_MISSING', place, { column, use: 'partition', columns: names, suggestion })
}
