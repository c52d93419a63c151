import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { checkDeltaBytes } from './parquet-deltas.ts'
import { readVarint, skimStruct, type SkimmedStruct } from './thrift-skim.ts'

/** Most values of a file's description: a thousand columns in a thousand row groups have some more. */
const FOOTER_VALUES = 1 << 24

/** Longest description: it becomes objects of many times its size. */
const FOOTER_BYTES = 64 << 20

/** Values of a page's description. */
const PAGE_VALUES = 1000

/** Largest page after decompression. Writers make them of 1 MB; DuckDB lets them grow to 100 MB. */
const PAGE_BYTES = 1 << 27

/** All pages of a column in a row group, after decompression: they are in memory at once. */
const COLUMN_BYTES = 1 << 30

/** Runs of bits are filled up to whole groups of eight. */
const PADDING = 8

/** What a column of a row group is read as. */
export interface GuardedColumn {
  readonly rows: number
  /** Whether a value may be missing: then levels stand before the values. */
  readonly optional: boolean
  readonly compressed: boolean
  readonly boolean: boolean
}

/**
 * Refuses a description that is too long to be read at all.
 *
 * @throws {RangeError}
 */
export function checkFooterSize(bytes: number): void {
  bounded(bytes, FOOTER_BYTES, 'bytes of description')
}

/**
 * Refuses a file's description that makes its reader take room for what is not there.
 *
 * @throws {RangeError}
 */
export function checkFooter(footer: Uint8Array): void {
  skimStruct(footer, 0, FOOTER_VALUES)
}

/**
 * Looks at the pages of one column before they are decoded: a run of a few bytes may stand for two billion values, and the library
 * that decodes them believes it.
 */
export class ParquetGuard {
  /** Pages that are still to be decompressed, in order. */
  #waiting: readonly ((page: Uint8Array) => void)[] = []

  /**
   * Checks the pages of a column of a row group.
   *
   * @throws {RangeError}
   */
  check(bytes: Uint8Array, column: GuardedColumn): void {
    const waiting: ((page: Uint8Array) => void)[] = []
    let rows = 0
    let total = 0
    // As the library: it ends with the last row that is wanted.
    for (let at = 0; at < bytes.length - 1 && rows < column.rows;) {
      const { struct, end } = skimStruct(bytes, at, PAGE_VALUES)
      const page = pageOf(struct)
      if (!(page.stored >= 0 && end + page.stored <= bytes.length)) throw new RangeError('a page is cut off')
      total += bounded(page.size, PAGE_BYTES, 'bytes in a page')
      bounded(total, COLUMN_BYTES, 'bytes in the pages of a column')
      rows += page.dictionary ? 0 : bounded(page.values, column.rows - rows, 'values in a page')
      const stored = bytes.subarray(end, end + page.stored)
      const values = checkLevels(stored, page, column)
      if (column.compressed && page.compressed) waiting.push((content) => checkContent(content, page, column))
      else checkContent(values, page, column)
      at = end + page.stored
    }
    this.#waiting = waiting
  }

  /** What decompresses the pages, and checks what came of them. */
  readonly compressors: Compressors = Object.fromEntries(
    Object.entries({
      ...compressors,
      // Those of the library give as much as the bytes say, or take longer.
      GZIP: (input: Uint8Array, size: number) => gunzipSync(input, atMost(size)),
      BROTLI: (input: Uint8Array, size: number) => brotliDecompressSync(input, atMost(size)),
      ZSTD: (input: Uint8Array, size: number) => zstdDecompressSync(input, atMost(size)),
    }).map(([codec, decompress]) => [
      codec,
      (input: Uint8Array, size: number): Uint8Array => {
        const page = size === 0 ? new Uint8Array(0) : decompress(input, size)
        const [check, ...rest] = this.#waiting
        this.#waiting = rest
        check?.(page)
        return page
      },
    ]),
  )
}

function atMost(size: number): { readonly maxOutputLength: number } {
  return { maxOutputLength: size }
}

interface Page {
  readonly dictionary: boolean
  /** Bytes as they are stored, and after decompression. */
  readonly stored: number
  readonly size: number
  readonly compressed: boolean
  readonly values: number
  /** Number of the encoding. */
  readonly encoding: number
  /** Bytes of the levels where they stand outside of the compression (version 2); null where they are inside. */
  readonly levels: number | null
}

/** The numbers are those of the fields in parquet.thrift. */
function pageOf({ numbers, structs }: SkimmedStruct): Page {
  const [type, size = -1, stored = -1] = [numbers.get(1), numbers.get(2), numbers.get(3)]
  const head = structs.get(type === 0 ? 5 : type === 2 ? 7 : 8)
  if (head === undefined || (type !== 0 && type !== 2 && type !== 3)) throw new RangeError('a page is of no known kind')
  const values = bounded(head.numbers.get(1), Infinity, 'values in a page')
  const common = { stored, values, dictionary: type === 2 }
  if (type !== 3) return { ...common, size, compressed: true, encoding: head.numbers.get(2) ?? -1, levels: null }
  bounded(head.numbers.get(2), values, 'missing values in a page')
  bounded(head.numbers.get(3), values, 'rows in a page')
  const [definition, repetition] = [head.numbers.get(5), head.numbers.get(6)]
  const levels = bounded(definition, stored, 'bytes of levels') + bounded(repetition, stored, 'bytes of levels')
  bounded(levels, stored, 'bytes of levels')
  const compressed = head.flags.get(7) ?? true
  return { ...common, size, compressed, encoding: head.numbers.get(4) ?? -1, levels }
}

/** Checks levels that are not compressed, and gives what stands behind them. */
function checkLevels(stored: Uint8Array, { levels, values }: Page, { optional }: GuardedColumn): Uint8Array {
  if (levels === null) return stored
  if (optional) checkRuns(stored.subarray(0, levels), 0, 1, values)
  return stored.subarray(levels)
}

function checkContent(content: Uint8Array, page: Page, column: GuardedColumn): void {
  // Each has a bit at least.
  if (page.dictionary) return void bounded(page.values, 8 * content.length, 'values in a dictionary')
  let at = 0
  if (page.levels === null && column.optional) {
    if (content.length < 4) throw new RangeError('a page is cut off')
    at = 4 + Buffer.from(content.buffer, content.byteOffset, 4).readUInt32LE()
    checkRuns(content, 4, 1, page.values)
  }
  const [dictionary, runs, dictionaryRuns, deltaBytes] = [2, 3, 8, 7]
  if (page.encoding === deltaBytes) checkDeltaBytes(content, at, page.values, COLUMN_BYTES)
  if (page.encoding === runs && column.boolean) {
    checkRuns(content, at + 4, 1, page.values)
  } else if (page.encoding === dictionary || page.encoding === dictionaryRuns || page.encoding === runs) {
    // A page without values may be without the width, too.
    if (at < content.length) checkRuns(content, at + 1, bounded(content[at], 32, 'bits in a value'), page.values)
  }
}

/** Checks runs of values, as far as they are needed. */
function checkRuns(bytes: Uint8Array, from: number, width: number, values: number): void {
  let at = from
  for (let seen = 0; seen < values && at < bytes.length;) {
    const { value: head, end } = readVarint(bytes, at)
    const isPacked = head % 2 === 1
    const run = isPacked ? ((head - 1) / 2) * 8 : head / 2
    seen += bounded(run, values - seen + PADDING * (isPacked ? 64 : 1), 'values in a run')
    // The library takes a byte of packed values even where there is none.
    at = end + (isPacked ? Math.max(1, (run / 8) * width) : Math.ceil(width / 8))
  }
}

function bounded(value: number | undefined, most: number, what: string): number {
  if (value !== undefined && value >= 0 && value <= most) return value
  throw new RangeError(`it claims ${value ?? 'no number of'} ${what}`)
}
