import type { FormatSpec } from '../../spec/index.ts'
import { folderStore } from './folder-store.ts'
import { guessTimestamp, sampleData } from './inspect/index.ts'

/** How a file is written, as far as its beginning tells. */
export interface InspectedFile {
  readonly format: FormatSpec
  readonly columns: readonly string[]
  /** Format of the timestamps in the named column; null when the column is not there, or no one format reads (nearly) all of it. */
  readonly timestampFormat: string | null
  /** What the named column begins with, empty places left out. */
  readonly firstTimes: readonly string[]
}

const SHOWN = 3

/**
 * Looks at the beginning of a file of records.
 *
 * @param file - path, relative to `baseDir`
 * @param timestamp - the column that holds the time
 * @throws {SourceError | InspectError} when it cannot be read or understood
 */
export async function inspectFile(file: string, timestamp: string, baseDir: string): Promise<InspectedFile> {
  const store = folderStore(baseDir)
  const { table } = await sampleData(store, store.key(file))
  const at = table.columns.indexOf(timestamp)
  const values = at < 0 ? [] : table.rows.map((row) => row[at]).filter((text) => text !== '')
  return {
    format: table.format,
    columns: table.columns,
    timestampFormat: guessTimestamp(values, { areTimes: true })?.format ?? null,
    firstTimes: values.slice(0, SHOWN),
  }
}
