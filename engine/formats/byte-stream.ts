import { createGunzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { FormatError } from './format-error.ts'

/** The first bytes of a stream, and the whole stream again. */
export interface PeekedBytes {
  /** At least `count` bytes, unless the stream is shorter. */
  readonly head: Uint8Array
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Looks at the first bytes of a stream. */
export async function peek(source: AsyncIterable<Uint8Array>, count: number): Promise<PeekedBytes> {
  const iterator = source[Symbol.asyncIterator]()
  const read: Uint8Array[] = []
  let length = 0
  while (length < count) {
    const next = await iterator.next()
    if (next.done === true) break
    length += next.value.length
    // The piece that is enough stays as it is; those before it hold only until the next is asked for.
    read.push(length < count ? new Uint8Array(next.value) : next.value)
  }
  const head = read.length === 1 ? read[0] : Buffer.concat(read)
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield head
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head, bytes: all() }
}

/**
 * Decompresses gzip, also of several members; zeros after the end are padding.
 *
 * @throws {FormatError} GZIP_TRUNCATED, GZIP_INVALID, GZIP_TRAILING_BYTES
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let fed = 0
  let produced = 0
  let tail: Uint8Array = new Uint8Array(0)
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      fed += chunk.length
      // The stream keeps what it is given longer than the chunk holds.
      tail = new Uint8Array(chunk)
      yield tail
    }
  }
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES })
  const input = Readable.from(counted(), { objectMode: false })
  input.on('error', (error) => unzip.destroy(error))
  input.pipe(unzip)
  try {
    for await (const chunk of unzip as AsyncIterable<Uint8Array>) {
      produced += chunk.length
      yield chunk
    }
  } catch (error) {
    throw gzipError(error, file, produced)
  } finally {
    input.destroy()
    unzip.destroy()
  }
  const unused = fed - unzip.bytesWritten
  if (unused > 0 && tail.subarray(Math.max(0, tail.length - unused)).some((byte) => byte !== 0)) {
    throw new FormatError('GZIP_TRAILING_BYTES', file, {})
  }
}

/** ISO-8859-1 as UTF-8. */
export async function* latin1ToUtf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source)
    yield Buffer.from(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1'), 'utf8')
}

/**
 * UTF-16 as UTF-8.
 *
 * @throws {FormatError} ENCODING_INVALID for half characters
 */
export async function* utf16ToUtf8(
  source: AsyncIterable<Uint8Array>,
  order: 'le' | 'be',
  file: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(`utf-16${order}`, { fatal: true, ignoreBOM: true })
  const encoder = new TextEncoder()
  try {
    for await (const chunk of source) yield encoder.encode(decoder.decode(chunk, { stream: true }))
    yield encoder.encode(decoder.decode())
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new FormatError('ENCODING_INVALID', file, { charset: 'UTF-16', reason: 'half a character' }, { cause: error })
  }
}

const CHUNK_BYTES = 1 << 19

function gzipError(error: unknown, file: string, produced: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'Z_BUF_ERROR') return new FormatError('GZIP_TRUNCATED', file, {}, { cause: error })
  // After the end of a member, zlib takes what follows for the header of another.
  if (code === 'Z_DATA_ERROR' && produced > 0 && (error as Error).message === 'incorrect header check') {
    return new FormatError('GZIP_TRAILING_BYTES', file, {}, { cause: error })
  }
  if (typeof code === 'string' && code.startsWith('Z_')) {
    return new FormatError('GZIP_INVALID', file, { reason: (error as Error).message }, { cause: error })
  }
  return error
}
