import { checkSpec, detectorArn, type DetectorSpec, type Finding } from '../../../spec/index.ts'
import { memberOf } from '../../../spec/lookout-metrics/index.ts'
import { detectorTrouble } from '../../history/index.ts'
import {
  eventLog,
  listDetectors,
  mapLimited,
  readDeclared,
  readPart,
  type DeclaredDetector,
  type DetectorStatus,
} from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { detectorOfArn } from '../request-arns.ts'
import {
  type ApiError,
  conflict,
  invalidFields,
  invalidRequest,
  resourceNotFound,
  type ValidationExceptionField,
} from '../wire/index.ts'
import { readApiRecord, type ApiRecord, type Tags } from './api-record.ts'

/** A detector with all that is known of it. */
export interface FoundDetector {
  readonly name: string
  readonly arn: string
  readonly declared: DeclaredDetector
  /** Of the declared object; what is not of the right type counts as absent, for the check of the spec reports it. */
  readonly description: string | undefined
  readonly interval: DetectorSpec['interval'] | undefined
  readonly tags: Tags
  /** What manages it, such as a Pulumi stack; null: the API may change it. */
  readonly managedBy: string | null
  /** Null when it was declared otherwise than by this API. */
  readonly record: ApiRecord | null
}

/**
 * The detector of an ARN.
 *
 * @throws {ApiError} ResourceNotFoundException
 */
export async function findDetector(host: ApiHost, arn: string): Promise<FoundDetector> {
  const found = await detectorNamed(host, detectorOfArn(host.place, arn))
  if (found === null) throw resourceNotFound('AnomalyDetector', arn)
  return found
}

/** The detector of a name; null when there is none. */
export async function detectorNamed(host: ApiHost, name: string): Promise<FoundDetector | null> {
  const [declared, record] = await Promise.all([readDeclared(host.store, name), readApiRecord(host.store, name)])
  if (declared === undefined) return null
  const detector: Readonly<Record<string, unknown>> = { ...(declared.detector as object) }
  const { description, interval, tags, managedBy } = detector
  return {
    name,
    arn: detectorArn(host.place, name),
    declared,
    description: typeof description === 'string' ? description : undefined,
    interval: INTERVALS.find((known) => known === interval),
    tags: typeof tags === 'object' && tags !== null ? (tags as Tags) : {},
    managedBy: typeof managedBy === 'string' ? managedBy : null,
    record,
  }
}

const INTERVALS = ['PT5M', 'PT10M', 'PT1H', 'P1D'] as const

const READS_AT_ONCE = 8

/** All detectors that can be read, in the order of their names. */
export async function allDetectors(host: ApiHost): Promise<readonly FoundDetector[]> {
  const names = await Array.fromAsync(listDetectors(host.store))
  const found = await mapLimited(names, READS_AT_ONCE, async (name) => {
    try {
      return await detectorNamed(host, name)
    } catch (error) {
      detectorTrouble(error)
      return null
    }
  })
  return found.filter((detector) => detector !== null)
}

/**
 * Lets only what this API may change pass.
 *
 * @throws {ApiError} ConflictException that names who manages the detector
 */
export function requireUnmanaged({ name, arn, managedBy }: FoundDetector): void {
  if (managedBy === null) return
  throw conflict('AnomalyDetector', arn, `The detector "${name}" is managed by ${managedBy}: change it there.`)
}

/**
 * Lets no detector pass that is being deleted: what is written now would outlast it, and belong to the next one of its name.
 *
 * @param refusal - makes the error where the operation does not know a ConflictException
 * @throws {ApiError} ConflictException or the other one; ResourceNotFoundException when the deletion has come to its end
 */
export async function requireLasting(
  { store, writer }: ApiHost,
  { name, arn }: FoundDetector,
  refusal: (message: string) => ApiError = (message) => conflict('AnomalyDetector', arn, message),
): Promise<void> {
  const { status } = await eventLog(store, name, writer).status()
  if (status === 'DELETING') throw refusal(`The detector "${name}" is being deleted and cannot be changed any more.`)
  // A deletion removes the events that tell of it last.
  const lasts = (await readPart(store, { kind: 'detector', detector: name })) !== undefined
  if (!lasts) throw resourceNotFound('AnomalyDetector', arn)
}

/**
 * Lets only detectors pass whose dataset and interval may be changed. Guide: "Managing detectors".
 *
 * @throws {ApiError} ValidationException
 */
export async function requireEditable(host: ApiHost, { name }: FoundDetector): Promise<void> {
  const { status } = await eventLog(host.store, name, host.writer).status()
  if (EDITABLE.has(status)) return
  throw invalidRequest(
    `The detector "${name}" is ${status} and cannot be changed. It can be while it is ${[...EDITABLE].join(', ')}: ` +
      'deactivate it first.',
  )
}

const EDITABLE: ReadonlySet<DetectorStatus> = new Set(['INACTIVE', 'DEACTIVATED', 'FAILED'])

/** What `checkSpec` has against a declared detector, without that its dataset is missing as long as there is none. */
export function declaredErrors({ detector, dataset, alerts }: DeclaredDetector): readonly Finding[] {
  const { findings } = checkSpec(specOf({ detector, dataset, alerts }))
  return findings.filter(
    ({ level, path }) => level === 'error' && !(dataset === undefined && path.length === 1 && path[0] === 'dataset'),
  )
}

/**
 * The declared detector as a spec, checked.
 *
 * @throws {ApiError} ValidationException when it has no dataset, or cannot be used
 */
export function checkedDetector({ name, declared }: FoundDetector): DetectorSpec {
  if (declared.dataset === undefined) {
    throw invalidRequest(`The detector "${name}" has no dataset yet. Call CreateMetricSet first.`)
  }
  // Alerts that do not fit are left out when the detector runs; they are no reason to refuse it.
  const { spec, findings } = checkSpec(specOf({ ...declared, alerts: [] }))
  if (spec !== null) return spec
  throw invalidFields(fieldsOf(findings.filter(({ level }) => level === 'error')))
}

/** Findings as fields of a ValidationException, those of one member together. */
export function fieldsOf(findings: readonly Finding[]): readonly ValidationExceptionField[] {
  const byMember = Map.groupBy(findings, ({ path }) => memberOf(path))
  return [...byMember].map(([Name, found]) => ({
    Name,
    Message: found.map(({ message, help }) => `${message} ${help}`).join(' '),
  }))
}

function specOf({ detector, dataset, alerts }: DeclaredDetector): object {
  return {
    ...(detector as object),
    ...(dataset !== undefined && { dataset }),
    ...(alerts.length > 0 && { alerts: alerts.map(({ alert }) => alert) }),
  }
}
