import type { AlertMessage } from '../../../../engine/alerts/json-message.ts'
import { jsonMessage } from '../../../../engine/alerts/json-message.ts'
import type { AnomalyGroup } from '../../../../engine/anomalies/index.ts'
import { alertEventArn } from '../../../../spec/index.ts'
import { alert, context, group } from '../fixture.ts'

/** An alert as the engine hands it to a function. */
export function sampleAlert(
  changes: Partial<AnomalyGroup> = {},
  of: typeof context = context,
  named: typeof alert = alert,
): AlertMessage {
  const fired = { ...group, ...changes }
  const arn = alertEventArn(of.place, named.name, fired.id)
  const message = jsonMessage({ arn, alert: named, group: fired, metrics: fired.metrics }, of)
  return JSON.parse(message) as AlertMessage
}
