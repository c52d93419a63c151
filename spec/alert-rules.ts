import { distinct, tooMany, valueProblems } from './list-rules.ts'
import { nearest } from './nearest.ts'
import type { AlertOutline, DatasetOutline, Outline, Placed } from './outline.ts'
import { problem, type Problem } from './problem.ts'
import type { Quotas } from './quotas.ts'

/** Hosts that plain http may go to: this machine. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** What is wrong with the alerts of a detector beyond their shape. */
export function alertProblems({ alerts, dataset }: Outline, quotas: Quotas): readonly Problem[] {
  return [
    ...tooMany('ALERTS_TOO_MANY', alerts, quotas.alerts),
    ...nameProblems(alerts.value),
    ...alerts.value.flatMap((alert) => [
      ...(dataset ? measureProblems(alert, dataset) : []),
      ...(dataset ? dimensionProblems(alert, dataset) : []),
      ...limitProblems(alert, quotas),
      ...(alert.webhook ? webhookProblems(alert.webhook) : []),
    ]),
  ]
}

function nameProblems(alerts: readonly AlertOutline[]): readonly Problem[] {
  const seen = new Set<string>()
  return alerts.flatMap(({ name }) => {
    if (name === null) return []
    if (seen.has(name.value)) return [problem('ALERT_NAME_REPEATED', name.path, { name: name.value })]
    seen.add(name.value)
    return []
  })
}

function measureProblems({ measures }: AlertOutline, dataset: DatasetOutline): readonly Problem[] {
  const known = distinct(dataset.measures)
  const seen = new Set<string>()
  return measures.value.flatMap(({ value: measure, path }) => {
    const repeated = seen.has(measure) ? [problem('VALUE_REPEATED', path, { value: measure })] : []
    seen.add(measure)
    if (known.includes(measure)) return repeated
    return [problem('ALERT_MEASURE_UNKNOWN', path, { measure, known, suggestion: nearest(measure, known) })]
  })
}

function dimensionProblems({ dimensions }: AlertOutline, dataset: DatasetOutline): readonly Problem[] {
  const known = distinct(dataset.dimensions)
  return dimensions.value.flatMap((entry) => {
    const { value: dimension, path } = entry.dimension
    if (!known.includes(dimension)) {
      const suggestion = nearest(dimension, known)
      return [
        problem('ALERT_DIMENSION_UNKNOWN', path, { dimension, known, suggestion }, 'key'),
        ...valueProblems(entry),
      ]
    }
    const filter = dataset.filters.value.find((other) => other.dimension.value === dimension)
    const kept = filter?.values.map(({ value }) => value)
    const filtered = kept === undefined ? [] : entry.values.filter(({ value }) => !kept.includes(value))
    return [
      ...filtered.map(({ value, path: at }) => problem('ALERT_VALUE_FILTERED', at, { dimension, value })),
      ...valueProblems(entry),
    ]
  })
}

function limitProblems({ measures, dimensions }: AlertOutline, quotas: Quotas): readonly Problem[] {
  return [
    ...tooMany('ALERT_MEASURES_TOO_MANY', measures, quotas.alertMeasures),
    ...tooMany('ALERT_DIMENSIONS_TOO_MANY', dimensions, quotas.alertDimensions),
    ...dimensions.value.flatMap(({ dimension: { value: dimension, path }, values }) => {
      const limit = quotas.alertValues
      const count = values.length
      return count > limit ? [problem('ALERT_VALUES_TOO_MANY', path, { dimension, count, limit }, 'key')] : []
    }),
  ]
}

function webhookProblems({ value: got, path }: Placed<string>): readonly Problem[] {
  // Without the scheme it is the schema's to report.
  if (!/^https?:\/\//.test(got)) return []
  if (!URL.canParse(got)) return [problem('WEBHOOK_URL_INVALID', path, { got })]
  const { protocol, hostname: host, username, password } = new URL(got)
  return [
    ...(protocol === 'http:' && !LOOPBACK.test(host) ? [problem('WEBHOOK_NOT_ENCRYPTED', path, { host })] : []),
    ...(username || password ? [problem('WEBHOOK_CREDENTIALS', path, { host })] : []),
  ]
}
