import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib'
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
  if (Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0) return refusal.corrupt('it does not hold columns')
  const [version = 0] = bytes.subarray(MAGIC.length)
  if (version > VERSION) return refusal.newer(version, VERSION)
  // Copied, because a decompressed buffer may lie at an odd place of a shared one.
  const raw = Uint8Array.from(decompressed(bytes.subarray(MAGIC.length + 1), refusal))
  const tableEnd = 4 + new DataView(raw.buffer).getUint32(0)
  const table = JSON.parse(new TextDecoder().decode(raw.subarray(4, tableEnd))) as readonly TableRow[]
  let position = align(tableEnd)
  return Object.fromEntries(
    table.map(([name, type, length]) => {
      const array = new ARRAYS[type](raw.buffer, position, length)
      position = align(position + array.byteLength)
      return [name, array]
    }),
  )
}

type TableRow = readonly [name: string, type: keyof typeof ARRAYS, length: number]

/** Then the version, one byte, and the rest in a frame of zstd with its checksum; the first frames have none. */
const MAGIC = Buffer.from('CNCL', 'latin1')
const VERSION = 1

const ARRAYS = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, u8: Uint8Array } as const

function decompressed(frame: Uint8Array, refusal: Refusal): Uint8Array {
  try {
    return zstdDecompressSync(frame)
  } catch {
    return refusal.corrupt('its compressed part is damaged')
  }
}

function typeOf(array: Column): keyof typeof ARRAYS {
  if (array instanceof Float64Array) return 'f64'
  if (array instanceof Float32Array) return 'f32'
  return array instanceof Uint32Array ? 'u32' : 'u8'
}

function align(position: number): number {
  return (position + 7) & ~7
}
