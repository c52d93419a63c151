import { constants, gunzipSync } from 'node:zlib'
import type { CsvFormat } from '../../../spec/index.ts'
import { InspectError } from './inspect-error.ts'

/** The beginning of a text file. */
export interface TextSample {
  /** Whole lines: the last one is left out where the file goes on. */
  readonly lines: readonly string[]
  readonly charset: NonNullable<CsvFormat['charset']>
  readonly compression: 'none' | 'gzip'
}

/** What a file begins with, by its first bytes. */
export function isParquet(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1'
}

/**
 * Reads the beginning of a text file, however it is stored.
 *
 * @param head - its first bytes as stored
 * @param whole - whether these are all
 * @throws {InspectError} NOT_TEXT
 */
export function readText(head: Uint8Array, whole: boolean, file: string): TextSample {
  const zipped = head[0] === 0x1f && head[1] === 0x8b
  const bytes = zipped ? unzip(head, file) : head
  const binary = BINARY.find(({ magic }) => Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic)
  if (binary !== undefined) throw new InspectError('NOT_TEXT', file, { found: binary.name })
  const { text, charset } = decode(bytes, file)
  const lines = text.split(/\r\n|\n|\r/)
  const cut = !whole && lines.length > 1
  return {
    lines: (cut ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== ''),
    charset,
    compression: zipped ? 'gzip' : 'none',
  }
}

const BINARY = [
  { magic: 'PK\u0003\u0004', name: 'a zip archive or an Excel workbook' },
  { magic: '\u0028\u00b5\u002f\u00fd', name: 'zstd data' },
  { magic: 'BZh', name: 'bzip2 data' },
  { magic: '\u00fd7zXZ', name: 'xz data' },
  { magic: 'Obj\u0001', name: 'an Avro file' },
  { magic: 'ORC', name: 'an ORC file' },
  { magic: 'SQLite format 3', name: 'an SQLite database' },
]

function unzip(head: Uint8Array, file: string): Uint8Array {
  try {
    // The head ends in the middle of the compressed data; that is no error here.
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch (cause) {
    throw new InspectError('NOT_TEXT', file, { found: 'damaged gzip data' }, { cause })
  }
}

function decode(bytes: Uint8Array, file: string): Pick<TextSample, 'charset'> & { readonly text: string } {
  const utf16 = utf16Order(bytes)
  if (utf16 !== null) return { text: new TextDecoder(utf16).decode(bytes), charset: 'UTF-16' }
  if (bytes.includes(0)) throw new InspectError('NOT_TEXT', file, { found: 'binary data' })
  try {
    // The last character may be cut off: with `stream` that is no error.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }), charset: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('latin1').decode(bytes), charset: 'ISO-8859-1' }
  }
}

/** By the byte order mark, or by every second byte of the beginning being zero. */
function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, 64)
  const zeros = (parity: number): number => head.filter((byte, index) => byte === 0 && index % 2 === parity).length
  if (head.length >= 8 && zeros(1) > head.length / 3) return 'utf-16le'
  return head.length >= 8 && zeros(0) > head.length / 3 ? 'utf-16be' : null
}
