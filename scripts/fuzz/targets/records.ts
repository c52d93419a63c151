import { brotliCompressSync, gzipSync } from 'node:zlib'
import { FormatError, readRecords, type RecordFile } from '../../../engine/formats/index.ts'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import type { ResolvedFormat } from '../../../spec/index.ts'
import { type FuzzTarget, law, mayFail } from '../target.ts'
import { parquetFiles } from './parquet-corpus.ts'

const CSV_OPTIONS = {
  delimiter: ',',
  quote: '"',
  header: true,
  columns: null,
  charset: 'UTF-8',
  compression: null,
} as const

/** What the first byte of an input chooses among. */
const CSV_FORMATS: readonly ResolvedFormat[] = [
  { kind: 'csv', ...CSV_OPTIONS },
  { kind: 'csv', ...CSV_OPTIONS, delimiter: ';', quote: "'" },
  { kind: 'csv', ...CSV_OPTIONS, header: false, columns: ['t', 'v', 'd', 'w'] },
  { kind: 'csv', ...CSV_OPTIONS, quote: '' },
  { kind: 'csv', ...CSV_OPTIONS, charset: 'ISO-8859-1' },
  { kind: 'csv', ...CSV_OPTIONS, charset: 'UTF-16' },
]

const CSV = [
  't,v,d,w\n1700000000,1.5,a,x\n1700000060,2,"b,""c""",\n1700000120,,é€😀,"line\nbreak"\n',
  "d;w;v;t\r\na;x;1e3;1700000000\r\n'b;c';y;-0.5;1700003600\r\n",
  `t,v,d,w\n${Array.from({ length: 40 }, (_, i) => `${1_700_000_000 + 60 * i},${i / 4},d${i % 7},${'w'.repeat(i)}`).join('\n')}`,
  '1700000000,1,a,x\n1700000001,NaN,a,x\n1700000002,1e308,a,x\n,1,a,x\nnope,1,a,x\n1,2\n1,2,3,4,5\n',
]

/** CSV in every form that a dataset may describe. */
export async function csvTarget(): Promise<FuzzTarget> {
  return {
    corpus: CSV.flatMap((text) =>
      CSV_FORMATS.map((format, n) => Buffer.concat([head(n, text.length), encoded(text, format)])),
    ),
    tokens: [
      ',',
      ';',
      '"',
      "'",
      '""',
      '\n',
      '\r',
      '\r\n',
      't,v,d,w\n',
      '1700000000',
      '1e5',
      '-.5',
      'NaN',
      '\uFEFF',
      '"\n"',
    ],
    shape: 'bytes',
    run: (input) => readTwice(input, CSV_FORMATS),
  }
}

const JSON_FORMATS: readonly ResolvedFormat[] = [
  { kind: 'json-lines', charset: 'UTF-8', compression: null },
  { kind: 'json-lines', charset: 'UTF-16', compression: null },
]

const LINES = [
  '{"t":1700000000,"v":1.5,"d":"a","w":"x"}\n{"t":"1700000060","v":"2","d":"b","w":null}\n{"w":true,"d":7,"v":null,"t":1700000120}\n',
  '{"t":1700000000,"v":1e3,"d":"\\u00e9\\ud83d\\ude00\\n","w":"x","other":{"a":[1,{"b":"}"}]}}\r\n\r\n{"t":1,"v":2}',
  Array.from({ length: 40 }, (_, i) => JSON.stringify({ t: 1_700_000_000 + i, v: i / 8, d: `d${i % 5}`, w: 'w' })).join(
    '\n',
  ),
]

/** JSON lines. */
export async function jsonLinesTarget(): Promise<FuzzTarget> {
  return {
    corpus: LINES.flatMap((text) =>
      JSON_FORMATS.map((format, n) => Buffer.concat([head(n, text.length), encoded(text, format)])),
    ),
    tokens: [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '\\u',
      '\\ud83d',
      '"t":',
      '"v":',
      '"d":',
      'null',
      'true',
      '1e5',
      '\n',
      '{}',
      '-0',
    ],
    shape: 'bytes',
    run: (input) => readTwice(input, JSON_FORMATS),
  }
}

/** Gzip around CSV and JSON lines; the stream itself is changed. */
export async function gzipTarget(): Promise<FuzzTarget> {
  const formats: readonly ResolvedFormat[] = [
    { kind: 'csv', ...CSV_OPTIONS },
    { kind: 'csv', ...CSV_OPTIONS, compression: 'gzip' },
    { kind: 'json-lines', charset: 'UTF-8', compression: 'gzip' },
  ]
  const files = [
    gzipSync(CSV[0]!),
    gzipSync(CSV[2]!, { level: 0 }),
    Buffer.concat([gzipSync(CSV[0]!), gzipSync(CSV[3]!)]),
    Buffer.concat([gzipSync(LINES[0]!), Buffer.alloc(20)]),
    gzipSync(gzipSync(CSV[0]!)),
    gzipSync(Buffer.alloc(100_000, '\n')),
    brotliCompressSync(CSV[0]!),
  ]
  return {
    corpus: files.flatMap((bytes) => formats.map((_, n) => Buffer.concat([head(n, bytes.length), bytes]))),
    tokens: ['\u001f\u008b\u0008', '\u0000\u0000\u00ff\u00ff'],
    shape: 'bytes',
    run: (input) => readTwice(input, formats, 'which error'),
  }
}

/** Parquet, with every compression and encoding that DuckDB writes. */
export async function parquetTarget(): Promise<FuzzTarget> {
  return {
    corpus: await parquetFiles(),
    tokens: ['PAR1', '\u0015\u0004', '\u0019', '\u001c', '\u0000'],
    shape: 'bytes',
    run: (input) => mayFail([FormatError], () => read(input, input.length, { kind: 'parquet' })),
  }
}

/** Which format, and how many bytes come at a time. */
function head(format: number, size: number): Uint8Array {
  return Uint8Array.of(format, size % 251)
}

function encoded(text: string, format: ResolvedFormat): Uint8Array {
  if (format.kind === 'parquet') return Buffer.from(text)
  return Buffer.from(
    text,
    format.charset === 'UTF-16' ? 'utf16le' : format.charset === 'ISO-8859-1' ? 'latin1' : 'utf8',
  )
}

/** Reads in one piece and in small ones: both must come to the same. */
async function readTwice(
  input: Uint8Array,
  formats: readonly ResolvedFormat[],
  mayDiffer?: 'which error',
): Promise<void> {
  const format = formats[(input[0] ?? 0) % formats.length]!
  const bytes = input.subarray(2)
  const whole = await outcome(bytes, Math.max(1, bytes.length), format, mayDiffer)
  const pieces = await outcome(bytes, 1 + (input[1] ?? 0), format, mayDiffer)
  law(whole === pieces, () => `in one piece: ${whole}\nin pieces of ${1 + (input[1] ?? 0)} bytes: ${pieces}`)
}

async function outcome(
  bytes: Uint8Array,
  piece: number,
  format: ResolvedFormat,
  mayDiffer?: 'which error',
): Promise<string> {
  try {
    return await read(bytes, piece, format)
  } catch (error) {
    // Of two things that are wrong with a compressed file, the pieces decide which is seen first.
    if (error instanceof FormatError) return mayDiffer === undefined ? error.message : 'an error'
    throw error
  }
}

const GRID = intervalGrid('PT1H', 'UTC')
const WINDOW = { start: Date.UTC(2023, 10, 14, 22), end: Date.UTC(2023, 10, 14, 23) }

/** @returns what the file came to, as text */
async function read(bytes: Uint8Array, piece: number, format: ResolvedFormat): Promise<string> {
  const file: RecordFile = {
    name: 'fuzzed',
    size: bytes.length,
    async *open({ start, end } = { start: 0, end: bytes.length }) {
      for (let at = start; at < Math.min(end, bytes.length); at += piece)
        yield bytes.slice(at, Math.min(end, at + piece))
    },
  }
  const sink = aggregateRecords({
    dataset: {
      timestamp: { column: 't', format: 'UNIX' },
      timezone: 'UTC',
      measures: [{ column: 'v', aggregation: 'SUM' }],
      dimensions: ['d', 'w'],
      filters: {},
    } as Parameters<typeof aggregateRecords>[0]['dataset'],
    grid: GRID,
    window: WINDOW,
    quotas: { metrics: 20 },
  })
  const { records, rejected } = await readRecords(file, format, sink)
  const { report, series } = sink.finish({ files: 1, bytes: bytes.length })
  const { used, outside, filtered, overQuota } = report
  law(report.read === records, () => `${records} records were found, ${report.read} reported`)
  law(report.rejected === rejected, () => `${rejected} records were rejected, ${report.rejected} reported`)
  law(
    report.read === used + report.rejected + outside + filtered + overQuota,
    () =>
      `read ${report.read} is not used ${used} + rejected ${report.rejected} + outside ${outside} + overQuota ${overQuota}`,
  )
  law(records <= 4 * bytes.length * 1100 + 1, () => `${records} records in ${bytes.length} bytes`)
  return JSON.stringify({ report: { ...report, bytes: 0 }, series })
}
