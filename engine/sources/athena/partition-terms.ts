import { sql } from 'kysely'
import { SourceError } from '../source-error.ts'
import type { Sql, TableColumn } from '../sql/index.ts'
import { partitionTree, type PartitionBranch } from './partition-tree.ts'

/**
 * The condition that a record lies in one of some partitions.
 *
 * @param columns - that the table is partitioned by
 * @param rows - of partitions, with a value for each of these columns; one at least
 * @throws {SourceError} COLUMN_WRONG_TYPE when a value is none of its column
 */
export function partitionTerms(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  place: string,
): Sql {
  const values = columns.map((column, c) => valueOf(column, rows[0]![c]!, place))
  const all = (branches: readonly PartitionBranch[], depth: number): Sql => {
    const terms = branches.map((branch) => {
      const column = sql.id(columns[depth]!.name)
      const [first, ...others] = branch.values.map(values[depth]!)
      const one = others.length === 0 ? sql`${column} = ${first}` : sql`${column} in (${sql.join([first, ...others])})`
      return branch.below.length === 0 ? one : sql`${one} and ${all(branch.below, depth + 1)}`
    })
    return terms.length === 1
      ? terms[0]!
      : sql`(${sql.join(
          terms.map((term) => sql`(${term})`),
          sql` or `,
        )})`
  }
  return all(partitionTree(rows), 0)
}

/** How the values of a column are written. Glue knows text, whole numbers and dates; `2026-06-01` and `07` are both text there. */
function valueOf(column: TableColumn, example: string, place: string): (value: string) => Sql {
  const wrong = (wanted: string): SourceError =>
    new SourceError('COLUMN_WRONG_TYPE', place, {
      column: column.name,
      use: 'partition',
      type: column.type,
      wanted,
    })
  switch (column.kind) {
    case 'text':
      return (value) => sql`${value}`
    case 'integer':
      if (!/^\d+$/.test(example)) throw wrong(`text, for a pattern that gives "${example}"`)
      return (value) => sql`cast(${value} as bigint)`
    case 'date':
      if (!/^\d{4}-\d\d-\d\d$/.test(example)) throw wrong(`text, for a pattern that gives "${example}"`)
      return (value) => sql`cast(${value} as date)`
    case 'local-time':
      if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/.test(example)) {
        throw wrong(`text, for a pattern that gives "${example}"`)
      }
      return (value) => sql`cast(${value} as timestamp)`
    default:
      throw wrong('text, a whole number or a date')
  }
}
