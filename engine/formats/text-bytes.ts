import type { ResolvedFormat } from '../../spec/index.ts'
import { gunzip, latin1ToUtf8, peek, utf16ToUtf8, type PeekedBytes } from './byte-stream.ts'
import { FormatError } from './format-error.ts'

/** How the text of a file is stored. */
export type TextEncoding = Pick<Extract<ResolvedFormat, { readonly charset: string }>, 'charset' | 'compression'>

/**
 * The text of a file as UTF-8 without byte order mark, from however it is stored: gzip is known by its first bytes, UTF-16 by
 * its mark, whatever the format says.
 *
 * @throws {FormatError} when the bytes are something else than text in this encoding, here or while they are read
 */
export async function utf8Bytes(
  stored: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
  file: string,
): Promise<AsyncIterable<Uint8Array>> {
  const outer = await peek(stored, HEAD_BYTES)
  const zipped = startsWith(outer.head, GZIP)
  if (zipped && encoding.compression === 'none') throw new FormatError('COMPRESSION_MISMATCH', file, { found: 'gzip' })
  const unzip = zipped || (encoding.compression === 'gzip' && outer.head.length > 0)
  const inner = unzip ? await peek(gunzip(outer.bytes, file), HEAD_BYTES) : outer
  return decode(inner, encoding, file)
}

function decode({ head, bytes }: PeekedBytes, encoding: TextEncoding, file: string): AsyncIterable<Uint8Array> {
  const binary = BINARY.find(({ magic }) => startsWith(head, magic))
  if (binary !== undefined) {
    throw new FormatError('FORMAT_MISMATCH', file, { expected: 'text', found: binary.name })
  }
  if (startsWith(head, UTF8_MARK)) return without(bytes, UTF8_MARK.length)
  if (startsWith(head, UTF16_LE_MARK)) return utf16ToUtf8(without(bytes, 2), 'le', file)
  if (startsWith(head, UTF16_BE_MARK)) return utf16ToUtf8(without(bytes, 2), 'be', file)
  if (encoding.charset === 'UTF-16') return utf16ToUtf8(bytes, head[0] === 0 ? 'be' : 'le', file)
  if (head.subarray(0, HEAD_BYTES).includes(0)) {
    const reason = 'it has zero bytes, as UTF-16 and binary files have'
    throw new FormatError('ENCODING_INVALID', file, { charset: encoding.charset, reason })
  }
  return encoding.charset === 'ISO-8859-1' ? latin1ToUtf8(bytes) : bytes
}

const HEAD_BYTES = 512
const GZIP = [0x1f, 0x8b]
const UTF8_MARK = [0xef, 0xbb, 0xbf]
const UTF16_LE_MARK = [0xff, 0xfe]
const UTF16_BE_MARK = [0xfe, 0xff]

/** What is put into data folders by mistake. */
const BINARY: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: 'a Parquet file', magic: [...Buffer.from('PAR1')] },
  { name: 'a zip archive or an Excel workbook', magic: [0x50, 0x4b, 3, 4] },
  { name: 'zstd data', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'bzip2 data', magic: [...Buffer.from('BZh')] },
  { name: 'xz data', magic: [0xfd, ...Buffer.from('7zXZ')] },
  { name: 'gzip data inside gzip', magic: GZIP },
  { name: 'an Avro file', magic: [...Buffer.from('Obj'), 1] },
  { name: 'an ORC file', magic: [...Buffer.from('ORC')] },
]

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte)
}

/** All but the first bytes; they are in the first piece, which `peek` made. */
async function* without(bytes: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of bytes) {
    yield chunk.subarray(left)
    left = 0
  }
}
