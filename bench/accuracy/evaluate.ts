import type { LabelledSeries } from './labelled-series.ts'
import { eventScores, falseAlerts, type Judged } from './protocol.ts'

/** A series with a method's scores, one a row; severities where the method has them. */
export interface Scored {
  readonly series: LabelledSeries
  readonly judged: Judged
  readonly scores: Float64Array
  readonly severities?: Float64Array
}

/** What one threshold for a whole set finds. */
export interface CurvePoint {
  readonly threshold: number
  /** False alerts in a metric's week. */
  readonly perWeek: number
  /** Share of events found. */
  readonly recall: number
  readonly f1: number
}

/** How good a method is on a set. Shares are 0 .. 1. */
export interface Evaluation {
  readonly events: number
  readonly metricWeeks: number
  readonly recallAt01: number
  readonly recallAt05: number
  readonly recallAt1: number
  /** Over the budgets 0.05, 0.1, 0.2, 0.5, 1 and 2 false alerts in a metric's week. */
  readonly meanRecall: number
  readonly bestF1: number
  /** False alerts in a metric's week at severity 30, 50, 70 and 90; empty for a method without severities. */
  readonly perWeekAtSeverity: readonly number[]
  /** Events of each known kind, and how many of them are found at 0.5 false alerts in a metric's week. */
  readonly kinds: Readonly<Record<string, { readonly events: number; readonly found: number }>>
}

const CANDIDATES = 160
/** Share of the highest scores outside of labels that thresholds are taken from: what lies below is noise. */
const HIGHEST_SHARE = 0.03
const BUDGETS = [0.05, 0.1, 0.2, 0.5, 1, 2]
const SEVERITIES = [30, 50, 70, 90]

/** Judges a method on a set by one threshold for all its series. */
export function evaluate(scored: readonly Scored[]): Evaluation {
  const metricWeeks = scored.reduce((sum, { series, judged }) => sum + (judged.rows * series.seconds) / 604_800, 0)
  const found = scored.flatMap(({ judged, scores }) => eventScores(judged, scores))
  const curve = thresholds(scored).map((threshold) => pointAt(scored, found, metricWeeks, threshold))
  const recallWithin = (budget: number): number =>
    curve.reduce((best, { perWeek, recall }) => (perWeek <= budget ? Math.max(best, recall) : best), 0)
  return {
    events: found.length,
    metricWeeks,
    recallAt01: recallWithin(0.1),
    recallAt05: recallWithin(0.5),
    recallAt1: recallWithin(1),
    meanRecall: BUDGETS.reduce((sum, budget) => sum + recallWithin(budget), 0) / BUDGETS.length,
    bestF1: curve.reduce((best, { f1 }) => Math.max(best, f1), 0),
    perWeekAtSeverity: scored.some(({ severities }) => severities === undefined)
      ? []
      : SEVERITIES.map((severity) => totalFalseAlerts(scored, severity, 'severities') / metricWeeks),
    kinds: byKind(scored, Math.min(...curve.filter(({ perWeek }) => perWeek <= 0.5).map(({ threshold }) => threshold))),
  }
}

/** Scores outside of labels, from the highest down in equal steps of the logarithm of the rank; highest first. */
function thresholds(scored: readonly Scored[]): number[] {
  const top = scored
    .flatMap(({ judged, scores }) => {
      const outside = scores.filter((score, row) => row >= judged.from && judged.quiet[row] === 0 && isFinite(score))
      return Array.from(outside.toSorted().subarray(outside.length - Math.ceil(outside.length * HIGHEST_SHARE)))
    })
    .toSorted((a, b) => b - a)
  if (top.length === 0) return []
  const ranks = Array.from({ length: CANDIDATES }, (_, k) => Math.floor(top.length ** (k / (CANDIDATES - 1))) - 1)
  const candidates = ranks.map((rank) => top[Math.max(0, Math.min(top.length - 1, rank))])
  return [...new Set([...candidates, top[0] + 1e-9])].toSorted((a, b) => b - a)
}

function pointAt(scored: readonly Scored[], found: readonly number[], weeks: number, threshold: number): CurvePoint {
  const alerts = totalFalseAlerts(scored, threshold, 'scores')
  const hits = found.filter((score) => score >= threshold).length
  const recall = found.length === 0 ? 0 : hits / found.length
  const precision = hits + alerts === 0 ? 0 : hits / (hits + alerts)
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { threshold, perWeek: alerts / weeks, recall, f1 }
}

function byKind(scored: readonly Scored[], threshold: number): Evaluation['kinds'] {
  const kinds: Record<string, { events: number; found: number }> = {}
  for (const { series, judged, scores } of scored) {
    if (series.happenings === undefined) continue
    const best = eventScores(judged, scores)
    for (const [k, [start]] of judged.events.entries()) {
      const kind = series.happenings.find((happening) => happening.end >= start)?.kind ?? 'unknown'
      const count = (kinds[kind] ??= { events: 0, found: 0 })
      count.events++
      if (best[k] >= threshold) count.found++
    }
  }
  return kinds
}

function totalFalseAlerts(scored: readonly Scored[], threshold: number, by: 'scores' | 'severities'): number {
  return scored.reduce((sum, each) => sum + falseAlerts(each.judged, each[by] ?? each.scores, threshold), 0)
}
