import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readRecords, type RecordFile } from '../../../engine/formats/index.ts'
import { ParquetGuard, type GuardedColumn } from '../../../engine/formats/parquet-guard.ts'
import { recordList } from './record-list.ts'

const COLUMN: GuardedColumn = { rows: 1000, optional: true, compressed: false, boolean: false }

const [PLAIN, DICTIONARY, DELTA_BYTES] = [0, 8, 7]

/** A number as Thrift writes it: unsigned, in pieces of seven bits. */
function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}

const signed = (value: number): readonly number[] => varint(value < 0 ? -2 * value - 1 : 2 * value)

/** A page of version 1: its description, then its content. */
function page(values: number, encoding: number, content: readonly number[], size = content.length): Uint8Array {
  const head = [0x15, ...signed(values), 0x15, ...signed(encoding), 0x15, ...signed(3), 0x15, ...signed(3), 0]
  return Uint8Array.of(0x15, 0, 0x15, ...signed(size), 0x15, ...signed(content.length), 0x2c, ...head, 0, ...content)
}

/** Levels that say that all values are there. */
const levels = (values: number): readonly number[] => {
  const run = [...varint(2 * values), 1]
  return [run.length, 0, 0, 0, ...run]
}

/** Numbers by their differences: eight blocks of 128, all of one difference. */
const numbers = (first: number, step: number): readonly number[] => [
  ...varint(128),
  4,
  ...varint(1000),
  ...signed(first),
  ...Array.from({ length: 8 }, () => [...signed(step), 0, 0, 0, 0]).flat(),
]

function refusal(bytes: Uint8Array, column: Partial<GuardedColumn> = {}): string {
  try {
    new ParquetGuard().check(bytes, { ...COLUMN, ...column })
    return 'none'
  } catch (error) {
    return (error as Error).message
  }
}

// Issue 9: a hundred bytes ended the process, because the library makes room for what a file says it has.
describe('the pages of a Parquet file', () => {
  it.each([
    ['plain values', page(3, PLAIN, [...levels(3), 1, 2, 3]), 'none'],
    ['values of a dictionary', page(1000, DICTIONARY, [...levels(1000), 4, ...varint(2000), 7]), 'none'],
    ['levels for two billion values', page(3, PLAIN, levels(2 ** 31 - 1)), 'it claims 2147483647 values in a run'],
    [
      'a dictionary for two billion',
      page(3, DICTIONARY, [...levels(3), 4, ...varint(2 ** 32 - 2), 7]),
      /claims \d+ values in a run/,
    ],
    // The library takes a byte for packed values even where there is none, and so reads what follows from another place on.
    [
      'levels that look short from another place',
      page(3, PLAIN, [8, 0, 0, 0, 1, 6, ...varint(2 ** 32 - 2), 1]),
      'it claims 2147483647 values in a run',
    ],
    ['more values than rows', page(1001, PLAIN, levels(1001)), 'it claims 1001 values in a page'],
    ['fewer than no values', page(-1, PLAIN, []), 'it claims -1 values in a page'],
    ['a gigabyte after decompression', page(3, PLAIN, [1], 2 ** 30), 'it claims 1073741824 bytes in a page'],
    ['a description that is cut off', page(3, PLAIN, levels(3)).subarray(0, 9), 'its description is cut off'],
    ['content that is cut off', page(3, PLAIN, levels(3)).subarray(0, -1), 'a page is cut off'],
    ['values of 40 bits', page(3, DICTIONARY, [...levels(3), 40, 0]), 'it claims 40 bits in a value'],
  ])('are looked at before they are decoded: %s', (_, bytes, expected) => {
    expect(refusal(bytes)).toMatch(expected)
  })

  it('are refused when texts that lean on each other would fill the memory', () => {
    const bytes = page(1000, DELTA_BYTES, [...levels(1000), ...numbers(0, 10_000), ...numbers(1, 0)])
    expect(refusal(bytes)).toMatch(/claims \d+ bytes of texts in a page/)
    expect(refusal(page(1000, DELTA_BYTES, [...levels(1000), ...numbers(0, 0), ...numbers(1, 0)]))).toBe('none')
  })

  it('give no more than they say when they are decompressed', () => {
    const { compressors } = new ParquetGuard()
    const bomb = zstdCompressSync(Buffer.alloc(10_000_000))
    expect(() => compressors.ZSTD!(bomb, 1000)).toThrow(/larger than 1000/)
  })
})

describe('the description of a Parquet file', () => {
  it.each([
    [
      'lists of 32 million lists',
      Array.from({ length: 20 }, () => [0xf9, ...varint(2 ** 25)]).flat(),
      /too many values/,
    ],
    ['structures within each other', Array.from({ length: 5000 }, () => 0x1c), /nested too deeply/],
    ['nothing', [0], /Parquet/],
  ])('is looked at before it is read: %s', async (_, footer, expected) => {
    const reading = readRecords(fileOf([0x19, ...footer]), { kind: 'parquet' }, recordList())
    await expect(reading).rejects.toMatchObject({ code: 'NOT_PARQUET', message: expect.stringMatching(expected) })
  })
})

function fileOf(footer: readonly number[]): RecordFile {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  const bytes = Buffer.concat([Buffer.from('PAR1'), Uint8Array.from(footer), length, Buffer.from('PAR1')])
  return {
    name: 'hostile',
    size: bytes.length,
    async *open({ start, end } = { start: 0, end: bytes.length }) {
      yield bytes.subarray(start, end)
    },
  }
}
