import type { AwsPlace } from '../../../spec/arn.ts'
import type { ResolvedDetector } from '../../../spec/index.ts'
import { DeliveryError } from '../../alerts/index.ts'
import { loadDetector, type RunContext } from '../../run/index.ts'
import type { AwsOptions } from '../../sources/index.ts'
import type { ObjectStore } from '../../state/index.ts'
import type { Log } from './json-log.ts'
import type { EngineGauge, EngineMetric } from './metrics.ts'
import type { serviceRoles } from './service-roles.ts'
import type { StateMachine } from './state-machine.ts'

/** One invocation of the engine's function: what every operation works with. */
export interface Invocation {
  /** Name of the detector. */
  readonly detector: string
  readonly place: AwsPlace
  /** Name of the engine. */
  readonly engine: string
  /** Starts runs on the distributed map; null where the engine has none. */
  readonly stateMachine: StateMachine | null
  /** Memory of the function. */
  readonly memoryBytes: number
  readonly store: ObjectStore
  /** Id of this invocation, for the record. */
  readonly writer: string
  readonly consoleUrl: string | null
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly newId: () => string
  readonly sleep: (milliseconds: number) => Promise<unknown>
  readonly fetch: typeof fetch
  /** Milliseconds until Lambda ends the function. */
  readonly remaining: () => number
  /** Aborts shortly before that. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Counts something about the detector, or about one of its alerts. */
  readonly count: (counts: Readonly<Partial<Record<EngineMetric, number>>>, alert?: string) => void
  /** Tells how the detector is doing. */
  readonly gauge: (gauges: Readonly<Record<EngineGauge, number>>) => void
  readonly roles: ReturnType<typeof serviceRoles>
  /** How S3 and the targets of alerts are reached, beside credentials; by default as the environment says. */
  readonly aws: Pick<AwsOptions, 'endpoint' | 'forcePathStyle'>
}

/**
 * The detector of an invocation; the log tells of alerts that do not fit it and are left out.
 *
 * @throws {RunError} DETECTOR_UNKNOWN, DATASET_MISSING, DETECTOR_INVALID
 */
export function loadForHost({ store, detector, log }: Invocation): Promise<ResolvedDetector> {
  return loadDetector(store, detector, ({ alert, reason }) => {
    log.warn('An alert does not fit the detector and is left out. Correct or remove it', { alert, reason })
  })
}

/** What a detector runs with in an invocation: its data is read and its alerts are sent with their own roles alone. */
export function runContext(
  invocation: Invocation,
  { dataset, alerts }: ResolvedDetector,
): Omit<RunContext, 'onProgress'> {
  const { place, log, roles, aws, consoleUrl, detector } = invocation
  const { store, writer, now, newId, sleep, signal } = invocation
  return {
    store,
    writer,
    now,
    newId,
    sleep,
    signal,
    place,
    // A folder source is refused before anything is read.
    baseDir: '/',
    aws: { ...aws, region: place.region, credentials: roles(dataset.role, { kind: 'dataset' }) },
    ...(consoleUrl !== null && {
      consoleUrl: (groupId: string) => `${consoleUrl}/detectors/${detector}/anomalies/${groupId}`,
    }),
    delivery: {
      now,
      sleep,
      fetch: invocation.fetch,
      writeLine: (line) => log.info('Alert', { alert: line }),
      aws: (name) => {
        const alert = alerts.find((declared) => declared.name === name)
        if (alert === undefined) throw new DeliveryError({ code: 'ALERT_REMOVED', alert: name }, true)
        const credentials = roles(alert.role, { kind: 'alert', alert: name })
        return {
          ...(typeof aws.endpoint === 'string' && { endpoint: aws.endpoint }),
          region: place.region,
          credentials,
        }
      },
    },
  }
}
