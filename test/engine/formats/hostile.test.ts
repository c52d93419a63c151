import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError, readRecords, type RecordFile } from '../../../engine/formats/index.ts'
import type { ResolvedFormat } from '../../../spec/index.ts'
import { JSON_LINES, csv, recordList } from './record-list.ts'

const PARQUET: ResolvedFormat = { kind: 'parquet' }
const ROWS = 2000
const CSV_TEXT = `t,v,d\n${Array.from({ length: ROWS }, (_, i) => `${i},${i / 4},d${i % 7}`).join('\n')}\n`
const JSON_TEXT = Array.from({ length: ROWS }, (_, i) => JSON.stringify({ t: i, v: i / 4, d: `d${i % 7}` })).join('\n')

let folder: string
let parquet: Buffer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-hostile-'))
  parquet = await written('t INT, v DOUBLE, d VARCHAR', `SELECT i, i / 4, 'd' || (i % 7) FROM range(${ROWS}) r(i)`)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function written(columns: string, query: string): Promise<Buffer> {
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  const connection = await (await DuckDBInstance.create(':memory:', options)).connect()
  const path = join(folder, 'written.parquet')
  await connection.run(
    `CREATE TABLE data (${columns}); INSERT INTO data ${query}; COPY data TO '${path}' (FORMAT parquet)`,
  )
  return readFileSync(path)
}

function fileOf(bytes: Uint8Array, name = 'hostile'): RecordFile {
  return {
    name,
    size: bytes.length,
    async *open(range = { start: 0, end: bytes.length }) {
      for (let at = range.start; at < range.end; at += 1000) yield bytes.subarray(at, Math.min(range.end, at + 1000))
    },
  }
}

/** What reading came to: the code of the error, or records and reasons of rejections. */
async function outcome(bytes: Uint8Array, format: ResolvedFormat): Promise<unknown> {
  const sink = recordList()
  try {
    const { records, rejected } = await readRecords(fileOf(bytes), format, sink)
    expect(sink.records).toHaveLength(records - rejected)
    expect(sink.rejections.total).toBe(rejected)
    return [sink.records.length, ...sink.rejections.summary().map(({ reason, count }) => `${reason} ${count}`)]
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    expect(error.message).toMatch(/^hostile: .*\. .*\[[A-Z_0-9]+\]$/s)
    return error.code
  }
}

const random = Buffer.from(Array.from({ length: 5000 }, (_, i) => Math.imul(i ** 2 + 7, 2654435761) >>> 24))
const utf16 = Buffer.from(`\ufeff${CSV_TEXT}`, 'utf16le')
const long = `${'x'.repeat(2 << 20)}\n`
const zipped = gzipSync(CSV_TEXT)

type Case = readonly [name: string, bytes: () => Uint8Array | string, format: ResolvedFormat, expected: unknown]
const LATIN = csv({ charset: 'ISO-8859-1' })
const UTF16 = csv({ charset: 'UTF-16' })
const GZIP = csv({ compression: 'gzip' })

// prettier-ignore
const CASES: readonly Case[] = [
  ['CSV as it should be', () => CSV_TEXT, csv(), [ROWS]],
  ['CSV, truncated', () => CSV_TEXT.slice(0, CSV_TEXT.indexOf('\n1000,') + 6), csv(), [1000, 'TOO_FEW_COLUMNS 1']],
  ['CSV, empty', () => '', csv(), [0]],
  ['CSV, header alone', () => 't,v,d\n', csv(), [0]],
  ['CSV, header alone without line end', () => 't,v,d', csv(), [0]],
  ['CSV, duplicate header', () => 't,v,d,v\n1,1,a,1\n', csv(), 'HEADER_DUPLICATE'],
  ['CSV, no header', () => '1,2,a\n1,2,a\n', csv(), 'HEADER_MISSING'],
  ['CSV, other columns', () => 'a,b,c\n1,2,a\n', csv(), 'COLUMN_MISSING'],
  ['CSV, wrong delimiter', () => CSV_TEXT, csv({ delimiter: ';' }), 'COLUMN_MISSING'],
  ['CSV, no header and no columns', () => CSV_TEXT, csv({ header: false }), 'COLUMNS_UNKNOWN'],
  ['CSV, random bytes', () => random, csv(), 'ENCODING_INVALID'],
  ['CSV, binary in a record', () => `t,v,d\n1,1,a\n${'\0'.repeat(20)}\n1,1,a\n${CSV_TEXT}`.slice(0, 18) + ' '.repeat(512) + '\n\0\n', csv(), 'ENCODING_INVALID'],
  ['CSV, a huge line', () => `t,v,d\n1,1,a\n${long}2,2,b\n`, csv(), [2, 'LINE_TOO_LONG 1']],
  ['CSV, one line without end', () => 'x'.repeat(5 << 20), csv(), 'HEADER_INVALID'],
  ['CSV, one quote without end', () => `t,v,d\n1,1,"${'x'.repeat(5 << 20)}`, csv(), [0, 'QUOTE_NOT_CLOSED 1']],
  ['CSV, Latin-1 read as UTF-8', () => Buffer.from('t,v,d\n1,1,é\n1,1,e\n', 'latin1'), csv(), [1, 'INVALID_ENCODING 1']],
  ['CSV, Latin-1 in the header read as UTF-8', () => Buffer.from('t,v,d,é\n1,1,e,\n', 'latin1'), csv(), 'ENCODING_INVALID'],
  ['CSV, Latin-1', () => Buffer.from('t,v,d\n1,1,é\n', 'latin1'), LATIN, [1]],
  ['CSV, UTF-16 by its mark', () => utf16, csv(), [ROWS]],
  ['CSV, UTF-16 big-endian by its mark', () => Buffer.from(utf16).swap16(), csv(), [ROWS]],
  ['CSV, UTF-16 by the format', () => utf16.subarray(2), UTF16, [ROWS]],
  ['CSV, UTF-16 big-endian by the format', () => Buffer.from(utf16.subarray(2)).swap16(), UTF16, [ROWS]],
  ['CSV, UTF-16 without mark read as UTF-8', () => utf16.subarray(2), csv(), 'ENCODING_INVALID'],
  ['CSV, UTF-16 cut in a character', () => utf16.subarray(0, -1), csv(), 'ENCODING_INVALID'],
  ['CSV, UTF-16 with half a surrogate', () => Buffer.from('\ufefft,v,d\n1,1,\ud800x\n', 'utf16le'), csv(), 'ENCODING_INVALID'],
  ['CSV, UTF-8 read as UTF-16', () => CSV_TEXT, UTF16, 'COLUMN_MISSING'],
  ['CSV, JSON lines', () => JSON_TEXT, csv(), 'HEADER_INVALID'],
  ['CSV, Parquet', () => parquet, csv(), 'FORMAT_MISMATCH'],
  ['CSV, a workbook', () => 'PK\u0003\u0004abc', csv(), 'FORMAT_MISMATCH'],
  ['gzip CSV by its first bytes', () => zipped, csv(), [ROWS]],
  ['gzip CSV by the format', () => zipped, GZIP, [ROWS]],
  ['gzip CSV of several members', () => Buffer.concat([zipped, gzipSync('1,1,x\n')]), csv(), [ROWS + 1]],
  ['gzip CSV padded with zeros', () => Buffer.concat([zipped, Buffer.alloc(3000)]), csv(), [ROWS]],
  ['gzip CSV with zeros and bytes after it', () => Buffer.concat([zipped, Buffer.alloc(9), Buffer.from('1,1,x\n')]), csv(), 'GZIP_TRAILING_BYTES'],
  ['gzip CSV, truncated', () => zipped.subarray(0, -100), csv(), 'GZIP_TRUNCATED'],
  ['gzip CSV, truncated in its checksum', () => zipped.subarray(0, -2), csv(), 'GZIP_TRUNCATED'],
  ['gzip CSV, truncated in its header', () => zipped.subarray(0, 5), csv(), 'GZIP_TRUNCATED'],
  ['gzip CSV, a flipped bit', () => zipped.map((byte, i) => (i === 2000 ? byte ^ 1 : byte)), csv(), 'GZIP_INVALID'],
  ['gzip CSV, wrong checksum', () => zipped.map((byte, i) => (i === zipped.length - 6 ? byte ^ 1 : byte)), csv(), 'GZIP_INVALID'],
  ['gzip CSV with bytes after it', () => Buffer.concat([zipped, Buffer.from('1,1,x\n')]), csv(), 'GZIP_TRAILING_BYTES'],
  ['gzip CSV with many bytes after it', () => Buffer.concat([zipped, Buffer.alloc(5000, '1,1,x\n')]), csv(), 'GZIP_TRAILING_BYTES'],
  ['gzip CSV, the format says none', () => zipped, csv({ compression: 'none' }), 'COMPRESSION_MISMATCH'],
  ['gzip in gzip', () => gzipSync(zipped), csv(), 'FORMAT_MISMATCH'],
  ['gzip of nothing', () => gzipSync(''), csv(), [0]],
  ['plain CSV, the format says gzip', () => CSV_TEXT, GZIP, 'GZIP_INVALID'],
  ['nothing, the format says gzip', () => '', GZIP, [0]],
  ['JSON lines as they should be', () => JSON_TEXT, JSON_LINES, [ROWS]],
  ['JSON lines, gzip', () => gzipSync(JSON_TEXT), JSON_LINES, [ROWS]],
  ['JSON lines, gzip, truncated', () => gzipSync(JSON_TEXT).subarray(0, -100), JSON_LINES, 'GZIP_TRUNCATED'],
  ['JSON lines, truncated', () => JSON_TEXT.slice(0, -5), JSON_LINES, [ROWS - 1, 'NOT_A_JSON_OBJECT 1']],
  ['JSON lines, empty', () => '', JSON_LINES, [0]],
  ['JSON lines, blank lines alone', () => '\n \n\r\n', JSON_LINES, [0]],
  ['JSON lines, an array', () => `[${JSON_TEXT.replaceAll('\n', ',\n')}]`, JSON_LINES, 'FORMAT_MISMATCH'],
  ['JSON lines, CSV', () => CSV_TEXT, JSON_LINES, [0, `NOT_A_JSON_OBJECT ${ROWS + 1}`]],
  ['JSON lines, other keys', () => '{"a":1}', JSON_LINES, 'COLUMN_MISSING'],
  ['JSON lines, wrong types', () => '{"t":1,"v":[1],"d":"a"}\n{"t":1,"v":1,"d":{}}', JSON_LINES, [0, 'FIELD_WRONG_TYPE 2']],
  ['JSON lines, random bytes', () => random, JSON_LINES, 'ENCODING_INVALID'],
  ['JSON lines, a huge line', () => `{"t":1,"v":1,"d":"a"}\n{"x":"${long}{"t":1,"v":1,"d":"a"}`, JSON_LINES, [2, 'LINE_TOO_LONG 1']],
  ['JSON lines, Latin-1 read as UTF-8', () => Buffer.from('{"t":1,"v":1,"d":"é"}', 'latin1'), JSON_LINES, [0, 'INVALID_ENCODING 1']],
  ['JSON lines, UTF-16', () => Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le'), JSON_LINES, [ROWS]],
  ['JSON lines, Parquet', () => parquet, JSON_LINES, 'FORMAT_MISMATCH'],
  ['Parquet as it should be', () => parquet, PARQUET, [ROWS]],
  ['Parquet, truncated', () => parquet.subarray(0, -100), PARQUET, 'NOT_PARQUET'],
  ['Parquet, its beginning cut', () => parquet.subarray(1000), PARQUET, 'NOT_PARQUET'],
  ['Parquet, its pages overwritten', () => parquet.map((byte, i) => (i > 4 && i < 2000 ? 0xff : byte)), PARQUET, 'NOT_PARQUET'],
  ['Parquet, its footer overwritten', () => parquet.map((byte, i) => (i > parquet.length - 200 && i < parquet.length - 8 ? 0xff : byte)), PARQUET, 'NOT_PARQUET'],
  ['Parquet, empty', () => '', PARQUET, [0]],
  ['Parquet, four bytes', () => 'PAR1', PARQUET, 'NOT_PARQUET'],
  ['Parquet, one byte', () => 'P', PARQUET, 'NOT_PARQUET'],
  ['Parquet, CSV', () => CSV_TEXT, PARQUET, 'NOT_PARQUET'],
  ['Parquet, random bytes', () => random, PARQUET, 'NOT_PARQUET'],
]

describe('hostile files', () => {
  it.each(CASES)('%s', async (_, bytes, format, expected) => {
    expect(await outcome(Buffer.from(bytes()), format)).toEqual(expected)
  })

  it.each([
    ['t VARCHAR, v DOUBLE, d VARCHAR', "SELECT '5', 1, 'a'", [1]],
    ['t INT, v VARCHAR, d VARCHAR', "SELECT 5, 'x', 'a'", [0, 'MEASURE_NOT_A_NUMBER 1']],
    ['t INT, v DOUBLE, d VARCHAR', "SELECT 5, 'nan', 'a'", [0, 'MEASURE_NOT_FINITE 1']],
    ['t INT, v DOUBLE, d VARCHAR', "SELECT 5, 1e16, 'a'", [0, 'MEASURE_OUT_OF_RANGE 1']],
    ['t INT, v DOUBLE, d VARCHAR', "SELECT NULL, 1, 'a'", [0, 'TIMESTAMP_EMPTY 1']],
    ['t VARCHAR, v DOUBLE, d VARCHAR', "SELECT 'x', 1, 'a'", [0, 'TIMESTAMP_INVALID 1']],
    ['t INT, v DOUBLE, d VARCHAR', "SELECT 5, 1, repeat('x', 41)", [0, 'DIMENSION_TOO_LONG 1']],
    ['t BOOLEAN, v DOUBLE, d VARCHAR', "SELECT true, 1, 'a'", 'COLUMN_WRONG_TYPE'],
    ['t INT, v BOOLEAN, d VARCHAR', "SELECT 5, true, 'a'", 'COLUMN_WRONG_TYPE'],
    ['t INT, v TIMESTAMP, d VARCHAR', "SELECT 5, now()::TIMESTAMP, 'a'", 'COLUMN_WRONG_TYPE'],
    ['t INT, v DOUBLE, d VARCHAR[]', "SELECT 5, 1, ['a']", 'COLUMN_WRONG_TYPE'],
    ['t INT, w DOUBLE, d VARCHAR', "SELECT 5, 1, 'a'", 'COLUMN_MISSING'],
  ])('Parquet of (%s) %s', async (columns, query, expected) => {
    expect(await outcome(await written(columns, query), PARQUET)).toEqual(expected)
  })

  it.each([
    ['another member', gzipSync('1,1,x\n'), [ROWS + 1]],
    ['zeros', Buffer.alloc(10), [ROWS]],
    ['other bytes', Buffer.from('1,1,x\n'), 'GZIP_TRAILING_BYTES'],
  ])('gzip CSV and then, in a piece of its own, %s', async (_, after, expected) => {
    const sink = recordList()
    const pieces = async function* () {
      yield* [zipped, after]
    }
    const file = { name: 'f', size: 0, open: pieces }
    const result = await readRecords(file, csv(), sink).then(
      () => [sink.records.length],
      (error: unknown) => error instanceof FormatError && error.code,
    )
    expect(result).toEqual(expected)
  })

  it('keep the error of a source that breaks off', async () => {
    const broken: RecordFile = {
      name: 'broken',
      size: 100,
      // eslint-disable-next-line require-yield
      async *open() {
        throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
      },
    }
    for (const format of [csv(), GZIP, JSON_LINES, PARQUET]) {
      await expect(readRecords(broken, format, recordList())).rejects.toThrow('connection lost')
    }
  })
})

describe('readRecords', () => {
  it.each([{ gzip: false }, { gzip: true }])(
    'reads pieces that are overwritten when the next is asked for (gzip: $gzip)',
    async ({ gzip }) => {
      const lines = Array.from({ length: 5000 }, (_, i) => `${1_700_000_000 + i},${i},k${i % 7}`)
      const text = Buffer.from(`t,v,d\n${lines.join('\n')}\n`)
      const bytes = gzip ? gzipSync(text) : text
      async function* open(): AsyncGenerator<Uint8Array> {
        const buffer = Buffer.alloc(100)
        for (let at = 0; at < bytes.length; at += 100) {
          const length = bytes.copy(buffer, 0, at, at + 100)
          yield buffer.subarray(0, length)
          buffer.fill(0xff)
        }
      }
      const sink = recordList()
      await readRecords({ name: 'f.csv', size: bytes.length, open }, csv(), sink)
      expect(sink.rejections.total).toBe(0)
      expect(sink.records).toEqual(lines.map((_, i) => [(1_700_000_000 + i) * 1000, i, `k${i % 7}`]))
    },
  )
})
