import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addSeries,
  clearSeries,
  createScores,
  createShard,
  mergeSummaries,
  severityOf,
  shardFromBytes,
  shardToBytes,
  stepShard,
  summarise,
  type DetectorSummary,
  type Scores,
  type Shard,
} from '../../../engine/detection/index.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { INTERVALS } from '../../../spec/index.ts'
import { hourOf } from '../../../engine/detection/runs.ts'
import { LEAST } from '../../../engine/detection/layout.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

const kinds = ['normal', 'counts', 'growing', 'sparse', 'negative', 'jumping', 'peaks'] as const

function value(kind: (typeof kinds)[number], k: number, random: ReturnType<typeof randomNumbers>): number {
  const hour = k % 24
  switch (kind) {
    case 'normal':
      return 100 * daily(hour) + 5 * random.normal()
    case 'counts':
      return random.poisson(30 * daily(hour) ** 2)
    case 'growing':
      return 100 * daily(hour) ** 3 * Math.exp(0.2 * random.normal())
    case 'sparse':
      return random.poisson(0.2)
    case 'negative':
      return 10 * Math.sin(hour) + random.normal()
    case 'jumping':
      return 500 + 3 * (k % 45) + random.normal()
    case 'peaks':
      return 500 + 10 * random.normal() + (random.uniform() < 0.04 ? 200 : 0)
  }
}

function slotOf(k: number): { ofDay: number; dayOfWeek: number; dayOfYear: number } {
  return { ofDay: k % 24, dayOfWeek: Math.floor(k / 24) % 7, dayOfYear: Math.floor(k / 24) }
}

/** A shard that has seen `points` intervals, with the summary for the next. */
function trained(
  kind: (typeof kinds)[number],
  seed: number,
  points: number,
  factor = 1,
  zeros = 0,
): { readonly shard: Shard; readonly summary: DetectorSummary; readonly last: number[] } {
  const random = randomNumbers(seed)
  const shard = createShard({ interval: 'PT1H', measures: 1 })
  addSeries(shard, 1)
  const scores = createScores(1)
  let summary = mergeSummaries([], 1)
  const last: number[] = []
  for (let k = 0; k < points; k++) {
    const values = Float64Array.of(k < zeros ? 0 : factor * value(kind, k, random))
    stepShard(shard, summary, { slot: slotOf(k), gap: 0, threshold: 50 }, values, scores)
    summary = mergeSummaries([summarise(shard)], 1)
    if (k >= 300) last.push(scores.score[0])
  }
  return { shard, summary, last }
}

/** The verdict on a value without learning it. */
function judge(
  state: { readonly shard: Shard; readonly summary: DetectorSummary },
  k: number,
  threshold: number,
  candidate: number,
): { score: number; severity: number; expected: number; lower: number; upper: number } {
  const scores = createScores(1)
  const copy = shardFromBytes(shardToBytes(state.shard))
  stepShard(copy, state.summary, { slot: slotOf(k), gap: 0, threshold }, Float64Array.of(candidate), scores)
  return {
    score: scores.score[0],
    severity: scores.severity[0],
    expected: scores.expected[0],
    lower: scores.lower[0],
    upper: scores.upper[0],
  }
}

const state = fc
  .record({ kind: fc.constantFrom(...kinds), seed: fc.integer(), points: fc.integer({ min: 301, max: 900 }) })
  .map(({ kind, seed, points }) => ({ ...trained(kind, seed, points), points }))

describe('a verdict', () => {
  it('is the more severe, the farther a value lies from the expected', () => {
    fc.assert(
      fc.property(
        state,
        fc.array(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 6 }),
        (s, steps) => {
          const { expected } = judge(s, s.points, 50, 0)
          for (const side of [1, -1]) {
            const scores = steps
              .toSorted((a, b) => a - b)
              .map((distance) => judge(s, s.points, 50, expected + side * distance).score)
            expect(scores).toEqual(scores.toSorted((a, b) => a - b))
          }
        },
      ),
      { numRuns: 40, seed: 1 },
    )
  })

  it('lies outside the bounds exactly when its severity reaches what they were asked for', () => {
    fc.assert(
      fc.property(state, fc.integer({ min: 1, max: 100 }), (s, threshold) => {
        const { lower, upper, expected } = judge(s, s.points, threshold, 0)
        expect(lower).toBeLessThanOrEqual(expected)
        expect(expected).toBeLessThanOrEqual(upper)
        // The bounds themselves are rounded: a billionth of the band is left aside.
        const hair = 1e-9 * (upper - lower) + 1e-12 * Math.abs(upper)
        const severity = (candidate: number): number => judge(s, s.points, threshold, candidate).severity
        expect(severity(upper + hair)).toBeGreaterThanOrEqual(threshold)
        // A metric that never was below 0 has no bound there: whatever it may have is inside.
        if (lower > 0 || s.shard.scalars[LEAST] < 0) expect(severity(lower - hair)).toBeGreaterThanOrEqual(threshold)
        else expect(lower).toBe(0)
        if (upper - hair > expected) expect(severity(upper - hair)).toBeLessThan(threshold)
        if (lower + hair < expected) expect(severity(lower + hair)).toBeLessThan(threshold)
      }),
      { numRuns: 60, seed: 2 },
    )
  })

  it('does not depend on the unit of the values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.integer(),
        fc.constantFrom(1e-6, 0.01, 7, 1e9),
        // A metric that begins with zeros does not tell its unit yet.
        fc.constantFrom(0, 100),
        (kind, seed, factor, zeros) => {
          const one = trained(kind, seed, 700, 1, zeros).last
          const other = trained(kind, seed, 700, factor, zeros).last
          const difference = one.map((score, k) => Math.abs(score - other[k]))
          expect(Math.max(...difference)).toBeLessThan(0.02)
        },
      ),
      { numRuns: 30, seed: 3 },
    )
  })

  it('is a number for whatever values come', () => {
    const extreme = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
      fc.constantFrom(0, -0, 1, -1, 1e15, -1e15, 1e-15, 1e300, -1e300, 5e-324, NaN),
    )
    fc.assert(
      fc.property(state, fc.array(extreme, { minLength: 1, maxLength: 60 }), (s, values) => {
        const scores = createScores(1)
        const copy = shardFromBytes(shardToBytes(s.shard))
        for (const [k, candidate] of values.entries()) {
          const context = { slot: slotOf(s.points + k), gap: 0, threshold: 70 }
          stepShard(copy, s.summary, context, Float64Array.of(candidate), scores)
          const is = Number.isNaN(candidate)
          const { age: _age, silence: _silence, ...verdicts } = scores
          for (const verdict of Object.values(verdicts) as Float64Array[]) expect(Number.isFinite(verdict[0])).toBe(!is)
          if (!is) expect(scores.lower[0]).toBeLessThanOrEqual(scores.upper[0])
        }
      }),
      { numRuns: 40, seed: 4 },
    )
  })

  it('of a missing value that is judged is a number for whatever came before, and so is what was expected', () => {
    const extreme = fc.constantFrom(0, -0, 1, -1, 1e15, -1e15, 1e-15, 1e300, -1e300, 5e-324, NaN)
    let judged = 0
    fc.assert(
      fc.property(state, fc.array(extreme, { maxLength: 20 }), (s, values) => {
        const scores = createScores(1)
        const copy = shardFromBytes(shardToBytes(s.shard))
        for (const [k, one] of [...values, ...Array.from({ length: 12 }, () => NaN)].entries()) {
          const context = { slot: slotOf(s.points + k), gap: 0, threshold: 70, missing: true }
          stepShard(copy, s.summary, context, Float64Array.of(one), scores)
          const is = !Number.isNaN(scores.score[0])
          if (is && Number.isNaN(one)) judged++
          const { expected, lower, upper, score, severity } = scores
          for (const [verdict] of [expected, lower, upper, score, severity]) expect(Number.isFinite(verdict)).toBe(is)
          if (is) expect(scores.lower[0]).toBeLessThanOrEqual(scores.upper[0])
        }
      }),
      { numRuns: 40, seed: 4 },
    )
    expect(judged).toBeGreaterThan(100)
  })
})

describe('a gap', () => {
  it('is the same as so many intervals of missing values', () => {
    fc.assert(
      fc.property(
        state,
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 300, noNaN: true }),
        (s, gap, v) => {
          const stepped = shardFromBytes(shardToBytes(s.shard))
          const skipped = shardFromBytes(shardToBytes(s.shard))
          const scores = createScores(1)
          const other = createScores(1)
          for (let k = 0; k < gap; k++) {
            const context = { slot: slotOf(s.points + k), gap: 0, threshold: 50 }
            stepShard(stepped, s.summary, context, Float64Array.of(Number.NaN), scores)
            expect(scores.score[0]).toBeNaN()
          }
          const slot = slotOf(s.points + gap)
          stepShard(stepped, s.summary, { slot, gap: 0, threshold: 50 }, Float64Array.of(v), scores)
          stepShard(skipped, s.summary, { slot, gap, threshold: 50 }, Float64Array.of(v), other)
          expect(other).toEqual(scores)
          expect(shardToBytes(skipped)).toEqual(shardToBytes(stepped))
        },
      ),
      { numRuns: 20, seed: 5 },
    )
  })

  it.each([
    { interval: 'PT5M', perHour: 12 },
    { interval: 'PT10M', perHour: 6 },
    { interval: 'PT1H', perHour: 1 },
  ] as const)(
    'is that to hours of the week at $interval, too, wherever it begins and ends',
    ({ interval, perHour }) => {
      const { normal, uniform } = randomNumbers(7)
      const stepped = new Feeder({ interval })
      const skipped = new Feeder({ interval })
      const week = 168 * perHour
      const gaps = [1, 2, 3, perHour, 5 * perHour + 1, 26 * perHour, 40]
      const states = new Set<number>()
      let gap = 0
      for (let k = 0; k < 10 * week; k++) {
        // Three hours of most weeks: they are on the way to be known for it, or are.
        const isJob = [10, 60, 90].includes(Math.floor((k % week) / perHour)) && Math.floor(k / week) % 5 !== 4
        const here = 100 + 3 * normal() + (isJob ? 300 : 0)
        if (gap === 0 && k > week && uniform() < 0.03 / perHour) gap = gaps[Math.floor(uniform() * gaps.length)]
        stepped.step(() => (gap > 0 ? Number.NaN : here))
        if (gap > 0) {
          skipped.skip(1)
          gap--
          continue
        }
        skipped.step(() => here)
        for (const byte of skipped.shard.runs) states.add(hourOf(byte))
        expect(Buffer.compare(shardToBytes(skipped.shard), shardToBytes(stepped.shard))).toBe(0)
      }
      expect(states.size).toBeGreaterThan(3)
    },
  )
})

describe('shards', () => {
  it('know of a series that was cleared what they know of a new one', () => {
    const random = randomNumbers(7)
    const [used, fresh] = ['used', 'fresh'].map(() => createShard({ interval: 'PT1H', measures: 2 }))
    addSeries(used, 3)
    const valuesAt = (k: number): Float64Array =>
      Float64Array.from({ length: 6 }, (_, metric) => value(kinds[metric % kinds.length], k, random))
    for (let k = 0; k < 400; k++) stepOf(used, valuesAt(k), k)
    clearSeries(used, 1)
    addSeries(fresh, 3)
    let judged = 0
    for (let k = 400; k < 750; k++) {
      const values = valuesAt(k)
      const [known, own] = [stepOf(used, values, k), stepOf(fresh, values, k)]
      for (const name of ['expected', 'lower', 'upper', 'score'] as const) {
        expect([...known[name].subarray(2, 4)]).toEqual([...own[name].subarray(2, 4)])
      }
      // Its neighbours know what they knew.
      for (const index of [1, 4]) expect(known.score[index]).not.toBeNaN()
      judged += Number.isNaN(own.score[2]) ? 0 : 1
    }
    expect(judged).toBeGreaterThan(40)
  })

  it('give the same verdicts however the series are spread over them', () => {
    const random = randomNumbers(6)
    const whole = createShard({ interval: 'PT1H', measures: 2 })
    const halves = [4, 6].map((count) => {
      const shard = createShard({ interval: 'PT1H', measures: 2 })
      addSeries(shard, count)
      return { shard, scores: createScores(2 * count) }
    })
    // One by one, as new series come.
    for (let k = 0; k < 10; k++) addSeries(whole, 1)
    const scores = createScores(20)
    let summary = mergeSummaries([], 2)
    for (let k = 0; k < 600; k++) {
      const values = Float64Array.from({ length: 20 }, (_, metric) =>
        random.uniform() < 0.1 ? Number.NaN : value(kinds[metric % kinds.length], k, random),
      )
      const context = { slot: slotOf(k), gap: 0, threshold: 50 }
      stepShard(whole, summary, context, values, scores)
      stepShard(halves[0].shard, summary, context, values.slice(0, 8), halves[0].scores)
      stepShard(halves[1].shard, summary, context, values.slice(8), halves[1].scores)
      for (const name of ['expected', 'lower', 'upper', 'score', 'severity'] as const) {
        expect([...halves[0].scores[name], ...halves[1].scores[name]]).toEqual([...scores[name]])
      }
      summary = mergeSummaries(
        halves.map(({ shard }) => summarise(shard)),
        2,
      )
    }
    expect(summary).toEqual(JSON.parse(JSON.stringify(summary)))
  })

  it('without series add nothing to a summary', () => {
    const { shard } = trained('normal', 1, 500)
    const empty = summarise(createShard({ interval: 'PT1H', measures: 1 }))
    expect(mergeSummaries([empty, summarise(shard), empty], 1)).toEqual(mergeSummaries([summarise(shard)], 1))
  })

  it.each([0, -1, 1.5, Number.NaN])('cannot have %s measures', (measures) => {
    expect(() => createShard({ interval: 'PT1H', measures })).toThrow(RangeError)
  })
})

// facts: S = clamp(25 (s - 1), 0, 100)
describe('severityOf', () => {
  it.each([
    [0, 0],
    [1, 0],
    [3, 50],
    [3.8, 70],
    [4.6, 90],
    [5, 100],
    [40, 100],
  ])('of score %s is %s', (score, severity) => {
    expect(severityOf(score)).toBeCloseTo(severity, 10)
  })

  it('is NaN while there is no score', () => {
    expect(severityOf(Number.NaN)).toBeNaN()
  })
})

describe('what neighbours of a slot learn from it', () => {
  it.each(INTERVALS)('drives no profile apart at %s, whatever its waves', (interval) => {
    const { kernel } = cyclesOf(interval)
    for (let wave = 0; wave <= 100; wave++) {
      const angle = (Math.PI * wave) / 100
      const gain = kernel.reduce((sum, share, d) => sum + (d === 0 ? 1 : 2) * share * Math.cos(d * angle), 0)
      expect(gain).toBeGreaterThan(0.02)
    }
  })
})

/** What a shard of two measures makes of an interval. */
function stepOf(shard: Shard, values: Float64Array, k: number): Scores {
  const scores = createScores(values.length)
  stepShard(shard, mergeSummaries([], 2), { slot: slotOf(k), gap: 0, threshold: 50 }, values, scores)
  return scores
}
