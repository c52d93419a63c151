import { detectorArn } from '../../../spec/index.ts'
import { changePart, createPart, eventLog, listDetectors, statusOf, type DetectorEvent } from '../../state/index.ts'
import { detectorTrouble } from '../../history/index.ts'
import type { ApiHost } from '../api-host.ts'
import {
  invalidFields,
  invalidRequest,
  pageOf,
  pageRequest,
  quotaExceeded,
  type AnomalyDetectorSummary,
  type Handlers,
} from '../wire/index.ts'
import { changeApiRecord, newApiRecord, takeOver } from './api-record.ts'
import { nameTaken, refuseName } from './detector-name.ts'
import {
  allDetectors,
  declaredErrors,
  detectorNamed,
  fieldsOf,
  findDetector,
  requireEditable,
  requireLasting,
  requireUnmanaged,
  type FoundDetector,
} from './found-detector.ts'
import { timesOf } from './resource-times.ts'

/** Longest text of a failure. API reference: ErrorMessage. */
const LONGEST_FAILURE = 256

/**
 * Operations that declare, show and delete detectors.
 *
 * @param mostDetectors - quota of those that this API has made
 */
export function detectorOperations(
  host: ApiHost,
  mostDetectors: number,
): Pick<
  Handlers,
  | 'CreateAnomalyDetector'
  | 'DescribeAnomalyDetector'
  | 'ListAnomalyDetectors'
  | 'UpdateAnomalyDetector'
  | 'DeleteAnomalyDetector'
> {
  const { store, writer } = host
  const eventsOf = (name: string): Promise<readonly DetectorEvent[]> => eventLog(store, name, writer).read()

  async function summaryOf(found: FoundDetector): Promise<AnomalyDetectorSummary> {
    const events = await eventsOf(found.name)
    return {
      AnomalyDetectorArn: found.arn,
      AnomalyDetectorName: found.name,
      ...(found.description !== undefined && { AnomalyDetectorDescription: found.description }),
      ...timesOf(found.record, events),
      Status: statusOf(events).status,
      ...(Object.keys(found.tags).length > 0 && { Tags: found.tags }),
    }
  }

  /** Null for one that has gone meanwhile, or that the credentials do not reach. */
  async function listedSummary(name: string): Promise<AnomalyDetectorSummary | null> {
    try {
      const found = await detectorNamed(host, name)
      return found && (await summaryOf(found))
    } catch (error) {
      if (detectorTrouble(error).code === 'STORE_DENIED') return null
      return { AnomalyDetectorArn: detectorArn(host.place, name), AnomalyDetectorName: name, Status: 'FAILED' }
    }
  }

  return {
    async CreateAnomalyDetector(input) {
      const { AnomalyDetectorName: name, AnomalyDetectorDescription: description, KmsKeyArn, Tags } = input
      const arn = detectorArn(host.place, name)
      const beginRecord = await newApiRecord(store, name)
      await refuseName(host, name, arn)
      const present = (await allDetectors(host)).filter(({ managedBy }) => managedBy === null)
      if (present.length >= mostDetectors) throw quotaExceeded('AnomalyDetector', arn, 'detectors', mostDetectors)
      const detector = {
        detector: name,
        ...(description !== undefined && { description }),
        interval: intervalOf(input.AnomalyDetectorConfig),
        ...(Tags !== undefined && { tags: Tags }),
      }
      refuseErrors({ detector, dataset: undefined, alerts: [] })
      const now = host.now()
      // First, so that what dies in between leaves no detector behind that nobody looks after.
      if (!(await beginRecord()) || !(await createPart(store, { kind: 'detector', detector: name }, detector))) {
        throw nameTaken(name, arn)
      }
      await changeApiRecord(store, name, (record) => ({
        ...record,
        created: now,
        changed: now,
        kmsKey: KmsKeyArn ?? null,
      }))
      host.wake(name)
      return { AnomalyDetectorArn: arn }
    },

    async DescribeAnomalyDetector({ AnomalyDetectorArn: arn }) {
      const found = await findDetector(host, arn)
      const events = await eventsOf(found.name)
      const { status, failure } = statusOf(events)
      const { record } = found
      return {
        AnomalyDetectorArn: found.arn,
        AnomalyDetectorName: found.name,
        ...(found.description !== undefined && { AnomalyDetectorDescription: found.description }),
        ...(found.interval !== undefined && {
          AnomalyDetectorConfig: { AnomalyDetectorFrequency: found.interval },
        }),
        ...timesOf(record, events),
        Status: status,
        ...(failure !== null && {
          FailureReason: failure.reason.slice(0, LONGEST_FAILURE),
          FailureType: failure.type,
        }),
        ...(record?.kmsKey && { KmsKeyArn: record.kmsKey }),
      }
    },

    async ListAnomalyDetectors(input) {
      const names = await Array.fromAsync(listDetectors(store))
      const { items, next } = pageOf(pageRequest('ListAnomalyDetectors', input, host.now()), names, (name) => name)
      const summaries = await Promise.all(items.map(listedSummary))
      return { AnomalyDetectorSummaryList: summaries.filter((summary) => summary !== null), ...next }
    },

    async UpdateAnomalyDetector(input) {
      const found = await findDetector(host, input.AnomalyDetectorArn)
      requireUnmanaged(found)
      await requireLasting(host, found, invalidRequest)
      await requireEditable(host, found)
      const { AnomalyDetectorDescription: description, AnomalyDetectorConfig: config, KmsKeyArn } = input
      const changes = {
        ...(description !== undefined && { description }),
        ...(config !== undefined && { interval: intervalOf(config) }),
      }
      refuseErrors({ ...found.declared, alerts: [], detector: { ...(found.declared.detector as object), ...changes } })
      await changePart(store, { kind: 'detector', detector: found.name }, (before) => ({
        ...(before as object),
        ...changes,
      }))
      const now = host.now()
      await changeApiRecord(store, found.name, (record) => ({
        ...record,
        changed: now,
        kmsKey: KmsKeyArn ?? record.kmsKey,
      }))
      host.wake(found.name)
      return { AnomalyDetectorArn: found.arn }
    },

    async DeleteAnomalyDetector({ AnomalyDetectorArn: arn }) {
      const found = await findDetector(host, arn)
      requireUnmanaged(found)
      await requireLasting(host, found)
      await takeOver(store, found.name)
      const events = eventLog(store, found.name, writer)
      await events.append(() => ({ kind: 'DELETION_REQUESTED' }), host.now())
      host.wake(found.name)
      return {}
    },
  }
}

function intervalOf({ AnomalyDetectorFrequency: interval }: { readonly AnomalyDetectorFrequency?: string }): string {
  if (interval !== undefined) return interval
  // The API reference does not call it required, but without it there is no detector.
  throw invalidFields([{ Name: 'AnomalyDetectorConfig.AnomalyDetectorFrequency', Message: 'it is required' }])
}

function refuseErrors(declared: Parameters<typeof declaredErrors>[0]): void {
  const errors = declaredErrors(declared)
  if (errors.length > 0) throw invalidFields(fieldsOf(errors))
}
