import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  shardFromBytes,
  shardToBytes,
  SnapshotError,
  stepShard,
  summarise,
  type Shard,
} from '../../../engine/detection/index.ts'
import {
  AGE,
  CALM_LEFT,
  EXCESS_FROM,
  GAPS,
  GREAT,
  HIGHEST,
  HOUR_CLASS,
  JITTER,
  KNOWN_ZERO_RUN,
  LEAST,
  LONGEST_GAP,
  LONGEST_ZERO_RUNS,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  MISSED,
  MISSING_COUNT,
  NOT_ZERO_SHARE,
  REPEATS,
  RUNS,
  ZERO,
  rowOf,
} from '../../../engine/detection/layout.ts'
import { hourOf, slotRunOf } from '../../../engine/detection/runs.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { INTERVALS, type Interval } from '../../../spec/index.ts'
import { daily, randomNumbers } from './simulate.ts'

function run(shard: Shard, from: number, to: number): number[] {
  const metrics = shard.series * shard.measures
  const scores = createScores(metrics)
  const verdicts: number[] = []
  for (let k = from; k < to; k++) {
    const { normal } = randomNumbers(k)
    const values = Float64Array.from({ length: metrics }, () => 100 * daily(k % 24) + normal())
    const slot = { ofDay: shard.interval === 'P1D' ? 0 : k % 24, dayOfWeek: Math.floor(k / 24) % 7, dayOfYear: 0 }
    stepShard(
      shard,
      mergeSummaries([summarise(shard)], shard.measures),
      { slot, gap: 0, threshold: 50 },
      values,
      scores,
    )
    verdicts.push(...scores.expected, ...scores.score)
  }
  return verdicts
}

/** Feeds a shard of one metric hour by hour. */
function learn(shard: Shard, from: number, to: number, valueAt: (k: number) => number): void {
  const scores = createScores(1)
  for (let k = from; k < to; k++) {
    const slot = { ofDay: k % 24, dayOfWeek: Math.floor(k / 24) % 7, dayOfYear: 0 }
    const context = { slot, gap: 0, threshold: 50 }
    stepShard(shard, mergeSummaries([summarise(shard)], 1), context, Float64Array.of(valueAt(k)), scores)
  }
}

/** The bytes of a shard as an engine writes them that has not this scalar. */
function bytesWithout(shard: Shard, scalar: number): Promise<Uint8Array> {
  return bytesAsNamed(shard, { [scalar]: 'UNKNOWN' })
}

/**
 * The bytes of a shard as an engine writes them that has other names for some scalars. Test files share their modules: that engine is
 * forgotten afterwards, or the next file would run on it.
 */
async function bytesAsNamed(shard: Shard, names: Readonly<Record<number, string>>): Promise<Uint8Array> {
  vi.resetModules()
  vi.doMock('../../../engine/detection/layout.ts', async (original) => {
    const layout = await original<typeof import('../../../engine/detection/layout.ts')>()
    return { ...layout, SCALAR_NAMES: layout.SCALAR_NAMES.map((name, scalar) => names[scalar] ?? name) }
  })
  try {
    const older = await import('../../../engine/detection/snapshot.ts')
    return older.shardToBytes(shard)
  } finally {
    vi.doUnmock('../../../engine/detection/layout.ts')
    vi.resetModules()
  }
}

/** Something at five o'clock on some days of the week. */
function jobAt5(k: number): number {
  return k % 24 === 5 && k % 168 > 100 ? 40 : 0
}

function refusal(bytes: Uint8Array): string {
  try {
    shardFromBytes(bytes)
  } catch (error) {
    if (error instanceof SnapshotError) return error.code
    throw error
  }
  return 'accepted'
}

function someShard(interval: Interval = 'PT1H'): Shard {
  const shard = createShard({ interval, measures: 2, learningPoints: 20 })
  addSeries(shard, 3)
  run(shard, 0, 60)
  return shard
}

describe('a snapshot', () => {
  it.each(INTERVALS)('goes on at %s exactly where the shard was', (interval) => {
    const shard = someShard(interval)
    const bytes = shardToBytes(shard)
    const restored = shardFromBytes(bytes)
    expect(restored).toEqual(shard)
    expect(run(restored, 60, 90)).toEqual(run(shard, 60, 90))
    expect(shardToBytes(restored)).toEqual(shardToBytes(shard))
  })

  it.each(INTERVALS)('lives at %s in the bytes that it is given, where they lie right', (interval) => {
    const shard = someShard(interval)
    const bytes = shardToBytes(shard)
    const outer = new Uint8Array(bytes.length + 12)
    for (const offset of [0, 3, 8]) {
      outer.set(bytes, offset)
      const given = shardFromBytes(outer.subarray(offset, offset + bytes.length), true)
      expect(given).toEqual(shard)
      expect(given.exact.buffer === outer.buffer).toBe(offset % 8 === 0)
      // New series get room of their own: what lies behind the shard is another's.
      outer.fill(7, offset + bytes.length)
      addSeries(given, 2)
      const grown = shardFromBytes(bytes)
      addSeries(grown, 2)
      expect(run(given, 60, 70)).toEqual(run(grown, 60, 70))
      expect(outer.subarray(offset + bytes.length).every((byte) => byte === 7)).toBe(true)
    }
  })

  it('of an engine that did not know the y of 0 goes on with it: nothing below 0 is expected', async () => {
    const shard = someShard()
    const at = Array.from({ length: shard.series * shard.measures }, (_, metric) => rowOf(metric) + ZERO)
    // One of the metrics was below 0 once.
    shard.scalars[rowOf(0) + LEAST] = -5
    shard.scalars[rowOf(0) + ZERO] = BELOW_ALL
    const known = at.map((place) => shard.scalars[place])
    const bytes = await bytesWithout(shard, ZERO)
    expect(at.map((place) => shardFromBytes(bytes).scalars[place])).toEqual(known)
  })

  it.each([
    // At most 30 of two hours in the 5,000 hours that are remembered, so three and 27 x 4 in 20,000: one a week.
    { what: 'often has some', longest: [2, 2, 2], missing: 60, missed: 0, gaps: 111 },
    { what: 'had three long ones, and has one now', longest: [48, 40, 30], missing: 100, missed: 5, gaps: 3 },
    { what: 'had single missing values alone', longest: [1, 1, 1], missing: 0, missed: 0, gaps: 0 },
  ])('of an engine that did not count silences takes a metric for one that $what', async (state) => {
    const shard = someShard()
    shard.scalars[rowOf(0) + AGE] = 40_000
    shard.scalars[rowOf(0) + MISSING_COUNT] = state.missing
    shard.scalars[rowOf(0) + MISSED] = state.missed
    shard.scalars.set(state.longest, rowOf(0) + LONGEST_GAP)
    const restored = shardFromBytes(await bytesWithout(shard, GAPS))
    expect(restored.scalars[rowOf(0) + GAPS]).toBe(state.gaps)
  })

  it('of an engine that did not count flat lines takes repeats for as many as there can have been', async () => {
    const shard = someShard()
    shard.scalars[rowOf(0) + REPEATS] = 60
    const restored = shardFromBytes(await bytesWithout(shard, RUNS))
    expect(restored.scalars[rowOf(0) + RUNS]).toBe(15)
  })

  it('of an engine that knew the longest run of 0 alone takes it for three', async () => {
    const shard = someShard()
    shard.scalars[rowOf(1) + LONGEST_ZERO_RUNS] = 59.8
    shard.scalars[rowOf(1) + KNOWN_ZERO_RUN] = 0
    const restored = shardFromBytes(await bytesAsNamed(shard, { [LONGEST_ZERO_RUNS]: 'LONGEST_ZERO_RUN_0' }))
    expect(restored.scalars[rowOf(1) + LONGEST_ZERO_RUNS]).toBe(60 * 2 ** 12 + 60)
    expect(restored.scalars[rowOf(1) + KNOWN_ZERO_RUN]).toBe(60)
  })

  it('of an engine that did not know the greatest values takes no other for a record', async () => {
    const shard = createShard({ interval: 'PT1H', measures: 1 })
    addSeries(shard, 1)
    const { normal } = randomNumbers(9)
    learn(shard, 0, 1900, () => 500 + normal())
    const restored = shardFromBytes(await bytesWithout(shard, HIGHEST))
    const scores = createScores(1)
    const summary = mergeSummaries([summarise(shard)], 1)
    const slot = { ofDay: 4, dayOfWeek: 2, dayOfYear: 0 }
    for (const each of [shard, restored]) {
      stepShard(each, summary, { slot, gap: 0, threshold: 50 }, Float64Array.of(502.3), scores)
      expect(scores.score[0]).toBeLessThan(2.5)
    }
  })

  it('of an engine that counted the calm values of a run of excesses goes on with what is left of the run', async () => {
    const shard = someShard()
    const runs = [
      { side: -1, calm: 2, left: -1 },
      { side: 1, calm: 0, left: 3 },
      { side: 0, calm: 1, left: 0 },
    ]
    runs.forEach(({ side, calm }, metric) => {
      shard.scalars[rowOf(metric) + CALM_LEFT] = side
      shard.scalars[rowOf(metric) + JITTER] = calm
    })
    const restored = shardFromBytes(await bytesAsNamed(shard, { [JITTER]: 'CALM_RUN', [CALM_LEFT]: 'EXCESS_SIDE' }))
    runs.forEach(({ left }, metric) => {
      expect(restored.scalars[rowOf(metric) + CALM_LEFT]).toBeCloseTo(left, 6)
      expect(restored.scalars[rowOf(metric) + JITTER]).toBe(0)
    })
  })

  it('of an engine that kept the hour beside the greatest excess in it goes on with both', async () => {
    const shard = someShard()
    shard.scalars[rowOf(1) + JITTER] = 5
    shard.scalars[rowOf(1) + GREAT] = 3
    const older = { [JITTER]: 'HOUR', [GREAT]: 'HOUR_PEAK', [HOUR_CLASS]: 'UNKNOWN' }
    const restored = shardFromBytes(await bytesAsNamed(shard, older))
    // Three lies between the third and the fourth power of 1.5, the first being 1.
    expect(restored.scalars[rowOf(1) + HOUR_CLASS]).toBe(5 * 16 + 3)
    expect(restored.scalars[rowOf(0) + HOUR_CLASS]).toBe(0)
  })

  it('of an engine that did not count values that are not 0 takes the share that their size says', async () => {
    const shard = someShard()
    const sizes = [
      { mean: 1, notZero: 4, share: 0.25 },
      { mean: 5, notZero: 4, share: 1 },
      { mean: 0, notZero: 0, share: 0 },
    ]
    sizes.forEach(({ mean, notZero }, metric) => {
      shard.scalars[rowOf(metric) + MEAN_ABSOLUTE] = mean
      shard.scalars[rowOf(metric) + MEAN_NOT_ZERO] = notZero
    })
    const restored = shardFromBytes(await bytesWithout(shard, NOT_ZERO_SHARE))
    sizes.forEach(({ share }, metric) => expect(restored.scalars[rowOf(metric) + NOT_ZERO_SHARE]).toBe(share))
  })

  it('of an engine that had another name for what is left of a run of excesses is as good as one of this engine', async () => {
    const shard = someShard()
    ;[3, -2, 0].forEach((left, metric) => {
      shard.scalars[rowOf(metric) + CALM_LEFT] = left
    })
    const bytes = await bytesAsNamed(shard, { [CALM_LEFT]: 'EXCESS_SIDE' })
    const given = shardFromBytes(bytes.slice(), true)
    const copied = shardFromBytes(bytes)
    expect(copied).toEqual(shard)
    expect(given).toEqual(shard)
    // In the bytes themselves: nothing in them has another place or meaning.
    expect(given.exact.byteOffset).toBeGreaterThan(0)
    expect(shardToBytes(copied)).toEqual(shardToBytes(shard))
    expect(run(copied, 60, 90)).toEqual(run(shard, 60, 90))
  })

  it('of version 2, which knew no hours of the week, is taken over with all that it knew', () => {
    const old = shardFromBytes(readFileSync(join(import.meta.dirname, '../../golden/snapshots/version-2.bin')), true)
    expect([old.interval, old.measures, old.learningPoints, old.series]).toEqual(['PT1H', 1, 20, 1])
    // The same metric, learned by this engine.
    const shard = createShard({ interval: 'PT1H', measures: 1, learningPoints: 20 })
    addSeries(shard, 1)
    learn(shard, 0, 400, (k) => 100 + (k % 24) + 0.5 * (k % 5) + jobAt5(k))
    // But for what is learned a little otherwise since, or was not learned at all.
    for (const unknown of [GREAT, EXCESS_FROM]) {
      expect(old.scalars[unknown]).toBe(0)
      shard.scalars[unknown] = 0
    }
    for (const name of ['exact', 'scalars', 'season'] as const) {
      const known = Array.from(shard[name], (value) => expect.closeTo(value, 2) as number)
      expect(Array.from(old[name])).toEqual(known)
    }
    const size = Math.hypot(...shard.long)
    expect(Math.hypot(...shard.long.map((value, hour) => value - old.long[hour]))).toBeLessThan(size / 2)
    const { runs } = old
    const expected = shard.runs
    expect(Array.from(runs.subarray(2, 24), slotRunOf)).toEqual(Array.from(expected.subarray(2, 24), slotRunOf))
    expect(slotRunOf(runs[5])).toBe(-3)
    // The file has 100 and -100 in these two: runs were counted further.
    expect(Array.from(runs.subarray(0, 2), slotRunOf)).toEqual([7, -7])
    expect(Array.from(runs, hourOf).every((state) => state === 0)).toBe(true)
  })

  it('takes no more room for a new series than an eighth more, however much memory it was given within', () => {
    const bytes = shardToBytes(someShard())
    const outer = new Uint8Array(64 * bytes.length)
    outer.set(bytes, 8)
    const given = shardFromBytes(outer.subarray(8, 8 + bytes.length), true)
    addSeries(given, 1)
    for (const array of [given.exact, given.scalars, given.season, given.long, given.runs]) {
      expect(array.buffer.byteLength).toBeLessThan(1.4 * array.byteLength)
    }
  })

  it('takes up new series after it was restored', () => {
    const shard = someShard()
    const restored = shardFromBytes(shardToBytes(shard))
    for (const each of [shard, restored]) addSeries(each, 2)
    expect(run(restored, 60, 90)).toEqual(run(shard, 60, 90))
  })

  it('is read from the middle of other bytes', () => {
    const bytes = shardToBytes(someShard())
    const outer = new Uint8Array(bytes.length + 3)
    outer.set(bytes, 3)
    expect(shardFromBytes(outer.subarray(3))).toEqual(shardFromBytes(bytes))
  })

  // At most 1.5 KB (of 1,024 bytes) a metric at PT1H and 2.5 KB at PT5M; at P1D there is a profile of the whole year. The 4 KB that say
  // what is in a shard are there once.
  it.each([
    ['PT5M', 2560],
    ['PT10M', 2560],
    ['PT1H', 1536],
    ['P1D', 2048],
  ] as const)('takes at %s at most %s bytes a metric', (interval, most) => {
    const shard = createShard({ interval, measures: 1 })
    addSeries(shard, 1000)
    expect(shardToBytes(shard).length / 1000).toBeLessThanOrEqual(most)
  })

  it('is refused when any one bit was changed', () => {
    const bytes = shardToBytes(someShard())
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const changed = bytes.slice()
        changed[at] ^= 1 << bit
        expect(refusal(changed)).not.toBe('accepted')
      }),
      { numRuns: 400, seed: 1 },
    )
  })

  it('is refused wherever it breaks off', () => {
    const bytes = shardToBytes(someShard())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length - 1 }), (length) => {
        expect(refusal(bytes.subarray(0, length))).toBe('SNAPSHOT_TRUNCATED')
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  it.each([
    { what: 'no bytes', change: () => new Uint8Array(0), code: 'SNAPSHOT_NOT_ONE' },
    { what: 'other bytes', change: () => new TextEncoder().encode('{"series":3}'), code: 'SNAPSHOT_NOT_ONE' },
    { what: 'another version', change: (bytes: Uint8Array) => bytes.with(8, 99), code: 'SNAPSHOT_VERSION_UNKNOWN' },
    { what: 'an unknown interval', change: (bytes: Uint8Array) => bytes.with(16, 9), code: 'SNAPSHOT_DAMAGED' },
    {
      what: 'more bytes behind it',
      change: (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]),
      code: 'SNAPSHOT_DAMAGED',
    },
  ])('is refused for $what with $code', ({ change, code }) => {
    expect(refusal(change(shardToBytes(someShard())))).toBe(code)
  })
})
