import { readTable } from './json-table.ts'
import type { Refusal } from './state-error.ts'

/** A piece of a part, as it lies in a chunk. */
export interface ChunkPiece {
  readonly name: string
  /** Length of the whole part. */
  readonly total: number
  /** Where in the part the piece belongs. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** What a chunk will hold. */
export interface ChunkPack {
  /** What the names of its parts have in common up to the first `/`. */
  readonly family: string
  /** Names of its first and last part. */
  readonly range: readonly [first: string, last: string]
  /** Copies the parts into the chunk's bytes. */
  readonly encode: () => Uint8Array
}

/** Content of a chunk at most. */
export const MAX_CHUNK_BYTES = 8 << 20

/**
 * Divides parts among chunks: neighbours of the same name up to the first `/` share a chunk while there is room, a longer part is
 * cut.
 *
 * @param parts - a part is asked for when it is its turn: of parts that are made one by one, few are in memory at a time
 * @returns a chunk each; its bytes are made when they are asked for
 */
export function* packParts(parts: Iterable<readonly [name: string, bytes: Uint8Array]>): Generator<ChunkPack> {
  let pack: { readonly family: string; readonly pieces: ChunkPiece[] } | undefined
  let room = 0
  for (const [name, bytes] of parts) {
    const [family] = name.split('/', 1)
    if (family !== pack?.family || bytes.length > room) room = 0
    let offset = 0
    do {
      if (room === 0) {
        if (pack !== undefined) yield packOf(pack)
        pack = { family, pieces: [] }
        room = MAX_CHUNK_BYTES
      }
      const piece = bytes.subarray(offset, offset + room)
      pack!.pieces.push({ name, total: bytes.length, offset, bytes: piece })
      offset += piece.length
      room -= piece.length
    } while (offset < bytes.length)
  }
  if (pack !== undefined) yield packOf(pack)
}

/** The pieces of a chunk, as views of its bytes. */
export function unpackChunk(chunk: Uint8Array, refusal: Refusal): readonly ChunkPiece[] {
  const { corrupt } = refusal
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk.length < HEADER_BYTES || view.getUint32(0) !== MAGIC) return corrupt('it is not a chunk of state')
  if (view.getUint16(4) > VERSION) return refusal.newer(view.getUint16(4), VERSION)
  const tableEnd = HEADER_BYTES + view.getUint32(8)
  if (tableEnd > chunk.length) return corrupt('its table is cut off')
  const table = readTable(chunk.subarray(HEADER_BYTES, tableEnd), isRow)
  if (table === undefined) return corrupt('its table is no list of pieces')
  let position = align(tableEnd)
  return table.map(([name, total, offset, length]) => {
    if (position + length > chunk.length) return corrupt(`the piece of ${name} is cut off`)
    const bytes = chunk.subarray(position, position + length)
    position = align(position + length)
    return { name, total, offset, bytes }
  })
}

function isRow(row: unknown): row is TableRow {
  if (!Array.isArray(row) || row.length !== 4) return false
  const [name, ...lengths] = row as readonly unknown[]
  const [total, offset, length] = lengths as readonly number[]
  const are = lengths.every((each) => Number.isSafeInteger(each) && (each as number) >= 0)
  return typeof name === 'string' && are && offset! + length! <= total!
}

/** Name, length of the whole part, offset in it, length of the piece. */
type TableRow = readonly [name: string, total: number, offset: number, length: number]

// Header: magic, version (16 bits), 16 bits reserved for a compression, length of the table, 32 bits reserved; then the table as
// JSON, then the pieces, each aligned for Float64Array.
const MAGIC = 0x43_4e_43_48
const VERSION = 1
const HEADER_BYTES = 16

function packOf({ family, pieces }: { readonly family: string; readonly pieces: readonly ChunkPiece[] }): ChunkPack {
  return { family, range: [pieces[0].name, pieces.at(-1)!.name], encode: () => encodeChunk(pieces) }
}

function encodeChunk(pieces: readonly ChunkPiece[]): Uint8Array {
  const table = Buffer.from(
    JSON.stringify(pieces.map(({ name, total, offset, bytes }): TableRow => [name, total, offset, bytes.length])),
  )
  const start = align(HEADER_BYTES + table.length)
  const chunk = new Uint8Array(pieces.reduce((size, { bytes }) => align(size + bytes.length), start))
  const view = new DataView(chunk.buffer)
  view.setUint32(0, MAGIC)
  view.setUint16(4, VERSION)
  view.setUint32(8, table.length)
  chunk.set(table, HEADER_BYTES)
  let position = start
  for (const { bytes } of pieces) {
    chunk.set(bytes, position)
    position = align(position + bytes.length)
  }
  return chunk
}

function align(position: number): number {
  return (position + 7) & ~7
}
