import { constants, zstdCompressSync } from 'node:zlib'
import { shardFromBytes, shardToBytes } from '../../../engine/detection/snapshot.ts'
import { SnapshotError } from '../../../engine/detection/index.ts'
import { addSeries, createShard } from '../../../engine/detection/shard.ts'
import { packParts, unpackChunk } from '../../../engine/state/chunk.ts'
import { decodeColumns, encodeColumns } from '../../../engine/state/columns.ts'
import { FORMATS, memoryStore, openRecord, sealRecord, StateError } from '../../../engine/state/index.ts'
import { refusalOf } from '../../../engine/state/state-error.ts'
import { type FuzzTarget, law, mayFail } from '../target.ts'

const refusal = refusalOf('file:///state', 'fuzzed')

/** Chunks of a snapshot. */
export async function chunkTarget(): Promise<FuzzTarget> {
  const parts = new Map([
    ['shard/00', new Uint8Array(40).fill(1)],
    ['shard/01', new Uint8Array(13).fill(2)],
    ['names/é', new Uint8Array(0)],
  ])
  return {
    corpus: [...packParts(parts)].map(({ encode }) => encode()),
    tokens: ['CNCH', '[', ']', ',', '"shard/00"', '1e9', '-8', '9007199254740991', '0.5', 'null', '["a",8,0,8]'],
    shape: 'bytes',
    run: (input) =>
      mayFail([StateError], () => {
        for (const { name, total, offset, bytes } of unpackChunk(input, refusal)) {
          law(typeof name === 'string', () => 'a name is no text')
          law(
            Number.isSafeInteger(total) && Number.isSafeInteger(offset),
            () => `${total} and ${offset} are no lengths`,
          )
          law(offset >= 0 && offset + bytes.length <= total, () => `${bytes.length} bytes at ${offset} of ${total}`)
        }
      }),
  }
}

/** Columns of numbers: as they are stored, and what is inside of the compression. */
export async function columnsTarget(): Promise<FuzzTarget> {
  const stored = encodeColumns({
    values: Float64Array.of(1, NaN, -0),
    scores: Float32Array.of(0.5),
    codes: Uint32Array.of(1, 2, 3),
    texts: Buffer.from('["a"]'),
  })
  const table = Buffer.from('[["values","f64",2],["codes","u32",1],["texts","u8",3]]')
  const inside = Buffer.concat([Uint8Array.of(0, 0, 0, table.length), table, Buffer.alloc(40)])
  return {
    corpus: [Buffer.concat([Uint8Array.of(0), stored]), Buffer.concat([Uint8Array.of(1), inside])],
    tokens: [
      'CNCL\u0001',
      '"f64"',
      '"u8"',
      '"constructor"',
      '"__proto__"',
      '[',
      ']',
      ',',
      '1e9',
      '-1',
      '0.5',
      'null',
      '4294967296',
    ],
    shape: 'bytes',
    run: (input) =>
      mayFail([StateError], () => {
        const bytes = input[0] === 1 ? compressed(input.subarray(1)) : input.subarray(1)
        for (const [name, column] of Object.entries(decodeColumns(bytes, refusal))) {
          law(ArrayBuffer.isView(column), () => `${name} is no array of numbers`)
        }
      }),
  }
}

function compressed(raw: Uint8Array): Uint8Array {
  const body = zstdCompressSync(raw, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  return Buffer.concat([Buffer.from('CNCL\u0001', 'latin1'), body])
}

/** Commits and other records with a checksum. */
export async function recordTarget(): Promise<FuzzTarget> {
  const store = memoryStore()
  return {
    corpus: [
      sealRecord({ detector: 'shop', sequence: 1, snapshot: [], summary: { tail: [0.1, 1e-300] } }, FORMATS.commit),
      sealRecord({ a: [[[]]], b: null, __proto__: {} }, FORMATS.commit),
    ],
    tokens: ['"version":', '"checksum":', '1', '2', '{', '}', '"toJSON"', '"__proto__"'],
    shape: 'json',
    run: (input) => mayFail([StateError], () => openRecord(store, 'fuzzed', input, FORMATS.commit)),
  }
}

/** What a detector's shard has learned. */
export async function shardTarget(): Promise<FuzzTarget> {
  const shard = createShard({ interval: 'PT1H', measures: 1, learningPoints: 10 })
  addSeries(shard, 1)
  return {
    corpus: [shardToBytes(createShard({ interval: 'P1D', measures: 2, learningPoints: 5 })), shardToBytes(shard)],
    tokens: ['CNSHARD\u0000', '["a"]', '[', ']'],
    shape: 'bytes',
    run: (input) => mayFail([SnapshotError], () => shardFromBytes(input)),
  }
}
