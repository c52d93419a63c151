import type { RecordFile } from './record-file.ts'

/** The first rows of a Parquet file; the values are as the file has them: texts, numbers, dates. */
export interface FirstRows {
  /** Names of all columns. */
  readonly columns: readonly string[]
  /** Undefined for what has no single value. */
  readonly rows: readonly (readonly unknown[])[]
}

/**
 * Reads the first rows of a Parquet file. The reader is loaded when it is needed.
 *
 * @param limit - of the rows
 * @throws {FormatError} NOT_PARQUET
 */
export async function firstParquetRows(file: RecordFile, limit: number): Promise<FirstRows> {
  const { openParquet } = await import('./parquet-file.ts')
  const { children, groups, column } = await openParquet(file)
  const readers = await Promise.all(
    children.map(({ element, children: inner }) =>
      inner.length > 0 || element.repetition_type === 'REPEATED' ? undefined : column(element, false, {}),
    ),
  )
  const rows: unknown[][] = []
  let first = 0
  for (const group of groups) {
    if (rows.length >= limit) break
    const values = []
    for (const read of readers) values.push(await read?.(group, first))
    const count = Number(group.num_rows)
    for (let row = 0; row < count && rows.length < limit; row++) rows.push(values.map((each) => each?.[row] as unknown))
    first += count
  }
  return { columns: children.map(({ element }) => element.name), rows }
}
