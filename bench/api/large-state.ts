import type { DetectorSpec } from '../../spec/index.ts'
import { judgeMetrics, type AnomalyGroup, type AnomalousPoint } from '../../engine/anomalies/index.ts'
import { SHARDS, shardOf } from '../../engine/detection/index.ts'
import { declareSpec } from '../../engine/run/index.ts'
import {
  commitLog,
  eventLog,
  hashJson,
  mapLimited,
  writeDigestPage,
  writeGroup,
  writeJudgements,
  writePoints,
  writeSnapshot,
  type CommitRecord,
  type GroupRef,
  type ObjectStore,
  type StatePlace,
} from '../../engine/state/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { seededRandom, type Random } from '../../examples/random.ts'

/** One group begins in every interval. */
export const GROUPS = 10_000

/** 50 stores x 50 categories x 2 measures = 5,000 metrics. */
export const METRICS = 5_000
const STORES = 50
const CATEGORIES = 50
const MEASURES = ['views', 'revenue'] as const

/** The newest intervals, whose points are there: those of all would be a gigabyte. */
const WITH_POINTS = 1_000

/** Groups that somebody has judged. */
const JUDGED = 1_000

/** Intervals of the detector. */
const GRID = intervalGrid('PT1H', 'UTC')
const HOUR = 3_600_000
const ORIGIN = Date.UTC(2025, 0, 6)

/** End of the last interval. */
export const END = ORIGIN + GROUPS * HOUR

/** Its name. */
export const DETECTOR = 'large'

const PLACE: StatePlace = { detector: DETECTOR, generation: '9f0c1c1e-6f6c-4b69-9d0c-3a4f2f8d1d11' }

const SPEC: DetectorSpec = {
  detector: PLACE.detector,
  interval: 'PT1H',
  dataset: {
    source: { folder: { continuous: './live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: MEASURES.map((column) => ({ column, aggregation: 'SUM' })),
    dimensions: ['store', 'category'],
  },
  alerts: [{ name: 'oncall', threshold: 90, channel: { log: {} } }],
}

/** Objects on their way at a time. */
const WRITES_AT_ONCE = 16

/** Writes the state of a detector with many metrics and a long past, as the engine would have; the same for the same seed. */
export async function writeLargeState(store: ObjectStore, seed: number): Promise<void> {
  const random = seededRandom(seed)
  await declareSpec(store, SPEC)
  const events = eventLog(store, PLACE.detector, 'bench')
  const { generation } = PLACE
  const historyEnd = ORIGIN
  await events.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), ORIGIN)
  await events.append(() => ({ kind: 'GENERATION_STARTED', generation, specHash: 'bench', historyEnd }), ORIGIN)
  await events.append(() => ({ kind: 'HISTORY_LEARNED', generation, intervals: 300 }), ORIGIN)
  await events.append(() => ({ kind: 'LEARNED', generation }), ORIGIN)

  const shards = seriesByShard()
  const names = new Map(
    shards.map((series, shard) => [`series/${String(shard).padStart(2, '0')}`, Buffer.from(JSON.stringify(series))]),
  )
  const snapshot = await writeSnapshot(store, PLACE, ORIGIN, names)
  const groups = Array.from({ length: GROUPS }, (_, index) => groupAt(random, index))
  const written = await mapLimited([...groups.entries()], WRITES_AT_ONCE, ([index, group]) =>
    revisions(store, index, group),
  )
  const refs = Map.groupBy(written.flat(), ({ interval }) => interval)
  const points = await mapLimited(
    Array.from({ length: WITH_POINTS }, (_, back) => GROUPS - WITH_POINTS + back),
    WRITES_AT_ONCE,
    (index) => writePoints(store, PLACE, endOf(index), pointColumns(random, shards)),
  )
  const log = commitLog(store, PLACE)
  const records = Array.from({ length: GROUPS }, (_, index): CommitRecord => {
    const own = (refs.get(index) ?? []).map(({ ref }) => ref)
    return {
      ...emptyCommit(index),
      snapshot,
      summary: ballast(random),
      openGroups: own.map(({ id }) => ({ id, members: ballast(random) })),
      groups: own,
      alerts: own
        .filter(({ severity, start }) => severity >= 90 && start === startOf(index))
        .map(({ id }) => ({ id: hashJson([id]), alert: 'oncall', groupId: id })),
      points: points[index - (GROUPS - WITH_POINTS)] ?? null,
    }
  })
  await mapLimited([...records.keys()], WRITES_AT_ONCE, (index) => log.append(records[index], records[index - 1]))
  await mapLimited(groups.slice(-JUDGED), WRITES_AT_ONCE, (group) => {
    const slot = GRID.slot(group.start)
    const verdict = { metrics: [0], relevant: random.uniform() < 0.5, at: group.end + HOUR, by: 'ann', slot }
    return writeJudgements(store, PLACE.detector, judgeMetrics(group, verdict))
  })
}

/** Writes the pages of the commits, as the engine does one after the other. */
export async function writePages(store: ObjectStore): Promise<void> {
  const log = commitLog(store, PLACE)
  const last = (await log.latest())!
  while (await writeDigestPage(store, log, last));
}

function startOf(index: number): number {
  return ORIGIN + index * HOUR
}

function endOf(index: number): number {
  return startOf(index + 1)
}

function seriesByShard(): readonly (readonly (readonly string[])[])[] {
  const shards = Array.from({ length: SHARDS }, (): string[][] => [])
  for (let store = 0; store < STORES; store++) {
    for (let category = 0; category < CATEGORIES; category++) {
      const series = seriesOf(store, category)
      shards[shardOf(series)].push(series)
    }
  }
  return shards
}

function seriesOf(store: number, category: number): string[] {
  return [`store-${store}`, `category-${category}`]
}

/** A group of some metrics of one store; one in five goes on for up to four intervals. */
function groupAt(random: Random, index: number): AnomalyGroup {
  const start = startOf(index)
  const length = random.uniform() < 0.2 ? 2 + Math.floor(random.uniform() * 3) : 1
  const count = 1 + Math.floor(random.uniform() * 40)
  const store = Math.floor(random.uniform() * STORES)
  const metrics = Array.from({ length: count }, (_, metric) => ({
    series: seriesOf(store, metric),
    contribution: Math.round(10_000 / count) / 100,
    points: Array.from({ length }, (__, later) => pointAt(random, start + later * HOUR)),
    pointCount: length,
  }))
  return {
    id: `${String(index).padStart(8, '0')}-0000-8000-8000-000000000000`,
    measure: MEASURES[index % 2],
    start,
    end: start + (length - 1) * HOUR,
    severity: Math.round(10_000 * random.uniform()) / 100,
    metrics,
    metricCount: count,
    contributions: [
      { dimension: 'store', values: [{ value: `store-${store}`, percent: 100 }], valueCount: 1 },
      {
        dimension: 'category',
        values: metrics.map(({ series, contribution }) => ({ value: series[1], percent: Math.round(contribution) })),
        valueCount: count,
      },
    ],
    slices: [{ values: [`store-${store}`, null], metrics: count, change: random.uniform() - 0.5, share: 1 }],
    rollUps: [],
  }
}

function pointAt(random: Random, start: number): AnomalousPoint {
  const expected = 100 + 50 * random.uniform()
  const value = expected * (0.3 + 1.4 * random.uniform())
  return { start, value, expected, lower: expected * 0.9, upper: expected * 1.1, score: 4, severity: 75 }
}

/** A group as its first interval left it, and as its last did. */
async function revisions(
  store: ObjectStore,
  index: number,
  group: AnomalyGroup,
): Promise<readonly { readonly interval: number; readonly ref: GroupRef }[]> {
  const last = index + (group.end - group.start) / HOUR
  const first = { ...group, end: group.start }
  const own = [{ interval: index, ref: await writeGroup(store, PLACE, endOf(index), first) }]
  if (last === index || last >= GROUPS) return own
  return [...own, { interval: last, ref: await writeGroup(store, PLACE, endOf(last), group) }]
}

function pointColumns(random: Random, shards: readonly (readonly unknown[])[]) {
  const metrics = Uint32Array.from(shards, (series) => series.length * MEASURES.length)
  const total = metrics.reduce((sum, count) => sum + count, 0)
  const around = (factor: number): Float32Array =>
    Float32Array.from({ length: total }, () => factor * (90 + 20 * random.uniform()))
  return {
    shard: Uint32Array.from(shards.keys()),
    metrics,
    value: Float64Array.from({ length: total }, () => Math.round(10_000 * random.uniform()) / 100),
    expected: around(1),
    lower: around(0.9),
    upper: around(1.1),
    score: Float32Array.from({ length: total }, () => 3 * random.uniform()),
  }
}

/** What a commit carries for the next interval, as large as the sample detector's: some 10 kB. */
function ballast(random: Random): readonly number[] {
  return Array.from({ length: 400 }, () => random.uniform())
}

function emptyCommit(index: number): CommitRecord {
  const report = {
    files: 1,
    bytes: 1e6,
    read: METRICS,
    used: METRICS,
    rejected: 0,
    outside: 0,
    filtered: 0,
    overQuota: 0,
  }
  return {
    ...PLACE,
    sequence: index,
    start: startOf(index),
    end: endOf(index),
    specHash: 'bench',
    writer: 'bench',
    writtenAt: endOf(index),
    snapshot: [],
    summary: null,
    openGroups: [],
    firedAlerts: {},
    learned: 300 + index,
    gap: 0,
    failure: null,
    groups: [],
    alerts: [],
    points: null,
    report: { ...report, rejections: [], metricsOverQuota: 0, incomplete: 0, empty: [0, 0] },
    quality: [{ type: 'ROWS_PROCESSED', description: 'Records read', value: METRICS }],
  }
}
