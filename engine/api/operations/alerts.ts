import { alertArn, checkSpec, type AlertSpec } from '../../../spec/index.ts'
import { alertOf, alertPartsOf, type AlertParts, type Draft } from '../../../spec/lookout-metrics/index.ts'
import { changePart, createPart, eventLog, removePart } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { resourceOfArn } from '../request-arns.ts'
import {
  conflict,
  invalidFields,
  invalidRequest,
  pageOf,
  pageRequest,
  quotaExceeded,
  resourceNotFound,
  type Alert,
  type Handlers,
} from '../wire/index.ts'
import { alertRecord, changeApiRecord } from './api-record.ts'
import { refuseAlert, withinAlertQuota } from './alert-rules.ts'
import { allDetectors, findDetector, requireLasting, requireUnmanaged, type FoundDetector } from './found-detector.ts'
import { timesOf } from './resource-times.ts'
import { checkTags } from './tag-rules.ts'

/** An alert with the detector that it belongs to. */
export interface FoundAlert {
  readonly name: string
  readonly arn: string
  readonly detector: FoundDetector
  /** As declared. */
  readonly alert: unknown
}

/** Operations of alerts. They may change while a detector is active. */
export function alertOperations(
  host: ApiHost,
): Pick<Handlers, 'CreateAlert' | 'DescribeAlert' | 'UpdateAlert' | 'DeleteAlert' | 'ListAlerts'> {
  const { store, place } = host

  async function described(found: FoundAlert): Promise<Alert> {
    const { detector, name, arn } = found
    const { AlertDescription, AlertSensitivityThreshold, Action, AlertFilters } = partsOf(found.alert)
    const record = alertRecord(detector.record, name)
    const events = await eventLog(store, detector.name, host.writer).read()
    return {
      Action,
      ...(AlertDescription !== undefined && { AlertDescription }),
      AlertArn: arn,
      AnomalyDetectorArn: detector.arn,
      AlertName: name,
      AlertSensitivityThreshold: AlertSensitivityThreshold ?? 0,
      // Channels that the API does not know have no type.
      ...(Action.SNSConfiguration !== undefined && { AlertType: 'SNS' as const }),
      ...(Action.LambdaConfiguration !== undefined && { AlertType: 'LAMBDA' as const }),
      AlertStatus: 'ACTIVE',
      ...timesOf(record, events),
      ...(AlertFilters !== undefined && { AlertFilters }),
    }
  }

  return {
    async CreateAlert(input) {
      const { AlertName: name, Tags: tags = {} } = input
      const found = await findDetector(host, input.AnomalyDetectorArn)
      requireUnmanaged(found)
      await requireLasting(host, found)
      const arn = alertArn(place, name)
      const taken = (await allAlerts(host)).find((alert) => alert.name === name)
      if (taken !== undefined) {
        const message = `The detector "${taken.detector.name}" has an alert "${name}" already; names of alerts are unique.`
        throw conflict('Alert', arn, message)
      }
      checkTags(tags)
      const limit = withinAlertQuota(found)
      if (limit !== null) throw quotaExceeded('Alert', arn, 'alerts', limit)
      const { value: alert, notes } = alertOf(input)
      refuseAlert(found, alert, notes)
      if (!(await createPart(store, { kind: 'alert', detector: found.name, alert: name }, alert))) {
        throw conflict('Alert', arn, `Somebody else has just made an alert "${name}".`)
      }
      // Afterwards, so that whoever was too late leaves the tags of the other as they are.
      const now = host.now()
      await changeApiRecord(store, found.name, (record) => ({
        ...record,
        alerts: { ...record.alerts, [name]: { created: now, changed: now, tags } },
      }))
      host.wake(found.name)
      return { AlertArn: arn }
    },

    async DescribeAlert({ AlertArn: arn }) {
      return { Alert: await described(await findAlert(host, arn)) }
    },

    async UpdateAlert({ AlertArn: arn, ...changes }) {
      const found = await findAlert(host, arn)
      const { detector, name } = found
      requireUnmanaged(detector)
      await requireLasting(host, detector, invalidRequest)
      const { value, notes } = alertOf({ ...partsOf(found.alert), ...changes })
      refuseAlert(detector, changedAlert(found.alert, value, changes), changes.Action === undefined ? [] : notes)
      await changePart(store, { kind: 'alert', detector: detector.name, alert: name }, (before) =>
        changedAlert(before, value, changes),
      )
      const now = host.now()
      await changeApiRecord(store, detector.name, (record) => {
        const known = { ...alertRecord(record, name), changed: now }
        return { ...record, alerts: { ...record.alerts, [name]: known } }
      })
      host.wake(detector.name)
      return { AlertArn: arn }
    },

    async DeleteAlert({ AlertArn: arn }) {
      const { detector, name } = await findAlert(host, arn)
      requireUnmanaged(detector)
      await requireLasting(host, detector, invalidRequest)
      await removePart(store, { kind: 'alert', detector: detector.name, alert: name })
      if (detector.record !== null) {
        await changeApiRecord(store, detector.name, (record) => {
          const { [name]: _deleted, ...alerts } = record.alerts
          return { ...record, alerts }
        })
      }
      host.wake(detector.name)
      return {}
    },

    async ListAlerts(input) {
      const { AnomalyDetectorArn: arn } = input
      const alerts = arn === undefined ? await allAlerts(host) : alertsOf(host, await findDetector(host, arn))
      const ordered = alerts.toSorted((a, b) => (position(a) < position(b) ? -1 : 1))
      const { items, next } = pageOf(pageRequest('ListAlerts', input, host.now()), ordered, position)
      const summaries = items.map(async (found) => {
        const {
          Action: _action,
          AlertDescription: _description,
          AlertFilters: _filters,
          ...summary
        } = await described(found)
        const { tags } = alertRecord(found.detector.record, found.name)
        return { ...summary, ...(Object.keys(tags).length > 0 && { Tags: tags }) }
      })
      return { AlertSummaryList: await Promise.all(summaries), ...next }
    },
  }
}

/** Names are unique, but for detectors that were declared otherwise than by this API. */
function position({ name, detector }: FoundAlert): string {
  return `${name} ${detector.name}`
}

/**
 * The alert of an ARN.
 *
 * @throws {ApiError} ResourceNotFoundException
 */
export async function findAlert(host: ApiHost, arn: string): Promise<FoundAlert> {
  const named = resourceOfArn(host.place, arn)
  const alerts = named?.kind === 'alert' ? await allAlerts(host) : []
  const found = alerts.find((alert) => named?.kind === 'alert' && alert.name === named.alert)
  if (found === undefined) throw resourceNotFound('Alert', arn)
  return found
}

async function allAlerts(host: ApiHost): Promise<readonly FoundAlert[]> {
  return (await allDetectors(host)).flatMap((detector) => alertsOf(host, detector))
}

function alertsOf({ place }: ApiHost, detector: FoundDetector): readonly FoundAlert[] {
  return detector.declared.alerts.map(({ name, alert }) => ({ name, alert, detector, arn: alertArn(place, name) }))
}

/**
 * A declared alert as the API describes it.
 *
 * @throws {ApiError} ValidationException when it is no alert
 */
function partsOf(alert: unknown): AlertParts {
  const { findings } = checkSpec({ alerts: [alert] })
  const error = findings.find(({ level, path }) => level === 'error' && path[0] === 'alerts')
  if (error !== undefined) {
    throw invalidFields([{ Name: 'AlertArn', Message: `the alert cannot be used: ${error.message} ${error.help}` }])
  }
  return alertPartsOf(alert as AlertSpec).value
}

/** What the API knows nothing of stays, such as a channel that is a webhook. */
function changedAlert(before: unknown, draft: Draft, changes: object): Draft {
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
