// Answers of the API and of the review page's routes over a state with 10,000 groups and 5,000 metrics, beside reading the
// same objects and nothing else. Cold: nothing is in memory yet, as after the start of the console (the files are in the
// system's cache). As on S3: each request to the store takes 30 ms more. Seeded. The first call writes 700 MB to .cache/bench.
// Run: npm run bench:api
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { historyOperations } from '../engine/api/operations/history-operations.ts'
import { pageRoutes } from '../engine/api/page-routes.ts'
import { openHistory } from '../engine/history/index.ts'
import { folderStore, mapLimited, statePrefix, type ObjectStore } from '../engine/state/index.ts'
import { seededRandom } from '../examples/random.ts'
import { apiAsker, HOST } from './api/ask.ts'
import { DETECTOR, GROUPS, METRICS, writeLargeState, writePages } from './api/large-state.ts'
import { slowedStore } from './api/slowed-store.ts'

const SEED = 7
const GOAL_MS = 50
const REPETITIONS = 200
const COLD_REPETITIONS = 3
const S3_MS = 30

/** Groups whose charts are drawn for the first time. */
const APART = 4

const folder = join(import.meta.dirname, '..', '.cache', 'bench', 'api')
await prepare()
const store = await folderStore(folder)
console.log(`${GROUPS} groups, ${METRICS} metrics`)

const loads = { 'on a folder': await firstLoads(store), 'as on S3': await firstLoads(slowedStore(store, S3_MS)) }
console.log('List of groups, first request after the start:')
console.table(
  Object.entries(loads).map(([where, times]) => ({ where, first: Math.round(times[0]!), p50: quantile(times, 0.5) })),
)

const history = openHistory(store)
const api = apiAsker(historyOperations({ ...HOST, store }, history))
const page = pageRoutes({ ...HOST, store }, history)
const generation = (await history.detector(DETECTOR))!.generation!
const { groups } = await generation.groups.now()
const { place } = generation.log
const random = seededRandom(SEED)
const any = (least: number, most: number) => groups[Math.floor(least + (most - least) * random.uniform())]!.ref
const series = ({ id, measure }: { readonly id: string; readonly measure: string }): Promise<number> =>
  api('ListAnomalyGroupTimeSeries', { AnomalyGroupId: id, MetricName: measure })
// Groups so far apart that no two need the same points: each chart is drawn for the first time.
const apart = (offset: number, repetition: number) => groups[offset + 240 * repetition]!.ref

const everyPoint = await Array.fromAsync(store.list(statePrefix(place, 'points')), ({ key }) => key)
const pointKeys = (count: number): readonly string[] => {
  const from = Math.floor(300 * random.uniform())
  return everyPoint.slice(from, from + count)
}

const rows = [
  await row({
    name: 'API: list, first page and statistics',
    request: () => api('ListAnomalyGroupSummaries', { SensitivityThreshold: 0 }),
    peer: () => raw(groups.slice(0, 100).map(({ ref }) => ref.key)),
  }),
  await row({
    name: 'API: list, of severity 90 and more',
    request: () => api('ListAnomalyGroupSummaries', { SensitivityThreshold: 90 }),
  }),
  await row({
    name: 'API: one group',
    request: () => api('GetAnomalyGroup', { AnomalyGroupId: any(0, GROUPS).id }),
    peer: () => raw([any(0, GROUPS).key]),
  }),
  await row({
    name: 'API: time series, first time',
    request: (repetition) => series(apart(60, repetition)),
    repetitions: APART,
  }),
  await row({ name: 'API: time series', request: () => series(any(50, 350)), peer: () => raw(pointKeys(100)) }),
  await row({ name: 'page: all groups', request: () => get('groups') }),
  await row({
    name: 'page: one group, first time',
    request: (repetition) => get(`groups/${apart(180, repetition).id}`),
    repetitions: APART,
  }),
  await row({
    name: 'page: one group',
    request: () => get(`groups/${any(50, 350).id}`),
    peer: () => raw([any(50, 350).key, ...pointKeys(97)]),
  }),
  await row({ name: 'page: detector', request: () => get('') }),
]
console.table(rows)
const misses = rows.filter(({ name, p95 }) => !name.includes('first time') && p95 > GOAL_MS)
console.log(
  `goal: ${GOAL_MS} ms each; ${misses.length === 0 ? 'reached' : `missed by ${misses.map(({ name }) => name).join(', ')}`}`,
)
if (misses.length > 0) process.exitCode = 1

/** State is kept between runs; delete the folder after a change of its generator. */
async function prepare(): Promise<void> {
  if (!existsSync(folder)) {
    console.log('Writing state ...')
    const partial = `${folder}-partial`
    rmSync(partial, { recursive: true, force: true })
    await writeLargeState(await folderStore(partial), SEED)
    renameSync(partial, folder)
  }
  await writePages(await folderStore(folder))
}

async function firstLoads(from: ObjectStore): Promise<readonly number[]> {
  const times: number[] = []
  for (let repetition = 0; repetition < COLD_REPETITIONS; repetition++) {
    const begun = performance.now()
    await apiAsker(historyOperations({ ...HOST, store: from }))('ListAnomalyGroupSummaries', {
      SensitivityThreshold: 0,
    })
    times.push(performance.now() - begun)
  }
  return times
}

async function get(path: string): Promise<number> {
  const address = path === '' ? `/data/detectors/${DETECTOR}` : `/data/detectors/${DETECTOR}/${path}`
  const { status, json } = await page({ method: 'GET', path: address, query: new URLSearchParams(), body: undefined })
  const text = JSON.stringify(json)
  if (status !== 200) throw new Error(`${address} answered ${status}: ${text}`)
  return Buffer.byteLength(text)
}

/** Reads objects and does nothing with them. */
async function raw(keys: readonly string[]): Promise<number> {
  const objects = await mapLimited(keys, 16, (key) => store.get(key))
  return objects.reduce((sum, object) => sum + (object?.bytes.length ?? 0), 0)
}

interface Measured {
  readonly name: string
  readonly request: (repetition: number) => Promise<number>
  /** Reads what the answer is made of, and no more. */
  readonly peer?: () => Promise<number>
  readonly repetitions?: number
}

async function row({ name, request, peer, repetitions = REPETITIONS }: Measured) {
  const own = await timesOf(request, repetitions)
  const other = peer && (await timesOf(peer, repetitions))
  return {
    name,
    p50: quantile(own.times, 0.5),
    p95: quantile(own.times, 0.95),
    'answer kB': Math.round(own.bytes / 1000),
    'raw reads p50': other ? quantile(other.times, 0.5) : '',
  }
}

async function timesOf(request: (repetition: number) => Promise<number>, repetitions: number) {
  const times: number[] = []
  let bytes = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const begun = performance.now()
    bytes += await request(repetition)
    times.push(performance.now() - begun)
  }
  return { times, bytes: bytes / repetitions }
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!) / 10
}
