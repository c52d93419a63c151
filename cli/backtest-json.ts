import type { AnomalyGroup, GroupCauses } from '../engine/anomalies/index.ts'
import type { BacktestResult } from '../engine/run/index.ts'

/** What `crowsnest backtest --json` prints; described by spec/output/backtest.schema.json. */
export interface BacktestJson {
  readonly detector: string
  readonly intervals: { readonly learned: number; readonly tested: number }
  readonly records: {
    readonly read: number
    readonly used: number
    readonly rejected: number
    readonly outside: number
  }
  /** All metrics, and those that were never judged because they have too few values. */
  readonly metrics: { readonly total: number; readonly unjudged: number }
  readonly groups: readonly BacktestJsonGroup[]
  readonly alerts: readonly { readonly alert: string; readonly groupId: string }[]
}

/** One anomaly group; times are ISO 8601 with the dataset's offset, `start` and `end` inclusive interval starts. */
export interface BacktestJsonGroup {
  readonly id: string
  readonly measure: string
  readonly start: string
  readonly end: string
  readonly severity: number
  /** One entry for each metric and anomalous interval. */
  readonly metrics: readonly BacktestJsonMetric[]
  /** Share of each value in the deviation, percent, by dimension. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The smallest slices that explain it, the strongest first; not there where nothing deviates in common. */
  readonly slices?: readonly BacktestJsonSlice[]
  /** What other measures have to do with it; not there where no link to its measure is known. */
  readonly causes?: GroupCauses
}

/** Metrics with some dimension values in common that deviate together. */
export interface BacktestJsonSlice {
  /** Only those that the metrics have in common; none = all metrics. */
  readonly dimensions: Readonly<Record<string, string>>
  readonly metrics: number
  /** Of these, metrics that have no value, which is the anomaly; not there where none is missing. */
  readonly missing?: number
  /** The change of their sum in percent of what was expected, or of the usual error where that is greater. */
  readonly change: number
  /** Their part of the deviation that the slices explain, percent. */
  readonly share: number
}

/** One anomalous value. */
export interface BacktestJsonMetric {
  readonly dimensions: Readonly<Record<string, string>>
  readonly timestamp: string
  /** Null: it is missing, which is the anomaly. */
  readonly value: number | null
  readonly expected: number
  readonly lower: number
  readonly upper: number
  readonly severity: number
  /** The metric is new: nothing is expected of it yet, and expected, bounds and severity are 0. */
  readonly learning?: true
  /** Share of the metric in the group's deviation, percent; the same for each of its intervals. */
  readonly contribution: number
}

/**
 * A backtest in the shape that programs rely on.
 *
 * @param result - the backtest
 * @returns plain JSON
 */
export function backtestJson(result: BacktestResult): BacktestJson {
  const { learned, tested } = result.intervals
  const { read, used, rejected, outside } = result.report
  return {
    detector: result.detector,
    intervals: { learned, tested },
    records: { read, used, rejected, outside },
    metrics: { total: result.metrics, unjudged: result.unjudged },
    groups: result.groups.map((group) => groupJson(group, result)),
    alerts: result.alerts.map(({ alert, groupId }) => ({ alert, groupId })),
  }
}

function groupJson(group: AnomalyGroup, { grid, dimensions }: BacktestResult): BacktestJsonGroup {
  return {
    id: group.id,
    measure: group.measure,
    start: grid.iso(group.start),
    end: grid.iso(group.end),
    severity: group.severity,
    metrics: group.metrics.flatMap(({ series, contribution, points }) =>
      points.map(({ start, value, expected, lower, upper, severity, learning }) => ({
        dimensions: record(dimensions.map((name, i) => [name, series[i]!])),
        timestamp: grid.iso(start),
        value,
        expected,
        lower,
        upper,
        severity,
        ...(learning && { learning }),
        contribution,
      })),
    ),
    dimensions: record(
      group.contributions.map(({ dimension, values }) => [
        dimension,
        record(values.map(({ value, percent }) => [value, percent])),
      ]),
    ),
    ...(group.causes && { causes: group.causes }),
    ...(group.slices && {
      slices: group.slices.map(({ values, metrics, missing, change, share }) => ({
        dimensions: record(dimensions.flatMap((name, i) => (values[i] == null ? [] : [[name, values[i]] as const]))),
        metrics,
        ...(missing !== undefined && { missing }),
        change: Math.round(100 * change),
        share: Math.round(100 * share),
      })),
    }),
  }
}

/** An object whose keys come from data: a dimension value `__proto__` is a key like any other. */
function record<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(entries)
}
