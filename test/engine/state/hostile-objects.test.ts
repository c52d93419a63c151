import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { unpackChunk } from '../../../engine/state/chunk.ts'
import { decodeColumns, encodeColumns } from '../../../engine/state/columns.ts'
import { FORMATS, memoryStore, openRecord } from '../../../engine/state/index.ts'
import { refusalOf } from '../../../engine/state/state-error.ts'

function chunk(table: string, tableLength = table.length): Uint8Array {
  const head = Buffer.alloc(16)
  head.write('CNCH', 'latin1')
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(tableLength, 8)
  return Buffer.concat([head, Buffer.from(table), Buffer.alloc(64)])
}

function columns(table: string): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(table.length)
  return Buffer.concat([
    Buffer.from('CNCL\u0001', 'latin1'),
    zstdCompressSync(Buffer.concat([length, Buffer.from(table), Buffer.alloc(64)])),
  ])
}

// Issue 9: these gave errors of JSON, of arrays and of the decompression, which nobody expected of a state.
describe('objects of the state that nobody of ours wrote', () => {
  it.each([
    ['no table', chunk('x')],
    ['a table that goes on behind the end', chunk('[]', 4_000_000_000)],
    ['a table that is no list', chunk('{}')],
    ['a row that is none', chunk('[null]')],
    ['a piece beyond the end', chunk('[["a",900,0,900]]')],
    ['a piece beyond its part', chunk('[["a",1,0,2]]')],
    ['a length below nothing', chunk('[["a",8,0,-8]]')],
  ])('are refused as chunks: %s', (_, bytes) => {
    expect(() => unpackChunk(bytes, refusalOf('memory:', 'a'))).toThrow('OBJECT_CORRUPT')
  })

  it.each([
    ['a number beyond all', '{"version":1,"checksum":"x","a":1e999}'],
    ['lists within each other', `{"version":1,"checksum":"x","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a text', '"version"'],
  ])('are refused as records: %s', (_, text) => {
    expect(() => openRecord(memoryStore(), 'a', Buffer.from(text), FORMATS.commit)).toThrow('OBJECT_CORRUPT')
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no compression', Buffer.from('CNCL\u0001xxxxxxxx', 'latin1')],
    ['columns that are cut off', encodeColumns({ a: Float64Array.of(1, 2) }).subarray(0, -3)],
    ['no table', columns('x')],
    ['a type that every object has', columns('[["a","constructor",1]]')],
    ['a type of no array', columns('[["a","u9",1]]')],
    ['a column beyond the end', columns('[["a","f64",100]]')],
    ['a length that is no number', columns('[["a","f64",null]]')],
  ])('are refused as columns: %s', (_, bytes) => {
    expect(() => decodeColumns(bytes, refusalOf('memory:', 'a'))).toThrow('OBJECT_CORRUPT')
  })
})
