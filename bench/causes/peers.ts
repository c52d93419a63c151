import type { Interval } from '../../spec/interval.ts'
import { regressOnPast } from '../../engine/anomalies/causes/lagged-regression.ts'
import { discoveries, leadsOf, type Lead } from '../../engine/anomalies/causes/lead.ts'
import { normalTail } from '../../engine/anomalies/causes/normal-tail.ts'
import type { ResidualHistory } from '../../engine/anomalies/causes/index.ts'
import { seasonFree } from '../../engine/anomalies/causes/season-free.ts'
import type { FoundLink } from './judge.ts'
import { randomNumbers } from './random.ts'
import type { System } from './system.ts'

const LAGS = 8
const SEASON: Readonly<Record<Interval, number>> = { PT5M: 288, PT10M: 144, PT1H: 168, P1D: 7 }
const FALSE_SHARE = 0.05

/** Links that a guess names in a system: as many as there are in most. */
const GUESSED = 7

/** Ways to find links, simple ones first; each sees the values or the detector's residuals of them. */
export const PEERS: Readonly<Record<string, (system: System, history: ResidualHistory) => FoundLink[]>> = {
  'chance: 7 pairs, lags and directions at random': guessed,
  'cross-correlation of raw values, p < 5 %': ({ values }) =>
    shown(crossCorrelated(values).filter(({ p }) => p < 0.05 / LAGS)),
  'cross-correlation, season taken out, prewhitened, BH 5 %': ({ values, interval }) =>
    shown(
      discoveries(
        crossCorrelated(values.map((series) => prewhitened(seasonTakenOut(series, SEASON[interval])))).map(overLags),
        FALSE_SHARE,
      ),
    ),
  'pairwise Granger on the residuals, BH 5 %': (system, history) =>
    shown(discoveries(pairwise(system, history), FALSE_SHARE)),
  'conditional Granger on the residuals, BH 5 %': (system, history) =>
    shown(discoveries(leadsOf(regressOnPast(seriesOf(system, history), LAGS)), FALSE_SHARE)),
  'the same, in both halves': (system, history) =>
    shown(
      discoveries(leadsOf(regressOnPast(seriesOf(system, history), LAGS)), FALSE_SHARE).filter(({ steady }) => steady),
    ),
}

function guessed({ values }: System): FoundLink[] {
  // Other numbers for each system, the same each time.
  const random = randomNumbers(Math.round(1e6 * Math.abs(values[0][0])))
  const pairs = values.flatMap((_, from) => values.flatMap((__, to) => (from === to ? [] : [{ from, to }])))
  return random
    .shuffled(pairs)
    .slice(0, GUESSED)
    .map((pair) => ({ kind: 'may-cause', ...pair, lagIntervals: random.whole(1, LAGS) }))
}

function shown(leads: readonly Lead[]): FoundLink[] {
  return leads.map(({ from, to, lag }) => ({ kind: 'may-cause', from, to, lagIntervals: lag }))
}

function overLags(lead: Lead): Lead {
  return { ...lead, p: Math.min(1, LAGS * lead.p) }
}

function seriesOf({ interval }: System, history: ResidualHistory): Float64Array[] {
  return Array.from({ length: history.measures }, (_, measure) => seasonFree(history, measure, interval)!.values)
}

function pairwise(system: System, history: ResidualHistory): Lead[] {
  const series = seriesOf(system, history)
  return series.flatMap((_, a) =>
    series.slice(a + 1).flatMap((__, offset) => {
      const pair = [a, a + 1 + offset]
      const leads = leadsOf(regressOnPast([series[pair[0]], series[pair[1]]], LAGS))
      return leads.map((lead) => ({ ...lead, from: pair[lead.from], to: pair[lead.to] }))
    }),
  )
}

/** The greatest correlation of each ordered pair over the lags, its p-value that of one lag alone. */
function crossCorrelated(series: readonly Float64Array[]): Lead[] {
  const standard = series.map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const centred = values.map((value) => value - mean)
    const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0))
    return centred.map((value) => value / norm)
  })
  return standard.flatMap((x, from) =>
    standard.flatMap((y, to) => {
      if (from === to) return []
      let strength = 0
      let lag = 1
      for (let l = 1; l <= LAGS; l++) {
        let sum = 0
        for (let t = l; t < y.length; t++) sum += x[t - l] * y[t]
        if (Math.abs(sum) > Math.abs(strength)) [strength, lag] = [sum, l]
      }
      const p = 2 * normalTail(Math.abs(strength) * Math.sqrt(y.length))
      return [{ from, to, lag, strength, p, steady: true }]
    }),
  )
}

function seasonTakenOut(values: Float64Array, cycle: number): Float64Array {
  const sums = new Float64Array(cycle)
  const counts = new Float64Array(cycle)
  values.forEach((value, t) => {
    sums[t % cycle] += value
    counts[t % cycle]++
  })
  return values.map((value, t) => value - sums[t % cycle] / counts[t % cycle])
}

/** What an autoregression on the last 8 values leaves. */
function prewhitened(values: Float64Array): Float64Array {
  return regressOnPast([values], LAGS).innovations[0]
}
