import type { CsvFormat, FormatSpec } from '../../../spec/index.ts'
import type { Decision } from './decision.ts'
import { InspectError } from './inspect-error.ts'
import { compileAny } from './timestamp-guess.ts'
import type { TextSample } from './text-sample.ts'

/** Records of a sample as text, an empty text for what is missing. */
export interface TableSample {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly format: FormatSpec
  /** How the file is stored; undefined where the format says it. */
  readonly compression?: TextSample['compression']
  readonly decisions: readonly Decision[]
}

/**
 * Finds out whether text is JSON lines or CSV, and how it is delimited.
 *
 * @throws {InspectError} JSON_ARRAY, NOT_TABULAR, NO_RECORDS
 */
export function readTable(sample: TextSample, file: string): TableSample {
  return { ...guessTable(sample, file), compression: sample.compression }
}

/**
 * Reads text in a format that is known.
 *
 * @returns the lines that can be read; their columns are those of the header, of the format, or of all objects
 */
export function readTableAs(sample: TextSample, format: FormatSpec): TableSample {
  const known = { format, compression: sample.compression, decisions: [] }
  if (!('csv' in format)) {
    const objects = jsonObjects(sample.lines) ?? []
    return { ...tableOf(objects), ...known }
  }
  const { delimiter = ',', quote = '"', header = true, columns = [] } = format.csv
  const records = sample.lines.map((line) => splitLine(line, delimiter, quote))
  return header ? { columns: records[0] ?? [], rows: records.slice(1), ...known } : { columns, rows: records, ...known }
}

function guessTable(sample: TextSample, file: string): TableSample {
  if (sample.lines.length === 0) throw new InspectError('NO_RECORDS', file, {})
  const charset = sample.charset === 'UTF-8' ? {} : { charset: sample.charset }
  const decisions: Decision[] = []
  if (sample.charset !== 'UTF-8') {
    const guess = sample.charset === 'ISO-8859-1'
    decisions.push({
      about: 'charset',
      decided: sample.charset,
      reason: guess ? 'the bytes are not valid UTF-8; check how names with accents look' : 'by the first bytes',
      sure: !guess,
    })
  }
  if (sample.lines[0].startsWith('[')) throw new InspectError('JSON_ARRAY', file, {})
  const objects = jsonObjects(sample.lines)
  if (objects !== null) {
    return { ...tableOf(objects), format: { jsonLines: charset }, decisions }
  }
  return readCsv(sample.lines, charset, decisions, file)
}

function tableOf(objects: readonly Readonly<Record<string, unknown>>[]): Pick<TableSample, 'columns' | 'rows'> {
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object)))]
  return { columns, rows: objects.map((object) => columns.map((column) => cellOf(object[column]))) }
}

function jsonObjects(lines: readonly string[]): readonly Readonly<Record<string, unknown>>[] | null {
  if (!lines[0].startsWith('{')) return null
  const objects: Readonly<Record<string, unknown>>[] = []
  for (const line of lines) {
    try {
      objects.push(JSON.parse(line) as Readonly<Record<string, unknown>>)
    } catch {
      // A broken line is counted when the data is read; here one good line is enough.
    }
  }
  return objects.length === 0 ? null : objects
}

function cellOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const DELIMITERS = [',', '\t', ';', '|', ' '] as const
const QUOTES = ['"', "'"] as const
const DELIMITER_NAMES: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab', ' ': 'space' }

function readCsv(
  lines: readonly string[],
  charset: Pick<CsvFormat, 'charset'>,
  before: readonly Decision[],
  file: string,
): TableSample {
  const first = lines.slice(0, 200)
  const tries = DELIMITERS.flatMap((delimiter) =>
    QUOTES.map((quote) => {
      const widths = first.map((line) => splitLine(line, delimiter, quote).length)
      const width = mostFrequent(widths)
      const fitting = widths.filter((each) => each === width).length / widths.length
      const quoted = first.some((line) =>
        splitLine(line, delimiter, quote, true).some((cell) => cell.startsWith(quote)),
      )
      return { delimiter, quote, width, fitting, quoted }
    }),
  )
  // One column is a table too, but only when nothing parts the lines; a space parts most texts, so it comes last.
  const best = tries
    .filter(({ width, fitting }) => width > 1 && fitting >= 0.9)
    .toSorted(
      (a, b) =>
        Number(a.delimiter === ' ') - Number(b.delimiter === ' ') ||
        Number(b.quoted) - Number(a.quoted) ||
        b.fitting - a.fitting ||
        b.width - a.width,
    )[0]
  if (best === undefined) throw new InspectError('NOT_TABULAR', file, { line: lines[0] })
  const { delimiter, quote, width, quoted } = best
  const records = lines.map((line) => splitLine(line, delimiter, quote)).filter(({ length }) => length === width)
  const decisions = [...before]
  decisions.push({
    about: 'delimiter',
    decided: DELIMITER_NAMES[delimiter] ?? delimiter,
    reason: `it parts the lines into ${width} columns`,
    sure: best.fitting === 1,
  })
  const header = hasHeader(records)
  const columns = header ? records[0] : records[0].map((_, index) => `column${index + 1}`)
  if (!header) {
    decisions.push({
      about: 'columns',
      decided: columns.join(', '),
      reason: 'the first line looks like data, not like names; give the columns names that say what they are',
      sure: false,
    })
  }
  const rows = header ? records.slice(1) : records
  if (rows.length === 0) throw new InspectError('NO_RECORDS', file, {})
  const csv: CsvFormat = {
    ...(delimiter === ',' ? {} : { delimiter }),
    ...(quoted && quote === "'" ? { quote } : {}),
    ...(header ? {} : { header: false, columns }),
    ...charset,
  }
  return { columns, rows, format: { csv }, decisions }
}

/** The first line names columns when none of its cells is empty, repeated, a number or a time. */
function hasHeader(records: readonly (readonly string[])[]): boolean {
  const [first] = records
  const named = first.every((cell) => cell.trim() !== '' && !isNumeric(cell) && !compileAny(cell))
  return named && new Set(first).size === first.length
}

/** Whether a text is a decimal number. */
export function isNumeric(cell: string): boolean {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(cell.trim())
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0][0]
}

/** The cells of a line; quoted ones without their quotes, unless these are to be kept. */
function splitLine(line: string, delimiter: string, quote: string, keepQuotes = false): readonly string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (quote !== '' && line[at] === quote) {
      let end = at + 1
      while (end < line.length && (line[end] !== quote || line[end + 1] === quote)) end += line[end] === quote ? 2 : 1
      const closed = line[end] === quote && (end + 1 === line.length || line[end + 1] === delimiter)
      if (closed) {
        const inner = line.slice(at + 1, end).replaceAll(quote + quote, quote)
        cells.push(keepQuotes ? quote + inner : inner)
        if (end + 1 === line.length) return cells
        at = end + 2
        continue
      }
    }
    const end = line.indexOf(delimiter, at)
    const cell = line.slice(at, end === -1 ? line.length : end)
    cells.push(keepQuotes && cell.startsWith(quote) ? cell.slice(1) : cell)
    if (end === -1) return cells
    at = end + 1
  }
}
