import type { ResolvedFormat } from '../../spec/index.ts'
import { CsvRecords } from './csv-records.ts'
import { JsonRecords } from './json-records.ts'
import type { RecordSink } from './record-sink.ts'
import { utf8Bytes } from './text-bytes.ts'

/** A format whose files are lines of text. */
export type TextFormat = Exclude<ResolvedFormat, { readonly kind: 'parquet' }>

/** What one file held. */
export interface ParsedFile {
  /** Records found, those that were rejected included. */
  readonly records: number
  readonly rejected: number
}

/**
 * Reads the records of one CSV or JSON lines file into a sink, in one pass and with constant memory.
 *
 * A file without any byte is a file with no records. Records that cannot be used are counted in `sink.rejections`.
 *
 * @param bytes - the file as it is stored: compressed or not, in any of the encodings
 * @param file - its name, for messages
 * @throws {FormatError} when the file as a whole cannot be read as `format`; records may have reached the sink by then
 */
export async function parseRecords(
  bytes: AsyncIterable<Uint8Array>,
  format: TextFormat,
  file: string,
  sink: RecordSink,
): Promise<ParsedFile> {
  const parser = format.kind === 'csv' ? new CsvRecords(format, sink, file) : new JsonRecords(sink, file)
  for await (const chunk of await utf8Bytes(bytes, format, file)) parser.push(chunk)
  parser.end()
  return { records: parser.writer.records, rejected: parser.writer.rejected }
}
