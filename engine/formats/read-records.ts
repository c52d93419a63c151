import type { ResolvedFormat } from '../../spec/index.ts'
import { parseRecords, type ParsedFile } from './parse-records.ts'
import type { RecordFile } from './record-file.ts'
import type { RecordSink } from './record-sink.ts'

/**
 * Reads the records of one file, in any format, into a sink.
 *
 * @throws {FormatError} when the file as a whole cannot be read as `format`; records may have reached the sink by then
 */
export async function readRecords(file: RecordFile, format: ResolvedFormat, sink: RecordSink): Promise<ParsedFile> {
  if (format.kind !== 'parquet') return parseRecords(file.open(), format, file.name, sink)
  // Few need Parquet, and its decompressors take longer to load than everything else here.
  const { parseParquet } = await import('./parquet-records.ts')
  return parseParquet(file, sink)
}
