import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createGzip, constants } from 'node:zlib'
import type { Aggregate } from '../../engine/dataset/index.ts'
import type { DetectorSpec } from '../../spec/index.ts'

/** How the records of an interval are stored. */
export const FORMATS = ['csv', 'json', 'csv.gz', 'json.gz'] as const

/** How the records of an interval are stored. */
export type Format = (typeof FORMATS)[number]

/** Intervals in the history: a little more than a metric needs before it is judged. */
export const HISTORY = 310

/** Files of an interval. */
const FILES = 8

const HOUR = 3_600_000
const ORIGIN = Date.UTC(2026, 0, 5)
const CATEGORIES = 20
const CHANNELS = ['web', 'app', 'shop', 'phone', 'partner']
const MEASURES = ['views', 'price'] as const

/** A detector of so many metrics: one sum and one average of each store, category and channel. */
export interface Workload {
  readonly metrics: number
  readonly format: Format
  /** Bytes of an interval before they are compressed, about. */
  readonly bytes: number
}

/** Start of an interval by its number, epoch milliseconds. */
export function startOf(index: number): number {
  return ORIGIN + index * HOUR
}

function indexOf(start: number): number {
  return (start - ORIGIN) / HOUR
}

/** The detector of a workload; its data lies below the folder of the spec. */
export function specOf({ metrics, format }: Pick<Workload, 'metrics' | 'format'>): DetectorSpec {
  const kind = format.startsWith('csv') ? { csv: {} } : { jsonLines: {} }
  return {
    detector: 'bench-scale',
    interval: 'PT1H',
    dataset: {
      source: { folder: { historical: './history', continuous: './live/{{yyyyMMdd}}/{{HHmm}}', format: kind } },
      timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [
        { column: 'views', aggregation: 'SUM' },
        { column: 'price', aggregation: 'AVG' },
      ],
      dimensions: ['store', 'category', 'channel'],
    },
    alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
    quotas: {
      metrics,
      recordsPerInterval: 100_000_000,
      filesPerInterval: FILES,
      bytesPerInterval: 8 * 2 ** 30,
      historyFiles: HISTORY * FILES,
    },
  }
}

/** Dimension values of all series, sorted as an aggregate's are. */
export function seriesOf(metrics: number): readonly (readonly string[])[] {
  const stores = Math.max(1, Math.round(metrics / MEASURES.length / CATEGORIES / CHANNELS.length))
  return Array.from({ length: stores * CATEGORIES * CHANNELS.length }, (_, k) => [
    `s${Math.floor(k / CHANNELS.length / CATEGORIES)}`,
    `c${Math.floor(k / CHANNELS.length) % CATEGORIES}`,
    CHANNELS[k % CHANNELS.length]!,
  ]).toSorted((a, b) => compare(a[0]!, b[0]!) || compare(a[1]!, b[1]!) || compare(a[2]!, b[2]!))
}

/** The history as the engine has it once its records are read: made interval by interval, so that it costs no memory here. */
export function historyOf(metrics: number): Aggregate {
  const series = seriesOf(metrics)
  const levels = series.map(levelOf)
  const prices = series.map(priceOf)
  const width = MEASURES.length
  const cells = series.length * width
  const intervals = Array.from({ length: HISTORY }, (_, index) => startOf(index))
  const known = (start: number): boolean => indexOf(start) >= 0 && indexOf(start) < HISTORY
  return {
    measures: MEASURES,
    dimensions: ['store', 'category', 'channel'],
    series,
    intervals,
    droppedIntervals: 0,
    values(start) {
      if (!known(start)) return undefined
      const random = randomNumbers(1 + indexOf(start))
      const rhythm = rhythmOf(indexOf(start))
      const values = new Float64Array(cells)
      for (let k = 0; k < series.length; k++) {
        values[k * width] = Math.round(rhythm * levels[k]! * noiseOf(random))
        values[k * width + 1] = prices[k]! * noiseOf(random)
      }
      return values
    },
    counts: (start) => (known(start) ? new Uint32Array(cells).fill(1) : undefined),
    report: {
      files: 1,
      bytes: 0,
      read: series.length * HISTORY,
      used: series.length * HISTORY,
      rejected: 0,
      outside: 0,
      filtered: 0,
      overQuota: 0,
      rejections: [],
      metricsOverQuota: 0,
      incomplete: 0,
      empty: [0, 0],
    },
  }
}

/** What was written for an interval. */
export interface WrittenInterval {
  readonly records: number
  /** Before they are compressed. */
  readonly bytes: number
}

/**
 * Writes the records of a live interval: one after the other of every series, again and again, spread over the hour and over
 * files. The same each time.
 */
export async function writeInterval(folder: string, workload: Workload, index: number): Promise<WrittenInterval> {
  const [day, time] = stamp(startOf(index)).split(' ')
  const place = join(folder, 'live', day!.replaceAll('-', ''), `${time!.slice(0, 2)}00`)
  return writeRecords(place, workload, index)
}

/** Writes the history as files with one record a series and interval: an interval a file. */
export async function writeHistory(folder: string, workload: Workload): Promise<WrittenInterval> {
  let [records, bytes] = [0, 0]
  const single = { ...workload, bytes: 0 }
  for (let index = 0; index < HISTORY; index++) {
    const written = await writeRecords(join(folder, 'history'), single, index, `${String(index).padStart(4, '0')}-`)
    records += written.records
    bytes += written.bytes
  }
  return { records, bytes }
}

async function writeRecords(place: string, workload: Workload, index: number, name = ''): Promise<WrittenInterval> {
  await mkdir(place, { recursive: true })
  const series = seriesOf(workload.metrics)
  const json = workload.format.startsWith('json')
  const tails = series.map(([store, category, channel]) =>
    json ? `"store":"${store}","category":"${category}","channel":"${channel}"` : `${store},${category},${channel}`,
  )
  const prices = series.map(priceOf)
  // From the second live interval on, one store has three times as many views.
  const levels = series.map((values) => (index > HISTORY && values[0] === 's3' ? 3 : 1) * levelOf(values))
  const random = randomNumbers(1000 + index)
  const row = (k: number, time: string, level: number): string => {
    const views = Math.max(0, Math.round(level * noiseOf(random)))
    const price = (prices[k]! * noiseOf(random)).toFixed(2)
    return json
      ? `{"time":"${time}",${tails[k]!},"views":${views},"price":${price}}\n`
      : `${time},${tails[k]!},${views},${price}\n`
  }
  const length = row(0, stamp(startOf(index)), 300).length
  const rounds = Math.max(1, Math.round(workload.bytes / length / series.length))
  const files = Math.min(FILES, rounds)
  const rhythm = rhythmOf(index)
  let bytes = 0
  for (let file = 0; file < files; file++) {
    const stream = openFile(join(place, `${name}part-${file}.${workload.format}`), workload.format)
    if (!json) stream.write('time,store,category,channel,views,price\n')
    for (let round = file; round < rounds; round += files) {
      const time = stamp(startOf(index) + Math.floor((round * HOUR) / rounds))
      for (let from = 0; from < series.length; from += 20_000) {
        let text = ''
        for (let k = from; k < Math.min(series.length, from + 20_000); k++)
          text += row(k, time, (rhythm * levels[k]!) / rounds)
        bytes += text.length
        if (!stream.write(text)) await once(stream, 'drain')
      }
    }
    stream.end()
    await stream.finished
  }
  return { records: rounds * series.length, bytes }
}

interface RecordStream {
  write(text: string): boolean
  end(): void
  once(event: string, listener: () => void): unknown
  readonly finished: Promise<unknown>
}

function openFile(path: string, format: Format): RecordStream & NodeJS.EventEmitter {
  const file = createWriteStream(path)
  if (!format.endsWith('.gz')) return Object.assign(file, { finished: once(file, 'finish') })
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  gzip.pipe(file)
  return Object.assign(gzip, { finished: once(file, 'finish') })
}

function rhythmOf(index: number): number {
  return 1 + 0.4 * Math.sin((2 * Math.PI * (index % 24)) / 24)
}

/** Views that a series usually has in an interval. */
function levelOf([store, category, channel]: readonly string[]): number {
  return 4000 + 70 * (mixed(`${store}${category}${channel}`) % 97)
}

function priceOf([store, category]: readonly string[]): number {
  return 5 + (mixed(`${category}${store}`) % 90)
}

function mixed(text: string): number {
  let hash = 7
  for (let k = 0; k < text.length; k++) hash = (Math.imul(hash, 31) + text.charCodeAt(k)) >>> 0
  return hash
}

function noiseOf(random: () => number): number {
  return 0.9 + 0.05 * (random() + random() + random() + random())
}

function stamp(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Numerical Recipes' generator: enough for noise. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
