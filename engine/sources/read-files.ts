import type { RecordFile, RecordSink } from '../formats/index.ts'
import type { ByteRange, FileStore, StoredFile } from './file-store.ts'
import { inOrder } from './ordered.ts'
import type { Selection } from './selection.ts'
import type { ReadOptions, SourceReport } from './source.ts'

/** Reads the records of one file into a sink. */
export type ReadFile = (file: RecordFile, sink: RecordSink) => Promise<void>

/** Files up to this size are fetched while those before them are parsed; so many small ones do not wait for each other. */
const SMALL_FILE_BYTES = 1024 * 1024
const FILES_AHEAD = 8

/** Reads files one after the other in their order, which makes sums the same every time. */
export async function readFiles(
  store: FileStore,
  { files, bytes: total, ignored }: Selection,
  readFile: ReadFile,
  sink: RecordSink,
  { signal, onProgress }: ReadOptions,
): Promise<Omit<SourceReport, 'missingIntervals'>> {
  let bytes = 0
  const fetched = inOrder(
    files,
    FILES_AHEAD,
    async (file): Promise<readonly [StoredFile, readonly Uint8Array[] | null]> => {
      if (file.size > SMALL_FILE_BYTES || files.length === 1) return [file, null]
      return [file, await Array.fromAsync(store.open(file, undefined, signal), copied)]
    },
  )
  for await (const [file, content] of fetched) {
    signal?.throwIfAborted()
    const open = (range?: ByteRange): AsyncIterable<Uint8Array> =>
      content === null ? store.open(file, range, signal) : kept(content, range)
    let done = 0
    const counted = async function* (range?: ByteRange): AsyncIterable<Uint8Array> {
      for await (const chunk of open(range)) {
        done = Math.min(file.size, done + chunk.length)
        onProgress?.(bytes + done, total)
        yield chunk
      }
    }
    await readFile({ name: store.name(file.key), size: file.size, open: counted }, sink)
    if (files.length > 1) sink.endFile?.()
    bytes += file.size
    onProgress?.(bytes, total)
  }
  return { files: files.length, bytes, ignored }
}

async function* kept(content: readonly Uint8Array[], range?: ByteRange): AsyncIterable<Uint8Array> {
  if (range === undefined) yield* content
  else yield Buffer.concat(content).subarray(range.start, range.end)
}

function copied(piece: Uint8Array): Uint8Array {
  return new Uint8Array(piece)
}
