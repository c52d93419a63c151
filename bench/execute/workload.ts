import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DetectorSpec } from '../../spec/index.ts'

/** 250 stores x 100 categories x 2 measures = 50,000 metrics. */
export const METRICS = 50_000

/** Records of one interval: six a series. */
export const RECORDS = 150_000

/** Intervals in the history, a little more than a detector needs to learn. */
export const HISTORY = 310

/** Intervals after it. */
export const LIVE = 4

const HOUR = 3_600_000
const ORIGIN = Date.UTC(2026, 0, 5)
const STORES = 250
const CATEGORIES = 100

/** Start of an interval by its number, epoch milliseconds. */
export function startOf(index: number): number {
  return ORIGIN + index * HOUR
}

/** The detector that is measured; its data lies beside its state. */
export const SPEC: DetectorSpec = {
  detector: 'bench-execute',
  interval: 'PT1H',
  dataset: {
    source: {
      folder: { historical: './history.csv', continuous: './live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } },
    },
    timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [
      { column: 'views', aggregation: 'SUM' },
      { column: 'revenue', aggregation: 'SUM' },
    ],
    dimensions: ['store', 'category'],
  },
  alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
}

/** Writes history (one record a series and interval) and live intervals (six), the same each time. */
export async function writeData(folder: string): Promise<void> {
  const random = lcg(42)
  await writeFileOf(join(folder, 'history.csv'), HISTORY, (index) => rowsOf(random, index, 1))
  for (let index = HISTORY; index < HISTORY + LIVE; index++) {
    const [day, time] = stamp(startOf(index)).split(' ')
    const file = join(folder, 'live', day.replaceAll('-', ''), `${time.slice(0, 2)}00`, 'records.csv')
    await writeFileOf(file, 1, () => rowsOf(random, index, RECORDS / (STORES * CATEGORIES)))
  }
}

function rowsOf(random: () => number, index: number, perSeries: number): string {
  const rhythm = 1 + 0.4 * Math.sin((2 * Math.PI * (index % 24)) / 24)
  const rows: string[] = []
  for (let record = 0; record < perSeries; record++) {
    const time = stamp(startOf(index) + (record * HOUR) / perSeries)
    for (let store = 0; store < STORES; store++) {
      // From the second live interval on, one store sells three times as much.
      const event = store === 7 && index > HISTORY ? 3 : 1
      for (let category = 0; category < CATEGORIES; category++) {
        const level = (event * rhythm * (400 + 7 * ((store * 13 + category * 31) % 97))) / perSeries
        const noise = 0.9 + 0.05 * (random() + random() + random() + random())
        rows.push(`${time},s${store},c${category},${Math.round(level * noise)},${(level * noise * 3).toFixed(2)}\n`)
      }
    }
  }
  return rows.join('')
}

async function writeFileOf(file: string, parts: number, part: (index: number) => string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const stream = createWriteStream(file)
  stream.write('time,store,category,views,revenue\n')
  for (let index = 0; index < parts; index++) if (!stream.write(part(index))) await once(stream, 'drain')
  stream.end()
  await once(stream, 'finish')
}

function stamp(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** Numerical Recipes' generator: enough for noise. */
function lcg(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
