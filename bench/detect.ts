// Detection at the default quota of PT1H: 50,000 metrics, one interval after 1,000 of history, with and without bounds; state
// bytes, snapshot to a folder and back; and the training of 5,000 metrics (with --full: 50,000) on 2,500 intervals, of metrics
// alone and as activation does it. --rcf puts the random cut forest of AWS beside it (Java, from Maven), --write all in the docs. With
// --judged instead: what becomes of severity when not all of a history is judged.
// Seeded. Run: npm run bench:detect -- [--full] [--rcf] [--write] | --judged
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { forestPointsASecond } from './detect/forest.ts'
import { timeOfHistory } from './detect/history.ts'
import { falseGroupsAWeek } from './detect/judged.ts'
import { markdownTable, writeSection } from './write-section.ts'
import { shardLearner } from '../engine/run/learn-shards.ts'
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
  type DetectorSummary,
  type Scores,
  type Shard,
} from '../engine/detection/index.ts'

interface Room {
  readonly shard: Shard
  readonly values: Float64Array
  scores: Scores
  readonly level: Float64Array
}

const said: (readonly [what: string, measured: string])[] = []
if (process.argv.includes('--judged')) {
  for (const judged of [2000, 500, 250]) {
    const [mild, severe] = [await falseGroupsAWeek(judged, 30), await falseGroupsAWeek(judged, 50)]
    say(
      `newest ${judged} of 2,000 intervals judged`,
      `${mild.toFixed(2)} false groups a week from severity 30, ${severe.toFixed(2)} from 50`,
    )
  }
  process.exit()
}

const TRAINED = 2500
const full = process.argv.includes('--full')
let seed = 20_261_122
const least = Number(process.env['BENCH_POINTS_PER_SECOND'] ?? 1_000_000)

const history = makeRooms('PT1H', 50_000)
let summary: DetectorSummary = mergeSummaries([], 1)
for (let interval = 0; interval < 1000; interval++) step(history, interval)
// The fastest of 20: the one that other work on the machine disturbed least.
const times = Array.from({ length: 20 }, (_, k) => step(history, 1000 + k)).toSorted((a, b) => a - b)
for (const room of history) room.scores = createScores(room.values.length, { bounds: false })
const bare = Array.from({ length: 20 }, (_, k) => step(history, 1020 + k)).toSorted((a, b) => a - b)
const rate = 50_000 / (bare[0] / 1000)
say(
  '50,000 metrics x 1 interval of PT1H, update and score',
  `${bare[0].toFixed(1)} ms, ${(rate / 1e6).toFixed(2)} M points a second`,
)
say('the same with bounds', `${times[0].toFixed(1)} ms, ${(50 / times[0]).toFixed(2)} M points a second`)
if (process.argv.includes('--rcf')) sayForest()

const folder = await mkdtemp(join(tmpdir(), 'crowsnest-bench-'))
try {
  // The same bytes as files and as snapshots, by turns; of each the fastest of five.
  const parts = history.map(({ shard }) => shardToBytes(shard))
  const files = parts.map((_, k) => join(folder, String(k)))
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const best = { fileOut: Infinity, fileIn: Infinity, out: Infinity, in: Infinity }
  for (let round = 0; round < 5; round++) {
    const of = {
      fileOut: await timed(async () => {
        for (const [k, file] of files.entries()) await writeFile(file, parts[k])
      }),
      fileIn: await timed(async () => {
        for (const file of files) await readFile(file)
      }),
      out: await timed(async () => {
        for (const [k, { shard }] of history.entries()) await writeFile(files[k], shardToBytes(shard))
      }),
      in: await timed(async () => {
        for (const file of files) shardFromBytes(await readFile(file), true)
      }),
    }
    for (const key of Object.keys(best) as (keyof typeof best)[]) best[key] = Math.min(best[key], of[key])
  }
  say(
    'state at PT1H',
    `${(bytes / 50_000).toFixed(0)} bytes a metric, ${(bytes / 2 ** 20).toFixed(0)} MiB in ${SHARDS} shards`,
  )
  say('snapshot of 50,000 metrics', `written in ${best.out.toFixed(0)} ms, read in ${best.in.toFixed(0)} ms`)
  say('the same bytes as plain files', `written in ${best.fileOut.toFixed(0)} ms, read in ${best.fileIn.toFixed(0)} ms`)
} finally {
  await rm(folder, { recursive: true })
}
for (const interval of ['PT5M', 'PT10M', 'P1D'] as const) {
  const shard = createShard({ interval, measures: 1 })
  addSeries(shard, 1000)
  say(`state at ${interval}`, `${(shardToBytes(shard).length / 1000).toFixed(0)} bytes a metric`)
}

// Each metric in one pass, on this thread and on all processors; then with roll-ups and the newest intervals judged.
for (const interval of ['PT5M', 'PT1H'] as const) {
  const metrics = full ? 50_000 : 5000
  for (const workers of [1, availableParallelism()]) await train(interval, metrics, workers)
  const whole = await timeOfHistory(interval, metrics, TRAINED)
  say(
    'the same as activation does it, with roll-ups',
    `${whole.seconds.toFixed(1)} s (${whole.processorSeconds.toFixed(1)} s of processor time), ` +
      `${whole.judgingSeconds.toFixed(1)} s of them to judge the newest 500 intervals` +
      (full ? '' : `; ten times as many: ${(10 * whole.seconds).toFixed(0)} s if it grows in proportion`),
  )
}
if (process.argv.includes('--write')) {
  const page = join(import.meta.dirname, '../docs/detection.md')
  await writeSection(page, 'bench:detect', markdownTable(['what', 'measured'], said))
}
if (rate < least) {
  process.stderr.write(`bench:detect: ${rate.toFixed(0)} points a second are fewer than ${least}\n`)
  process.exitCode = 1
}

async function train(interval: Interval, metrics: number, workers: number): Promise<void> {
  const rooms = makeRooms(interval, metrics)
  const learner = shardLearner(
    rooms.map(({ shard }) => shard),
    { workers },
  )
  const chunk = Math.floor(2 ** 23 / metrics)
  const cpu = process.cpuUsage()
  let ms = 0
  let making = 0
  for (let first = 0; first < TRAINED; first += chunk) {
    const length = Math.min(chunk, TRAINED - first)
    const values = rooms.map(({ level }) => learner.allocate(length * level.length))
    const before = process.cpuUsage()
    for (let k = 0; k < length; k++) {
      rooms.forEach(({ level }, room) => fill(values[room].subarray(k * level.length), level, interval, first + k))
    }
    making += process.cpuUsage(before).user
    const steps = Array.from({ length }, (_, k) => ({ slot: slotOf(interval, first + k), gap: 0 }))
    ms += await timed(() => learner.learn({ steps, values }))
  }
  await learner.close()
  const used = (process.cpuUsage(cpu).user - making) / 1e6
  const points = metrics * TRAINED
  say(
    `training at ${interval}: ${metrics.toLocaleString('en')} metrics x ${TRAINED.toLocaleString('en')} intervals on ${learner.workers || 1} thread${learner.workers > 1 ? 's' : ''}`,
    `${(ms / 1000).toFixed(1)} s (${used.toFixed(1)} s of processor time), ${(points / ms / 1000).toFixed(2)} M points a second`,
  )
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
  for (const { shard, values, level } of rooms) fill(values, level, shard.interval, interval)
  const slot = slotOf(rooms[0].shard.interval, interval)
  const start = performance.now()
  const summaries = rooms.map(({ shard, values, scores }) =>
    stepShard(shard, summary, { slot, gap: 0, threshold: 70 }, values, scores),
  )
  summary = mergeSummaries(summaries, 1)
  return performance.now() - start
}

/** One in fifty is missing; the noise grows with the square root of the level, roughly normal. */
function fill(values: Float64Array, level: Float64Array, interval: Interval, number: number): void {
  const { ofDay } = slotOf(interval, number)
  const shape = 1 + 0.5 * Math.sin((2 * Math.PI * ofDay) / (interval === 'PT5M' ? 288 : 24))
  for (let k = 0; k < level.length; k++) {
    const noise = random() + random() + random() + random() - 2
    values[k] = random() < 0.02 ? Number.NaN : level[k] * shape + 1.7 * Math.sqrt(level[k] * shape) * noise
  }
}

function slotOf(interval: Interval, number: number): { ofDay: number; dayOfWeek: number; dayOfYear: number } {
  const slots = interval === 'PT5M' ? 288 : 24
  const day = Math.floor(number / slots)
  return { ofDay: number % slots, dayOfWeek: day % 7, dayOfYear: day % 365 }
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

function sayForest(): void {
  try {
    say('random cut forest of AWS (Java), one metric', `${(forestPointsASecond() / 1e6).toFixed(4)} M points a second`)
  } catch (error) {
    console.log(`--rcf is left out. ${error instanceof Error ? error.message : String(error)}`)
  }
}

function say(what: string, measured: string): void {
  said.push([what, measured])
  console.log(`${what}: ${measured}`)
}
