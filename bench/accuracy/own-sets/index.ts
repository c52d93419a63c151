import type { Interval } from '../../../spec/interval.ts'
import type { LabelledSeries, LabelledSet } from '../labelled-series.ts'
import { randomNumbers, type RandomNumbers } from '../random-numbers.ts'
import * as business from './business-domains.ts'
import { calendarOf, type CleanSeries, type Domain } from './clean-series.ts'
import { HAPPENINGS, happen, type Draft, type HappeningKind } from './happenings.ts'
import * as operations from './operations-domains.ts'

interface SetPlan {
  readonly interval: Interval
  readonly rows: number
  /** How many series of each domain. */
  readonly domains: readonly (readonly [Domain, number])[]
}

/** Things that happen to a series; one in each tenth of it, in what is for learning too. */
const HAPPENINGS_A_SERIES = 10
/** Every so many series has values missing at random and a gap now and then. */
const EVERY_GAPPY = 5

const EVERYWHERE: readonly (readonly [Domain, number])[] = [
  [business.webTraffic, 3],
  [business.revenue, 3],
  [business.conversion, 2],
  [business.weekendEffect, 2],
  [business.sparseCounts, 2],
  [business.zeroInflated, 1],
  [operations.latency, 2],
  [operations.temperature, 2],
  [operations.driftingNoise, 2],
  [operations.errors, 2],
  [operations.batchJob, 2],
]
const WITHIN_DAY: readonly (readonly [Domain, number])[] = [
  [business.businessHours, 1],
  [operations.queueDepth, 2],
  [operations.processor, 2],
  [operations.sawtooth, 1],
]

const PLANS: Readonly<Record<string, SetPlan>> = {
  own5m: { interval: 'PT5M', rows: 10_080, domains: [...EVERYWHERE, ...WITHIN_DAY] },
  own1h: { interval: 'PT1H', rows: 3000, domains: [...EVERYWHERE, ...WITHIN_DAY] },
  own1d: { interval: 'P1D', rows: 1000, domains: [...EVERYWHERE, [business.holidays, 4]] },
}

/** Names of our own sets. */
export const OWN_SETS: readonly string[] = Object.keys(PLANS)

/**
 * One of our own sets: metrics of many domains with labelled anomalies of graded size, made from a seed. Nothing in it
 * was chosen by what a detector makes of it.
 *
 * @param seed - another seed is another set of the same kind
 * @throws {RangeError} when there is no such set
 */
export function ownSet(name: string, seed = 20_261_122): LabelledSet {
  const plan = PLANS[name]
  if (plan === undefined) throw new RangeError(`There is no set "${name}". There are ${OWN_SETS.join(', ')}.`)
  const domains = plan.domains.flatMap(([domain, count]) => Array.from({ length: count }, () => domain))
  return {
    name,
    series: domains.map((domain, k) => ownSeries(plan, domain, k, randomNumbers(seed + 7919 * (k + 1) + plan.rows))),
  }
}

function ownSeries({ interval, rows }: SetPlan, domain: Domain, number: number, random: RandomNumbers): LabelledSeries {
  const calendar = calendarOf(interval, rows)
  const clean = domain(calendar, random)
  const draft: Draft = { clean, values: clean.values.slice(), labels: new Uint8Array(rows) }
  const gappy = number % EVERY_GAPPY === EVERY_GAPPY - 1
  const kinds = possibleKinds(clean, gappy)
  const part = Math.floor(rows / HAPPENINGS_A_SERIES)
  const happenings: { kind: HappeningKind; start: number; end: number }[] = []
  for (let k = 0; k < HAPPENINGS_A_SERIES; k++) {
    const wanted = kinds[(number + k) % kinds.length]
    const row = k * part + Math.floor(part * random.between(0.05, 0.2))
    const grade = random.whole(0, 2)
    // What cannot happen there (a dip of what is near 0) gives way to what can.
    const kind = ([wanted, 'spike', 'dip', 'burst'] as const).find((each) =>
      happen(draft, calendar, random, { kind: each, row, grade }),
    )
    if (kind === undefined)
      throw new Error(`Nothing can happen to ${domain.name} at ${row}: this is a bug of the bench.`)
    happenings.push({ kind, start: k * part, end: (k + 1) * part - 1 })
  }
  for (const jump of clean.jumps ?? []) leaveUnjudged(draft.labels, jump, Math.max(7, 2 * calendar.perDay))
  if (gappy) loseValues(draft, random, Math.max(3, calendar.perDay / 12))
  const seconds = calendar.times[1] - calendar.times[0]
  const name = `${domain.name}-${number + 1}`
  return { name, interval, seconds, times: calendar.times, values: draft.values, labels: draft.labels, happenings }
}

function possibleKinds({ dense, shaped }: CleanSeries, gappy: boolean): HappeningKind[] {
  return HAPPENINGS.filter((kind) => {
    if (kind === 'spike' || kind === 'shift') return true
    if (kind === 'pattern') return shaped
    return kind === 'missing' ? dense && !gappy : dense
  })
}

function leaveUnjudged(labels: Uint8Array, from: number, rows: number): void {
  for (let row = from; row < Math.min(labels.length, from + rows); row++) if (labels[row] === 0) labels[row] = 2
}

/** One value in fifty, and one gap in 300 rows; labelled ones stay. */
function loseValues({ values, labels }: Draft, random: RandomNumbers, gap: number): void {
  for (let row = 0; row < values.length; row++) {
    const lost = random.uniform() < 0.02 ? 1 : random.uniform() < 1 / 300 ? random.whole(2, gap) : 0
    for (let at = row; at < Math.min(values.length, row + lost); at++) if (labels[at] === 0) values[at] = Number.NaN
  }
}
