import { alertEventArn } from '../../spec/arn.ts'
import type { ResolvedAlert } from '../../spec/resolve.ts'
import type { AnomalousMetric, AnomalyGroup, GroupUpdate } from '../anomalies/index.ts'
import type { AlertContext, AlertEvent } from './event.ts'
import { writeEvent } from './write-event.ts'

/** Alerts that have fired, by open group: part of every commit, so that none fires twice for a group. */
export type FiredAlerts = Readonly<Record<string, readonly string[]>>

/** What an interval made of the alerts. */
export interface FiredUpdate {
  /** To be committed, and given back at the next interval. */
  readonly fired: FiredAlerts
  /** To be committed with the interval, then delivered; by group (the most severe first), then by alert as declared. */
  readonly events: readonly AlertEvent[]
}

/**
 * Fires the alerts that an interval's groups are severe enough for: once per alert and group, at the first interval that
 * changes the group while its severity is at least the alert's threshold.
 *
 * @param fired - what the last call returned; empty at the start of a generation
 */
export function fireAlerts(
  fired: FiredAlerts,
  alerts: readonly ResolvedAlert[],
  { changed, closed, unlisted }: Pick<GroupUpdate, 'changed' | 'closed'> & Partial<Pick<GroupUpdate, 'unlisted'>>,
  context: AlertContext,
): FiredUpdate {
  const next = new Map(Object.entries(fired))
  const events: AlertEvent[] = []
  for (const group of changed) {
    for (const alert of alerts) {
      const before = next.get(group.id) ?? []
      if (before.includes(alert.name)) continue
      const listed = matchingMetrics(alert, group, context.dimensions)
      // An alert can be about a metric that a great group has no room for.
      const rest = { ...group, metrics: unlisted?.get(group.id) ?? [] }
      const metrics = listed.length > 0 ? listed : matchingMetrics(alert, rest, context.dimensions)
      if (metrics.length === 0) continue
      events.push(
        writeEvent({ arn: alertEventArn(context.place, alert.name, group.id), alert, group, metrics }, context),
      )
      next.set(group.id, [...before, alert.name])
    }
  }
  for (const id of closed) next.delete(id)
  return { fired: Object.fromEntries(next), events }
}

/**
 * Metrics of a group that an alert is about: none where the group's severity is below the threshold, its measure is not
 * among the alert's, or no metric has, for every dimension of the alert, one of the values given. The severity is the
 * group's, also where the dimensions leave a part of it. Guide: "Creating alerts".
 *
 * @param dimensions - names, parallel to `AnomalousMetric.series`
 */
export function matchingMetrics(
  alert: ResolvedAlert,
  group: AnomalyGroup,
  dimensions: readonly string[],
): readonly AnomalousMetric[] {
  if (group.severity < alert.threshold) return []
  if (alert.measures.length > 0 && !alert.measures.includes(group.measure)) return []
  const filters = Object.entries(alert.dimensions).map(([name, values]) => ({ at: dimensions.indexOf(name), values }))
  return group.metrics.filter(({ series }) => filters.every(({ at, values }) => values.includes(series[at])))
}
