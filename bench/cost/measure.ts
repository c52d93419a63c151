import { mkdirSync, mkdtempSync, rmSync, writeFileSync, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore } from '../../engine/state/index.ts'
import type { AlertSpec, DetectorSpec } from '../../spec/index.ts'
import { fakeAws } from '../../test/engine/hosts/fake-aws.ts'
import { declared, lambdaWorld, ROLES } from '../../test/engine/hosts/lambda-world.ts'
import { countedStore, type Requests } from './counted-store.ts'

/** What an interval came to, on average over the measured ones. */
export interface Measured extends Requests {
  readonly metrics: number
  /** Of the data, in another bucket. */
  readonly dataGets: number
  readonly dataLists: number
  readonly sessions: number
  /** Bytes that stay for good: points, commits, executions, groups. */
  readonly keptBytes: number
  /** Bytes of the state, which each interval writes anew. */
  readonly stateBytes: number
  readonly logBytes: number
  readonly groups: number
  /** Of the handler, without waits for S3: median. */
  readonly milliseconds: number
  /** The same of a wake-up with nothing due. */
  readonly idle: Requests
}

const HOUR = 3_600_000
const ORIGIN = Date.UTC(2026, 0, 5)
const HISTORY = 310
const DETECTOR = 'cost'

/**
 * Runs intervals of a detector through the handler of the engine's function and counts what they come to.
 *
 * @param metrics - series of one measure
 * @param intervals - measured ones; the first after the history is left out
 */
export async function measureIntervals(
  metrics: number,
  intervals: number,
  alerts: readonly AlertSpec[] = [],
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-cost-'))
  const aws = await fakeAws(folder)
  try {
    await writeData(folder, metrics, intervals + 1)
    const memory = memoryStore()
    const store = countedStore(memory)
    const world = lambdaWorld(aws, { store })
    await declared(world, specOf(metrics, alerts))
    const wake = (): Promise<unknown> => world.invoke({ operation: 'execute', detector: DETECTOR })
    world.time = ORIGIN + HISTORY * HOUR + 60_000
    await world.invoke({ operation: 'activate', detector: DETECTOR })
    await wake()
    world.time += HOUR
    await wake()
    const before = await keptIn(memory)
    store.take()
    aws.calls.length = 0
    world.assumed.length = 0
    const times: number[] = []
    let logBytes = 0
    let groups = 0
    for (let index = 0; index < intervals; index++) {
      world.time += HOUR
      const begun = performance.now()
      const answer = (await wake()) as { readonly intervals: number; readonly groups: number }
      times.push(performance.now() - begun)
      if (answer.intervals !== 1) throw new Error(`an interval was not executed: ${JSON.stringify(answer)}`)
      groups += answer.groups
      logBytes += Buffer.byteLength(world.lines().join('\n'))
    }
    const requests = store.take()
    const calls = aws.calls.map(({ call }) => call)
    const after = await keptIn(memory)
    await wake()
    const each = (number: number): number => number / intervals
    return {
      metrics,
      gets: each(requests.gets),
      puts: each(requests.puts),
      lists: each(requests.lists),
      deletes: each(requests.deletes),
      // The path of an object has its key, that of a listing its prefix.
      dataGets: each(calls.filter((call) => /^s3 GET .*\.csv$/.test(call)).length),
      dataLists: each(calls.filter((call) => call.startsWith('s3 GET ') && !call.endsWith('.csv')).length),
      sessions: each(world.assumed.length),
      keptBytes: each(after.kept - before.kept),
      stateBytes: after.chunks,
      logBytes: each(logBytes),
      groups: each(groups),
      milliseconds: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!,
      idle: store.take(),
    }
  } finally {
    await aws.close()
    rmSync(folder, { recursive: true })
  }
}

async function keptIn(
  store: ReturnType<typeof memoryStore>,
): Promise<{ readonly kept: number; readonly chunks: number }> {
  let kept = 0
  const chunks = new Map<string, number>()
  for await (const { key, size } of store.list('state/')) {
    const chunk = /\/chunks\/([^_]+_[^_]+)_/.exec(key)?.[1]
    if (chunk === undefined) kept += size
    else chunks.set(chunk, (chunks.get(chunk) ?? 0) + size)
  }
  // The newest commit's come first.
  return { kept, chunks: [...chunks.values()][0] ?? 0 }
}

function specOf(metrics: number, alerts: readonly AlertSpec[]): DetectorSpec {
  return {
    detector: DETECTOR,
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          historical: 's3://metrics/history.csv',
          continuous: 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}',
          format: { csv: {} },
        },
      },
      timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'orders', aggregation: 'SUM' }],
      dimensions: ['shop'],
      role: `${ROLES}/dataset`,
    },
    alerts: [...alerts],
    quotas: { metrics, recordsPerInterval: metrics },
  }
}

async function writeData(folder: string, metrics: number, intervals: number): Promise<void> {
  const random = lcg(20_261_128)
  const history = createWriteStream(join(folder, 'history.csv'))
  history.write('time,shop,orders\n')
  for (let index = 0; index < HISTORY; index++) {
    if (!history.write(rows(random, metrics, index))) await once(history, 'drain')
  }
  history.end()
  await once(history, 'finish')
  for (let index = HISTORY; index <= HISTORY + intervals; index++) {
    const [day = '', time = ''] = stamp(index).split(' ')
    const path = join(folder, 'live', day.replaceAll('-', ''), `${time.slice(0, 2)}00`)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'orders.csv'), `time,shop,orders\n${rows(random, metrics, index)}`)
  }
}

function rows(random: () => number, metrics: number, index: number): string {
  const rhythm = 200 + 80 * Math.sin((2 * Math.PI * (index % 24)) / 24)
  let text = ''
  for (let shop = 0; shop < metrics; shop++) {
    text += `${stamp(index)},shop-${shop},${(rhythm * (1 + 0.1 * (random() + random() - 1))).toFixed(2)}\n`
  }
  return text
}

function stamp(index: number): string {
  return new Date(ORIGIN + index * HOUR).toISOString().slice(0, 19).replace('T', ' ')
}

/** Seeded, so that each measurement has the same data. */
function lcg(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
