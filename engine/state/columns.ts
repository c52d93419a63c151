import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib'
import { readTable } from './json-table.ts'
import type { Refusal } from './state-error.ts'

/** Arrays by name. */
export type Columns = Readonly<Record<string, Column>>

/** An array of numbers that can be stored. */
export type Column = Float64Array | Float32Array | Uint32Array | Uint8Array

/** Columns as bytes that describe themselves: a table as JSON, then the arrays, all compressed (zstd). */
export function encodeColumns(columns: Columns): Uint8Array {
  const entries = Object.entries(columns)
  const table = Buffer.from(
    JSON.stringify(entries.map(([name, array]): TableRow => [name, typeOf(array), array.length])),
  )
  const start = align(4 + table.length)
  const raw = new Uint8Array(entries.reduce((size, [, array]) => align(size + array.byteLength), start))
  new DataView(raw.buffer).setUint32(0, table.length)
  raw.set(table, 4)
  let position = start
  for (const [, array] of entries) {
    raw.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), position)
    position = align(position + array.byteLength)
  }
  const body = zstdCompressSync(raw, {
    params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
  })
  return Buffer.concat([MAGIC, Uint8Array.of(VERSION), body])
}

/** What `encodeColumns` encoded. */
export function decodeColumns(bytes: Uint8Array, refusal: Refusal): Columns {
  const { corrupt } = refusal
  if (Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0) return corrupt('it does not hold columns')
  const [version = 0] = bytes.subarray(MAGIC.length)
  if (version > VERSION) return refusal.newer(version, VERSION)
  const raw = decompressed(bytes.subarray(MAGIC.length + 1)) ?? corrupt('its columns cannot be decompressed')
  const view = new DataView(raw.buffer)
  const tableEnd = raw.length < 4 ? Infinity : 4 + view.getUint32(0)
  const table = tableEnd > raw.length ? undefined : readTable(raw.subarray(4, tableEnd), isRow)
  if (table === undefined) return corrupt('its table is no list of columns')
  let position = align(tableEnd)
  return Object.fromEntries(
    table.map(([name, type, length]) => {
      const array = ARRAYS[type]
      if (position + length * array.BYTES_PER_ELEMENT > raw.length) return corrupt(`the column ${name} is cut off`)
      const column = new array(raw.buffer, position, length)
      position = align(position + column.byteLength)
      return [name, column]
    }),
  )
}

/** Most bytes of columns: far beyond those of any interval, and less than a small function has. */
const MAX_COLUMNS_BYTES = 1 << 30

/** Undefined where the bytes are damaged, or a few of them stand for more than columns ever have. */
function decompressed(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    // Copied, because a decompressed buffer may lie at an odd place of a shared one.
    return Uint8Array.from(zstdDecompressSync(bytes, { maxOutputLength: MAX_COLUMNS_BYTES }))
  } catch {
    return undefined
  }
}

function isRow(row: unknown): row is TableRow {
  if (!Array.isArray(row) || row.length !== 3) return false
  const [name, type, length] = row as readonly unknown[]
  const isLength = Number.isSafeInteger(length) && (length as number) >= 0
  return typeof name === 'string' && typeof type === 'string' && Object.hasOwn(ARRAYS, type) && isLength
}

type TableRow = readonly [name: string, type: keyof typeof ARRAYS, length: number]

/** Then the version, one byte, and the rest in a frame of zstd with its checksum; the first frames have none. */
const MAGIC = Buffer.from('CNCL', 'latin1')
const VERSION = 1

const ARRAYS = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, u8: Uint8Array } as const

function typeOf(array: Column): keyof typeof ARRAYS {
  if (array instanceof Float64Array) return 'f64'
  if (array instanceof Float32Array) return 'f32'
  return array instanceof Uint32Array ? 'u32' : 'u8'
}

function align(position: number): number {
  return (position + 7) & ~7
}
