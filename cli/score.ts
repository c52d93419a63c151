import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { count, csvCell, dataSize, figure, quotedCell } from '../engine/console/index.ts'
import { columnMissing, FormatError } from '../engine/formats/index.ts'
import { scoreHistory, type ScoredHistory, type ScoredPoint } from '../engine/run/index.ts'
import { inspectFile } from '../engine/sources/index.ts'
import type { IntervalGrid } from '../engine/time/index.ts'
import {
  INTERVALS,
  withDefaults,
  type FormatSpec,
  type Interval,
  type MeasureSpec,
  type QuotasSpec,
  type ResolvedDetector,
} from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { startProgress } from './progress.ts'
import { emptyLines, rejectionLines } from './records-text.ts'
import { isReadFrom } from './same-file.ts'

/** A file is scored whole, however long it is and however many metrics it has. */
const NO_LIMIT: QuotasSpec = {
  metrics: Number.MAX_SAFE_INTEGER,
  recordsPerInterval: Number.MAX_SAFE_INTEGER,
  bytesPerInterval: Number.MAX_SAFE_INTEGER,
  historyFiles: Number.MAX_SAFE_INTEGER,
  historyBytes: Number.MAX_SAFE_INTEGER,
}

/** Columns of numbers, as they are named in a point. */
const NUMBERS = ['value', 'expected', 'lower', 'upper', 'score', 'severity'] as const

/** The same of the parts of `expected`. */
const PARTS = ['level', 'season', 'long', 'memory'] as const

/** `crowsnest score`. */
export const command = defineCommand({
  name: 'score',
  summary: 'scores every point of a file by its past alone',
  operands: 'FILE',
  description:
    'Reads a CSV, JSON lines or Parquet file and goes through it from the oldest interval to the newest as if it came live. ' +
    'Writes a CSV with a row for each metric and interval that has data, sorted by time: timestamp, dimensions, measure, ' +
    'value, expected, lower, upper, score, severity. The score is -log10 of how rarely a normal metric would do this, the ' +
    'severity (0 to 100) is 25 x (score - 1); outside lower and upper the severity is 50 or more. Expected, bounds, score and ' +
    'severity are empty while a metric is learning (300 values, 14 at P1D). With --parts, four more columns say what expected is made of, ' +
    'in the unit of the values: level (where the metric is these days), season (what the time of day adds; at P1D the day of the week), ' +
    'long (what the hour of the week adds to that; at P1D the day of the year) and memory (what the last values add); they add up to it.',
  options: {
    timestamp: { value: 'COLUMN', required: true, help: 'the column with the time' },
    measure: {
      value: 'COLUMN[:SUM|AVG]',
      required: true,
      multiple: true,
      help: 'a column with numbers; records of one interval are added up (SUM, the default) or averaged (AVG)',
    },
    dimension: { value: 'COLUMN', multiple: true, help: 'a column whose values tell the metrics apart' },
    interval: { value: 'INTERVAL', required: true, help: `one of ${INTERVALS.join(', ')}` },
    out: { value: 'FILE', short: 'o', required: true, help: 'the CSV to write' },
    'timestamp-format': {
      value: 'FORMAT',
      help: 'such as "yyyy-MM-dd HH:mm:ss", or UNIX for seconds or milliseconds (default: by looking)',
    },
    timezone: { value: 'ZONE', help: 'IANA zone of timestamps without offset, and of days (default: UTC)' },
    delimiter: { value: 'CHARACTER', help: 'between the columns of a CSV (default: by looking)' },
    parts: { help: 'adds what expected is made of: level, season, long, memory' },
    raw: {
      help: 'writes values of dimensions as they are; by default one that spreadsheets take for a formula (=1+1) gets an apostrophe in front',
    },
  },
  examples: [
    {
      command: 'crowsnest score cpu.csv --timestamp time --measure cpu:AVG --interval PT5M --out scored.csv',
      effect: 'one metric, every five minutes',
    },
    {
      command:
        'crowsnest score sales.csv --timestamp day --measure revenue --dimension country --interval P1D --timezone Europe/Berlin --out scored.csv',
      effect: 'a metric for each country, by local days',
    },
    {
      command: 'crowsnest score cpu.csv --timestamp time --measure cpu:AVG --interval PT1H --parts --out parts.csv',
      effect: 'with what each expected value is made of',
    },
  ],
  async run({ operands: [file = ''], values, json }, io) {
    const interval = parseInterval(values.interval)
    const measures = values.measure.map(parseMeasure)
    refuseReuse(values.timestamp, measures, values.dimension)
    await refuseReplacing(values.out, file, io)
    const { format, timestampFormat } = await formatOf(
      file,
      { column: values.timestamp, format: values['timestamp-format'] },
      values.delimiter,
      io,
    )
    const detector = detectorFor(file, format, interval, {
      timestamp: { column: values.timestamp, format: timestampFormat },
      timezone: values.timezone ?? 'UTC',
      measures,
      dimensions: values.dimension,
    })
    const how = { parts: values.parts, cell: values.raw ? quotedCell : csvCell }
    const scored = await writeScores(detector, values.out, how, io).catch((error: unknown) => {
      throw notAggregation(error, file, measures) ?? error
    })
    if (json) io.stdout.write(`${JSON.stringify({ out: values.out, ...scored }, null, 2)}\n`)
    else io.stderr.write(summary(scored, detector, values.out))
    return 0
  },
})

function parseInterval(text: string): Interval {
  const interval = INTERVALS.find((each) => each === text.toUpperCase())
  if (interval !== undefined) return interval
  throw invalid(`--interval "${text}" is not an interval. Use ${INTERVALS.join(', ')}.`)
}

function parseMeasure(text: string): MeasureSpec {
  const [, column = text, aggregation = 'SUM'] = /^(.+):(SUM|AVG)$/i.exec(text) ?? []
  return { column, aggregation: aggregation.toUpperCase() === 'AVG' ? 'AVG' : 'SUM' }
}

/** What is wrong where a measure was meant with an aggregation that there is not: without its columns, it could be a name with a colon. */
function notAggregation(error: unknown, file: string, measures: readonly MeasureSpec[]): CommandLineError | undefined {
  if (!(error instanceof FormatError) || error.code !== 'COLUMN_MISSING') return undefined
  const { columns, present } = (error as FormatError<'COLUMN_MISSING'>).trouble
  for (const { column } of measures) {
    const colon = column.lastIndexOf(':')
    const [name, word] = [column.slice(0, Math.max(0, colon)), column.slice(colon + 1)]
    if (name === '' || !columns.includes(column) || !present.includes(name)) continue
    const aggregation = word === '' ? 'nothing stands behind its colon' : `"${word}" is not an aggregation`
    return invalid(
      `--measure "${column}": ${file} has no column "${column}". If its column "${name}" is meant, ${aggregation}: ` +
        `there are ${name}:SUM and ${name}:AVG.`,
    )
  }
  return undefined
}

/** As in a spec: a column has one role, once. Two measures of one column would have the same name in what is written. */
function refuseReuse(timestamp: string, measures: readonly MeasureSpec[], dimensions: readonly string[]): void {
  const before = new Map([[timestamp, 'timestamp']])
  const uses = [
    ...measures.map(({ column }) => ({ use: 'measure', column })),
    ...dimensions.map((column) => ({ use: 'dimension', column })),
  ]
  for (const { use, column } of uses) {
    const first = before.get(column)
    if (first !== undefined) {
      const already = first === use ? `already a ${use}` : `already the ${first}`
      throw invalid(`--${use} "${column}": the column is ${already}. A column has one role; remove one of its uses.`)
    }
    before.set(column, use)
  }
}

/** Before anything is read or written: the scores would take the place of the data. */
async function refuseReplacing(out: string, file: string, io: Io): Promise<void> {
  const read = file.startsWith('file:') ? fileURLToPath(file) : resolve(io.cwd, file)
  const path = resolve(io.cwd, out)
  if ((await isReadFrom(path, read)) || (await isReadFrom(partOf(path), read))) {
    throw invalid(
      `--out "${out}" would write over the data in ${file}, or among it. Give a file elsewhere, or of another name.`,
    )
  }
}

/** Where scores are written until they are whole. */
function partOf(path: string): string {
  return `${path}.part`
}

async function formatOf(
  file: string,
  timestamp: { readonly column: string; readonly format: string | undefined },
  delimiter: string | undefined,
  io: Io,
): Promise<{ readonly format: FormatSpec; readonly timestampFormat: string }> {
  const separator = delimiter === String.raw`\t` ? '\t' : delimiter
  if (separator !== undefined && separator.length !== 1) {
    throw invalid(`--delimiter "${delimiter}" is not one character. Give the character between the columns.`)
  }
  const found = await inspectFile(file, timestamp.column, io.cwd)
  const csv = 'csv' in found.format ? found.format.csv : {}
  const asFound = separator === undefined || separator === (csv.delimiter ?? ',')
  const format = separator === undefined ? found.format : { csv: { ...csv, delimiter: separator } }
  if (timestamp.format !== undefined) return { format, timestampFormat: timestamp.format }
  if (!asFound) {
    throw invalid(
      `${file}: with another --delimiter than the one that was found, times are not looked for. ` +
        'Leave it out, or give --timestamp-format, such as "yyyy-MM-dd HH:mm:ss", too.',
    )
  }
  if (!found.columns.includes(timestamp.column)) throw columnMissing([timestamp.column], found.columns, file)
  if (found.timestampFormat === null) {
    const first = found.firstTimes.map((text) => JSON.stringify(text)).join(', ')
    throw invalid(
      `${file}: no form that is known reads the times in the column "${timestamp.column}", which ` +
        `${first === '' ? 'is empty' : `begins with ${first}`}. ` +
        'Name another column, write all times alike, or give --timestamp-format, such as "yyyy-MM-dd HH:mm:ss".',
    )
  }
  return { format, timestampFormat: found.timestampFormat }
}

function detectorFor(
  file: string,
  format: FormatSpec,
  interval: Interval,
  dataset: {
    readonly timestamp: { readonly column: string; readonly format: string }
    readonly timezone: string
    readonly measures: readonly MeasureSpec[]
    readonly dimensions: readonly string[]
  },
): ResolvedDetector {
  return withDefaults({
    detector: 'score',
    interval,
    dataset: {
      source: { folder: { historical: file, format } },
      timestamp: dataset.timestamp,
      timezone: dataset.timezone,
      measures: [...dataset.measures],
      dimensions: [...dataset.dimensions],
    },
    quotas: NO_LIMIT,
  })
}

/** Whole or not at all: scores that broke off would look like all there are. */
async function writeScores(
  detector: ResolvedDetector,
  out: string,
  { parts, cell }: { readonly parts: boolean; readonly cell: (text: string) => string },
  io: Io,
): Promise<ScoredHistory> {
  const path = resolve(io.cwd, out)
  const progress = startProgress(io.stderr)
  const stream = createWriteStream(partOf(path))
  const written = finished(stream)
  written.catch(() => {})
  try {
    const { dimensions } = detector.dataset
    const head = ['timestamp', ...dimensions, 'measure', ...NUMBERS, ...(parts ? PARTS : [])]
    stream.write(`${head.map(cell).join(',')}\n`)
    const scored = await scoreHistory(detector, {
      baseDir: io.cwd,
      parts,
      signal: io.stopSignal(),
      onProgress: (step, done, total) =>
        progress.update(step === 'read' ? `reading (${dataSize(done)})` : 'scoring', done, total),
      async onInterval(points, grid) {
        if (!stream.write(points.map((point) => row(point, grid, cell)).join('')))
          await Promise.race([once(stream, 'drain'), written])
      },
    })
    stream.end()
    await written
    await rename(partOf(path), path)
    return scored
  } catch (error) {
    stream.destroy()
    await rm(partOf(path), { force: true })
    throw error
  } finally {
    progress.end()
  }
}

function row(point: ScoredPoint, grid: IntervalGrid, cell: (text: string) => string): string {
  const { parts } = point
  const values = [...NUMBERS.map((name) => point[name]), ...(parts ? PARTS.map((name) => parts[name]) : [])]
  const numbers = values.map((n) => (Number.isNaN(n) ? '' : String(n)))
  return `${[grid.iso(point.start), ...point.series.map(cell), cell(point.measure), ...numbers].join(',')}\n`
}

function summary(
  { metrics, intervals, points, learning, report }: ScoredHistory,
  detector: ResolvedDetector,
  out: string,
): string {
  const measures = detector.dataset.measures.map(({ column }) => column)
  const lines = [
    `${count(points, 'point')} of ${count(metrics, 'metric')} in ${count(intervals, 'interval')}, ${figure(learning)} while learning.`,
    ...(report.rejected > 0 ? [`${figure(report.rejected)} of ${count(report.read, 'record')} rejected:`] : []),
    ...rejectionLines(report),
    ...emptyLines(report, measures),
    `Scores: ${out}`,
  ]
  return `${lines.join('\n')}\n`
}

function invalid(message: string): CommandLineError {
  return new CommandLineError('OPTION_VALUE_INVALID', message, 'score')
}
