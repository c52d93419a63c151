import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportState } from '../engine/care/index.ts'
import { runLocally } from '../engine/hosts/local.ts'
import { commitLog, memoryStore, writeJudgements, type ObjectStore } from '../engine/state/index.ts'
import type { DetectorSpec } from '../spec/index.ts'

/*
 * `npm run state-fixture`: writes the state of a small detector as this version leaves it to test/fixtures/state/<version>, with the data
 * that it goes on with. Later versions have to read it (test/engine/care/released-states.test.ts). Run it once for each release; what was
 * released is not written again.
 */
const root = join(import.meta.dirname, '..')
const HOUR = 3_600_000
/** Monday. */
const ORIGIN = Date.UTC(2026, 0, 5)
const GENERATION = '5f0c7f9e-8d14-4c62-9a0e-2b1d3c4e5f60'
/** Hours of history, until when it ran, and hours of data. */
const [HISTORY, RAN, ALL] = [340, 350, 354]
/** Hours in which `west` has four times its orders: an event that is over, and one that goes on. */
const EVENTS: ReadonlySet<number> = new Set([344, 349, 350])
const MISSING = 346

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
const folder = join(root, 'test/fixtures/state', version)
if (existsSync(folder) && process.argv[2] !== '--again') {
  throw new Error(`${folder} is there. What was released is not written again; --again is for a version that was not.`)
}
rmSync(folder, { recursive: true, force: true })

const spec: DetectorSpec = {
  detector: 'shops',
  interval: 'PT1H',
  dataset: {
    source: { folder: { historical: 'history.csv', continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [
      { column: 'orders', aggregation: 'SUM' },
      { column: 'price', aggregation: 'AVG' },
    ],
    dimensions: ['shop'],
  },
  alerts: [
    { name: 'log', threshold: 50, channel: { log: {} } },
    { name: 'pager', threshold: 50, channel: { webhook: { url: 'https://pager.example.com/' } } },
  ],
}

writeData()
const store = memoryStore()
await run(store, RAN)
await judge(store)
await exportState(store, join(folder, 'state.tar.zst'), { now: at(RAN) })
const commits = await Array.fromAsync(commitLog(store, { detector: 'shops', generation: GENERATION }).newestFirst())
process.stdout.write(`${folder}: ${commits.length} commits, ${commits.flatMap(({ groups }) => groups).length} groups\n`)

function at(hour: number): number {
  return ORIGIN + hour * HOUR
}

function writeData(): void {
  write('spec.json', `${JSON.stringify(spec, undefined, 2)}\n`)
  write('history.csv', table(Array.from({ length: HISTORY }, (_, hour) => rows(hour)).flat()))
  for (let hour = HISTORY; hour < ALL; hour++) {
    if (hour === MISSING) continue
    const [day = '', time = ''] = timestamp(hour).split(' ')
    write(`live/${day.replaceAll('-', '')}/${time.slice(0, 2)}00/orders.csv`, table(rows(hour)))
  }
}

function rows(hour: number): readonly string[] {
  return ['east', 'west'].map((shop) => `${timestamp(hour)},${shop},${orders(shop, hour)},${price(shop, hour)}`)
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function table(lines: readonly string[]): string {
  return `time,shop,orders,price\n${lines.join('\n')}\n`
}

function timestamp(hour: number): string {
  return new Date(at(hour)).toISOString().slice(0, 19).replace('T', ' ')
}

/** A daily rhythm with a little noise that follows from the hour alone. */
function orders(shop: string, hour: number): number {
  const rhythm = 200 + 80 * Math.sin((2 * Math.PI * (hour % 24)) / 24)
  const noise = (((hour * 7919 + shop.charCodeAt(0) * 104_729) % 97) - 48) / 12
  return Math.round((rhythm + noise) * (shop === 'west' && EVENTS.has(hour) ? 4 : 1) * 100) / 100
}

function price(shop: string, hour: number): number {
  return Math.round((20 + shop.length + (((hour * 104_729 + shop.charCodeAt(0)) % 89) - 44) / 40) * 100) / 100
}

/** Runs with a pager that cannot be reached, so that its alerts wait. */
async function run(into: ObjectStore, until: number): Promise<void> {
  const fine = await runLocally([{ spec, baseDir: folder }], {
    store: into,
    until: at(until),
    newId: () => GENERATION,
    delivery: {
      writeLine: () => undefined,
      now: () => at(until),
      sleep: () => Promise.resolve(),
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    },
  })
  if (!fine) throw new Error('the detector failed')
}

/** Somebody did not care for the first event. */
async function judge(into: ObjectStore): Promise<void> {
  const log = commitLog(into, { detector: 'shops', generation: GENERATION })
  const group = (await log.at(at(345)))?.groups[0]
  if (group === undefined) throw new Error('the first event was not found')
  await writeJudgements(into, 'shops', [
    {
      about: `${group.id} ["west"]`,
      groupId: group.id,
      whole: false,
      relevant: false,
      at: at(RAN),
      by: 'ana',
      measure: 'orders',
      series: ['west'],
      direction: 'up',
      slot: { ofDay: 8, dayOfWeek: 0, dayOfYear: 18 },
      severity: group.severity,
    },
  ])
}
