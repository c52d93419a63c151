import type { LaggedRegression } from './lagged-regression.ts'
import { normalOfStudent, normalTail } from './normal-tail.ts'
import { sharedMovements } from './same-interval.ts'

/** What each half of the history must say for itself: one-sided 5 %. */
const HALF_Z = 1.645

/** That one series may lead another, or that two move in the same interval, and how sure that is. */
export interface Lead {
  readonly from: number
  readonly to: number
  /** The lag that shows most; 0 for the same interval. */
  readonly lag: number
  /** Coefficient at that lag; partial correlation for the same interval. */
  readonly strength: number
  /** Two-sided, for all lags together. */
  readonly p: number
  /** Both halves of the history say the same on their own. */
  readonly steady: boolean
}

/** Every ordered pair, tested for `from` leading `to`: Simes' p-value over the lags. */
export function leadsOf({ lags, coefficients, t, tOlder, tNewer, freedom, innovations }: LaggedRegression): Lead[] {
  const count = innovations.length
  return innovations.flatMap((_, to) =>
    innovations.flatMap((__, from) => {
      if (from === to) return []
      const at = (to * count + from) * lags
      const sizes = Array.from(t.subarray(at, at + lags), Math.abs)
      // Not by p-value: those of very sure lags are equal.
      const best = sizes.indexOf(Math.max(...sizes))
      const ps = sizes.map((size) => twoSided(size, freedom))
      const cell = at + best
      const steady = Math.min(Math.sign(t[cell]) * tOlder[cell], Math.sign(t[cell]) * tNewer[cell]) > HALF_Z
      return [{ from, to, lag: best + 1, strength: coefficients[cell], p: simes(ps), steady }]
    }),
  )
}

/** Every pair, tested for moving in the same interval. */
export function movementsOf({ innovations, freedom }: LaggedRegression): Lead[] {
  return sharedMovements(innovations).map(({ a, b, correlation, t, tOlder, tNewer }) => ({
    from: a,
    to: b,
    lag: 0,
    strength: correlation,
    p: twoSided(t, freedom),
    steady: Math.min(Math.sign(t) * tOlder, Math.sign(t) * tNewer) > HALF_Z,
  }))
}

/**
 * The leads of which no more than a share is expected to be false.
 *
 * @see Benjamini and Hochberg 1995, https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
 */
export function discoveries(leads: readonly Lead[], falseShare: number): Lead[] {
  const sorted = leads.toSorted(bySurety)
  const last = sorted.findLastIndex(({ p }, rank) => p <= (falseShare * (rank + 1)) / sorted.length)
  return sorted.slice(0, last + 1)
}

/** The surest first; of equal p-values (there is a smallest one) the stronger. */
export function bySurety(a: Lead, b: Lead): number {
  return a.p - b.p || Math.abs(b.strength) - Math.abs(a.strength)
}

/** @see Simes 1986, https://doi.org/10.1093/biomet/73.3.751 */
function simes(ps: readonly number[]): number {
  return Math.min(...ps.toSorted((a, b) => a - b).map((p, rank) => (p * ps.length) / (rank + 1)))
}

function twoSided(t: number, freedom: number): number {
  return 2 * normalTail(Math.abs(normalOfStudent(t, freedom)))
}
