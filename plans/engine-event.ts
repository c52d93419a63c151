import { createHash } from 'node:crypto'
import type { AlertSpec, DatasetSpec, Interval } from '../spec/index.ts'

/** What a detector watches, and whom it tells. */
export interface Watched {
  /** Null where somebody else declares the detector. */
  readonly interval: Interval | null
  readonly dataset: DatasetSpec
  /** Those that are declared with it. */
  readonly alerts: readonly AlertSpec[]
}

/** When a backtest lets a deployment go on. */
export interface BacktestGate {
  readonly maxAlertsPerWeek: number
  /** Null: the alerts count. */
  readonly threshold: number | null
}

/** What the schedule of a detector tells the engine. */
export function executeEvent(detector: string): string {
  return JSON.stringify({ operation: 'execute', detector })
}

/**
 * What a deployment tells the engine to activate a detector. It is told again when what learned state means has changed, and not when paths,
 * formats, offsets, quotas or alerts have: the event is then another one, as `trigger` is.
 */
export function activateEvent(detector: string, { interval, dataset }: Watched): string {
  return JSON.stringify({ operation: 'activate', detector, trigger: hash(meaningOf(interval, dataset)) })
}

/** What a deployment tells the engine to backtest a detector; again when data, metrics or the alerts that count have changed. */
export function backtestEvent(
  detector: string,
  watched: Watched,
  { maxAlertsPerWeek, threshold }: BacktestGate,
): string {
  const { interval, dataset, alerts } = watched
  const counted = threshold === null ? alerts.map(({ role: _role, description: _text, ...alert }) => alert) : []
  const { role: _role, ...data } = dataset
  return JSON.stringify({
    operation: 'backtest',
    detector,
    maxAlertsPerWeek,
    ...(threshold !== null && { threshold }),
    trigger: hash({ interval, data, counted }),
  })
}

/** Interval, zone, metrics and choice of records: with another of these a detector learns anew. */
function meaningOf(
  interval: Interval | null,
  { timezone = 'UTC', measures, dimensions = [], filters = {} }: DatasetSpec,
) {
  return { interval, timezone, measures, dimensions, filters }
}

/** Whatever the order of keys. */
function hash(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
