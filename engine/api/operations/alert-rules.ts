import { resolveQuotas } from '../../../spec/index.ts'
import type { ConversionNote, Draft } from '../../../spec/lookout-metrics/index.ts'
import { invalidFields } from '../wire/index.ts'
import { declaredErrors, fieldsOf, type FoundDetector } from './found-detector.ts'

/** The quota of alerts that one more would exceed; null when there is room. */
export function withinAlertQuota({ declared, interval = 'PT1H' }: FoundDetector): number | null {
  const { quotas } = declared.detector as { readonly quotas?: object }
  const { alerts: limit } = resolveQuotas(interval, quotas)
  return declared.alerts.length >= limit ? limit : null
}

/**
 * Refuses an alert that does not fit its detector.
 *
 * @param notes - of its conversion: what is needed and not there is refused, too
 * @throws {ApiError} ValidationException
 */
export function refuseAlert({ declared }: FoundDetector, alert: Draft, notes: readonly ConversionNote[]): void {
  const needed = notes.filter(({ kind }) => kind === 'NEEDED')
  if (needed.length > 0) {
    throw invalidFields(needed.map(({ member, message }) => ({ Name: member, Message: message })))
  }
  const { name } = alert as { readonly name?: string }
  const errors = declaredErrors({ ...declared, alerts: [{ name: name ?? '', alert }] })
  const own = errors.filter(({ path }) => path[0] === 'alerts')
  if (own.length > 0) throw invalidFields(fieldsOf(own))
}

/**
 * A declared alert with some members changed; what the API knows nothing of stays, such as a channel that is a webhook.
 *
 * @param before - as declared
 * @param draft - made of all members, the changed ones included
 * @param changes - the members that are given
 */
export function changedAlert(before: unknown, draft: Draft, changes: object): Draft {
  const keys: readonly (readonly [string, readonly string[]])[] = [
    ['AlertDescription', ['description']],
    ['AlertSensitivityThreshold', ['threshold']],
    ['Action', ['channel', 'role']],
    ['AlertFilters', ['measures', 'dimensions']],
  ]
  const changed = new Set(keys.flatMap(([member, made]) => (member in changes ? made : [])))
  return Object.fromEntries([
    ...Object.entries(before as Draft).filter(([key]) => !changed.has(key)),
    ...Object.entries(draft).filter(([key]) => changed.has(key)),
  ])
}
