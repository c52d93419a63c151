// Detection at the default quota of PT1H: 50,000 metrics, one interval after 1,000 of history; state bytes, snapshot to
// a folder and back; and the training of 5,000 metrics on 2,500 intervals. Seeded. Run: npm run bench:detect
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Interval } from '../spec/interval.ts'
import {
  SHARDS,
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  shardFromBytes,
  shardToBytes,
  stepShard,
  summarise,
  type DetectorSummary,
  type Scores,
  type Shard,
} from '../engine/detection/index.ts'

interface Room {
  readonly shard: Shard
  readonly values: Float64Array
  readonly scores: Scores
  readonly level: Float64Array
}

let seed = 20_261_122
const least = Number(process.env['BENCH_POINTS_PER_SECOND'] ?? 1_000_000)

const history = makeRooms('PT1H', 50_000)
let summary: DetectorSummary = mergeSummaries([], 1)
for (let interval = 0; interval < 1000; interval++) step(history, interval)
// The fastest of 20: the one that other work on the machine disturbed least.
const times = Array.from({ length: 20 }, (_, k) => step(history, 1000 + k)).toSorted((a, b) => a - b)
const rate = 50_000 / (times[0] / 1000)
say(`50,000 metrics x 1 interval of PT1H: ${times[0].toFixed(1)} ms, ${(rate / 1e6).toFixed(2)} M points a second`)

const folder = await mkdtemp(join(tmpdir(), 'crowsnest-bench-'))
try {
  let bytes = 0
  const written = await timed(async () => {
    for (const [k, { shard }] of history.entries()) {
      const part = shardToBytes(shard)
      bytes += part.length
      await writeFile(join(folder, String(k)), part)
    }
  })
  const read = await timed(async () => {
    for (const k of history.keys()) shardFromBytes(await readFile(join(folder, String(k))))
  })
  say(`state: ${(bytes / 50_000).toFixed(0)} bytes a metric, ${(bytes / 2 ** 20).toFixed(0)} MiB in ${SHARDS} shards`)
  say(`snapshot: written in ${written.toFixed(0)} ms, read in ${read.toFixed(0)} ms`)
} finally {
  await rm(folder, { recursive: true })
}
for (const interval of ['PT5M', 'PT10M', 'P1D'] as const) {
  const shard = createShard({ interval, measures: 1 })
  addSeries(shard, 1000)
  say(`state at ${interval}: ${(shardToBytes(shard).length / 1000).toFixed(0)} bytes a metric`)
}

for (const interval of ['PT5M', 'PT1H'] as const) {
  const rooms = makeRooms(interval, 5000)
  summary = mergeSummaries([], 1)
  let ms = 0
  for (let k = 0; k < 2500; k++) ms += step(rooms, k)
  say(
    `training at ${interval}: 5,000 metrics x 2,500 intervals in ${(ms / 1000).toFixed(1)} s, ${(12.5e6 / ms / 1000).toFixed(2)} M points a second`,
  )
}
if (rate < least) {
  process.stderr.write(`bench:detect: ${rate.toFixed(0)} points a second are fewer than ${least}\n`)
  process.exitCode = 1
}

function makeRooms(interval: Interval, metrics: number): Room[] {
  return Array.from({ length: SHARDS }, (_, k) => {
    const count = Math.floor(((k + 1) * metrics) / SHARDS) - Math.floor((k * metrics) / SHARDS)
    const shard = createShard({ interval, measures: 1 })
    addSeries(shard, count)
    const level = Float64Array.from({ length: count }, () => 20 + 1000 * random())
    return { shard, values: new Float64Array(count), scores: createScores(count), level }
  })
}

/** One interval of all rooms; milliseconds that it took, the making of the values left out. */
function step(rooms: readonly Room[], interval: number): number {
  const slots = rooms[0].shard.interval === 'PT5M' ? 288 : 24
  const ofDay = interval % slots
  const day = Math.floor(interval / slots)
  const shape = 1 + 0.5 * Math.sin((2 * Math.PI * ofDay) / slots)
  for (const { values, level } of rooms) {
    for (let k = 0; k < values.length; k++) {
      // One in fifty is missing; the noise grows with the square root of the level, roughly normal.
      const noise = random() + random() + random() + random() - 2
      values[k] = random() < 0.02 ? Number.NaN : level[k] * shape + 1.7 * Math.sqrt(level[k] * shape) * noise
    }
  }
  const slot = { ofDay, dayOfWeek: day % 7, dayOfYear: day % 365 }
  const start = performance.now()
  for (const { shard, values, scores } of rooms)
    stepShard(shard, summary, { slot, gap: 0, threshold: 70 }, values, scores)
  summary = mergeSummaries(
    rooms.map(({ shard }) => summarise(shard)),
    1,
  )
  return performance.now() - start
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function random(): number {
  seed = (seed + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

function say(line: string): void {
  console.log(line)
}
