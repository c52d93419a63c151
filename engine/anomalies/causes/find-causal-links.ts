import type { Interval } from '../../../spec/interval.ts'
import type { CausalLink } from './causal-link.ts'
import { fadingOfGreatMoves } from './great-moves.ts'
import { regressOnPast, type LaggedRegression } from './lagged-regression.ts'
import { bySurety, discoveries, leadsOf, movementsOf, type Lead } from './lead.ts'
import type { ResidualHistory } from './residual-history.ts'
import { seasonFree, type SeasonFree } from './season-free.ts'

/** How links are looked for. */
export interface CausalOptions {
  readonly interval: Interval
  /** Longest lag in intervals, a whole number from 1 on; default an hour (PT5M), 90 minutes, 8 hours, a week (P1D). */
  readonly maxLag?: number
}

const LONGEST_LAG: Readonly<Record<Interval, number>> = { PT5M: 12, PT10M: 9, PT1H: 8, P1D: 7 }

/** Intervals without which nothing is looked for, and intervals that a column of the regression needs. */
const LEAST_INTERVALS = 200
const INTERVALS_PER_COLUMN = 10

/** Share of false links among those found, by chance alone. */
const FALSE_SHARE = 0.01

/**
 * A link must move its effect by so many sigma per sigma (1.4 % of the variance). In a long history the remains of
 * season and forecast are significant below that.
 */
const LEAST_STRENGTH = 0.12

/** From this p-value on, the way back is taken for real, and the link has no direction. */
const BACK_P = 0.001

/** An effect that fades for great moves (one-sided 5 %) is one of something unmeasured. */
const FADING_Z = 1.645

/** A lag counts in the response from three standard errors on. */
const RESPONSE_T = 3

/**
 * Finds which measures' residuals foretell those of others (Granger's causality, all other measures held), and which
 * move within the same interval. What is shown holds in both halves of the history, in one direction only, and for
 * great moves as for small ones; the rest of what is found moves together, or is not shown.
 *
 * Deterministic; neither the order nor the units of the measures play a part. 10 measures x 2,500 intervals take 40 to 60 ms
 * (`npm run bench:causes`).
 *
 * @returns the strongest evidence first, `may-cause` before `moves-together`; nothing when the history is too short
 * @throws {RangeError} when `maxLag` is not a whole number from 1 on
 * @see Granger 1969, https://doi.org/10.2307/1912791; Geweke 1984, https://doi.org/10.1080/01621459.1984.10477110
 */
export function findCausalLinks(history: ResidualHistory, options: CausalOptions): CausalLink[] {
  const { interval, maxLag = LONGEST_LAG[interval] } = options
  if (!Number.isSafeInteger(maxLag) || maxLag < 1) {
    throw new RangeError(`The longest lag cannot be ${maxLag}; give a whole number of intervals from 1 on.`)
  }
  const parts: Part[] = []
  for (let measure = 0; measure < history.measures; measure++) {
    const free = seasonFree(history, measure, interval)
    if (free !== undefined) parts.push({ measure, ...free })
  }
  const lags = Math.min(maxLag, Math.floor(history.length / (INTERVALS_PER_COLUMN * parts.length)))
  if (parts.length < 2 || history.length < LEAST_INTERVALS || lags < 1) return []
  const series = parts.map(({ values }) => values)
  const regression = regressOnPast(series, lags)
  const leads = leadsOf(regression)
  const wayBack = new Map(leads.map((lead) => [`${lead.to} ${lead.from}`, lead.p]))
  const lagged = worthShowing(leads)
  const directed = lagged.filter(
    (lead) =>
      wayBack.get(`${lead.from} ${lead.to}`)! > BACK_P && fadingOfGreatMoves(series, regression, lead) < FADING_Z,
  )
  const undirected = [...lagged, ...worthShowing(movementsOf(regression))].toSorted(bySurety)
  return [
    ...directed.map((lead) => linkOf('may-cause', lead, parts, regression)),
    ...oncePerPair(undirected, directed).map((lead) => linkOf('moves-together', lead, parts, regression)),
  ]
}

function worthShowing(leads: readonly Lead[]): Lead[] {
  return discoveries(leads, FALSE_SHARE).filter(
    ({ steady, strength }) => steady && Math.abs(strength) >= LEAST_STRENGTH,
  )
}

interface Part extends SeasonFree {
  readonly measure: number
}

/** The first lead of each pair that is not taken yet. */
function oncePerPair(leads: readonly Lead[], taken: readonly Lead[]): Lead[] {
  const pairs = new Set(taken.map(pairOf))
  return leads.filter((lead) => {
    const isNew = !pairs.has(pairOf(lead))
    pairs.add(pairOf(lead))
    return isNew
  })
}

function pairOf({ from, to }: Lead): string {
  return `${Math.min(from, to)} ${Math.max(from, to)}`
}

function linkOf(
  kind: CausalLink['kind'],
  { from, to, lag, strength, p }: Lead,
  parts: readonly Part[],
  { lags, coefficients, t }: LaggedRegression,
): CausalLink {
  const at = (to * parts.length + from) * lags
  const gain = parts[to].unit / parts[from].unit
  const response = Array.from({ length: lag === 0 ? 0 : lags }, (_, k) =>
    k + 1 === lag || Math.abs(t[at + k]) >= RESPONSE_T ? gain * coefficients[at + k] : 0,
  )
  return {
    kind,
    from: parts[from].measure,
    to: parts[to].measure,
    lagIntervals: lag,
    strength,
    pValue: p,
    response,
  }
}
