import type { Interval } from '../../spec/interval.ts'
import { cyclesOf } from './cycles.ts'
import { SCALARS } from './layout.ts'

/** What a shard must know to be built; part of its snapshot. */
export interface ShardConfig {
  readonly interval: Interval
  /** Measures of the dataset, 1 or more. */
  readonly measures: number
  /** Values that a metric must have had before it is scored; default `learningPoints(interval)`. */
  readonly learningPoints?: number | undefined
}

/**
 * What a detector has learned about the metrics of one shard: struct-of-arrays, index of a metric = series * measures +
 * measure. Changed in place by `addSeries` and `stepShard`, persisted by `shardToBytes`.
 */
export interface Shard {
  readonly interval: Interval
  readonly measures: number
  readonly learningPoints: number
  /** Series that it holds; its metrics are series * measures. */
  series: number
  /** Two a metric: its unit as 1 / power of two (0 until its first value), and its last value in that unit. */
  exact: Float64Array
  /** SCALARS a metric; see `layout.ts`. */
  scalars: Float32Array
  /** Daily profile (weekly at P1D): one number a slot and metric, relative to the level; NaN = not seen, in the first cycle only. */
  season: Float32Array
  /** Days in a row in which a slot was far off the season, and weeks in which an hour was far off the long profile; see `runs.ts`. */
  runs: Int8Array
  /** What the hour of the week (at P1D: the day of the year) adds to the daily profile. */
  long: Float32Array
}

/** Values that a metric must have had before it is scored, by default (guide: 300; 14 for daily metrics). */
export function learningPoints(interval: Interval): number {
  return interval === 'P1D' ? 14 : 300
}

/**
 * An empty shard.
 *
 * @throws {RangeError} when `measures` or `learningPoints` is not a positive whole number
 */
export function createShard(config: ShardConfig): Shard {
  const learning = config.learningPoints ?? learningPoints(config.interval)
  for (const [name, value] of Object.entries({ measures: config.measures, learningPoints: learning })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`A shard cannot have ${name} = ${value}; give a whole number from 1 on.`)
    }
  }
  return {
    interval: config.interval,
    measures: config.measures,
    learningPoints: learning,
    series: 0,
    exact: new Float64Array(0),
    scalars: new Float32Array(0),
    season: new Float32Array(0),
    runs: new Int8Array(0),
    long: new Float32Array(0),
  }
}

/** Makes room for new series, behind those there are; their metrics know nothing yet. */
export function addSeries(shard: Shard, count: number): void {
  if (count === 0) return
  const { slots, longSlots, runSlots } = cyclesOf(shard.interval)
  const before = shard.series * shard.measures
  const metrics = (shard.series + count) * shard.measures
  shard.series += count
  shard.exact = grown(shard.exact, before * 2, metrics * 2, Float64Array)
  shard.scalars = grown(shard.scalars, before * SCALARS, metrics * SCALARS, Float32Array)
  shard.season = grown(shard.season, before * slots, metrics * slots, Float32Array).fill(Number.NaN, before * slots)
  shard.runs = grown(shard.runs, before * runSlots, metrics * runSlots, Int8Array)
  shard.long = grown(shard.long, before * longSlots, metrics * longSlots, Float32Array)
}

/** Forgets all that was learned of a series: its metrics know nothing any more. */
export function clearSeries(shard: Shard, place: number): void {
  const { slots, longSlots, runSlots } = cyclesOf(shard.interval)
  const from = place * shard.measures
  const to = from + shard.measures
  shard.exact.fill(0, from * 2, to * 2)
  shard.scalars.fill(0, from * SCALARS, to * SCALARS)
  shard.season.fill(Number.NaN, from * slots, to * slots)
  shard.runs.fill(0, from * runSlots, to * runSlots)
  shard.long.fill(0, from * longSlots, to * longSlots)
}

// There is room for an eighth more behind the view, so that series that arrive little by little do not copy everything each time. The
// memory around it may be that of a whole snapshot: the view's own length counts.
function grown<T extends Float32Array | Float64Array | Int8Array>(
  array: T,
  used: number,
  length: number,
  Type: new (buffer: ArrayBufferLike | number, offset?: number, length?: number) => T,
): T {
  const needed = length * array.BYTES_PER_ELEMENT
  if (array.buffer.byteLength >= needed && array.byteOffset === 0) return new Type(array.buffer, 0, length)
  const room = used === 0 ? needed : Math.max(needed, 8 * Math.ceil((9 / 64) * array.byteLength))
  const next = new Type(new ArrayBuffer(room), 0, length)
  next.set(array)
  return next
}
