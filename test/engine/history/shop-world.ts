import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ApiHost } from '../../../engine/api/api-host.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { makeSample } from '../../../examples/sample-data.ts'

/** Milliseconds. */
export const HOUR = 3_600_000

/** Start of the sample's history, and of the live hours after it. */
export const ORIGIN = Date.UTC(2026, 2, 2)
export const LIVE = ORIGIN + 100 * 24 * HOUR

/** End of the last live hour. */
export const END = LIVE + 48 * HOUR

/** The hour whose file never came. */
export const MISSING = LIVE + 5 * HOUR

/** The hour whose file has a record that cannot be used. */
export const SPOILT = LIVE + 7 * HOUR

/** Records of the sample's live hours, by start of the hour: dimension values and measures as text. */
export const LIVE_RECORDS = new Map(
  Object.entries(makeSample().live).map(([path, csv]) => [
    Date.parse(`${path.slice(0, 4)}-${path.slice(4, 6)}-${path.slice(6, 8)}T${path.slice(9, 11)}:00Z`),
    csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(1)),
  ]),
)

/** A detector of the sample shop, run by the engine: a detector that watches, or a backtest. */
export type ShopKind = 'live' | 'backtest'

const made = new Map<ShopKind, Promise<ObjectStore>>()

/** A copy of the state that the engine made, for one test file to change. */
export async function shopState(kind: ShopKind, into: ObjectStore = memoryStore()): Promise<ObjectStore> {
  const state = made.get(kind) ?? makeShop(kind)
  made.set(kind, state)
  const from = await state
  for await (const { key } of from.list('')) {
    const object = await from.get(key)
    await into.create(key, object!.bytes)
  }
  return into
}

/** What API and page work with, over a state. */
export function hostOf(store: ObjectStore, now = END): ApiHost {
  return {
    store,
    place: { partition: 'aws', region: 'eu-west-1', account: '111122223333' },
    now: () => now,
    newId: () => crypto.randomUUID(),
    writer: 'test',
    reviewer: 'ann@example.com',
    buckets: new Map(),
    wake: () => undefined,
  }
}

/** The spec of the shop. */
export function shopSpec(kind: ShopKind): DetectorSpec {
  const continuous = kind === 'live' ? { continuous: 'live/{{yyyyMMdd}}/{{HHmm}}' } : {}
  return {
    detector: 'shop',
    description: 'Orders of the shop',
    interval: 'PT1H',
    dataset: {
      source: { folder: { historical: 'history.csv', ...continuous, format: { csv: {} } } },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [
        { column: 'orders', aggregation: 'SUM' },
        { column: 'revenue', aggregation: 'SUM' },
        { column: 'latency', aggregation: 'AVG' },
      ],
      dimensions: ['platform', 'country'],
    },
    alerts: [
      { name: 'oncall', threshold: 50, channel: { log: {} } },
      // Nothing listens there: its alerts wait.
      { name: 'unheard', threshold: 90, channel: { webhook: { url: 'http://127.0.0.1:9/hook/s3cret?token=s3cret' } } },
    ],
  }
}

async function makeShop(kind: ShopKind): Promise<ObjectStore> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-shop-'))
  try {
    const { history, live } = makeSample()
    writeFileSync(join(folder, 'history.csv'), history)
    for (const [path, csv] of Object.entries(live)) {
      const [day, hour] = [path.slice(0, 8), path.slice(9, 11)]
      const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:00Z`)
      if (start === MISSING) continue
      const file = join(folder, 'live', day, `${hour}00`, 'data.csv')
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, start === SPOILT ? `${csv}not a time,web,us,1,1,1\n` : csv)
    }
    const store = memoryStore()
    // At the end nobody has looked for new data for an hour.
    await runLocally([{ spec: shopSpec(kind), baseDir: folder }], {
      store,
      until: END,
      delivery: { writeLine: () => undefined, sleep: async () => undefined },
    })
    return store
  } finally {
    rmSync(folder, { recursive: true })
  }
}
