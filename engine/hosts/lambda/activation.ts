import { deactivateDetector, meaningOf, requestActivation } from '../../run/index.ts'
import { eventLog, type DetectorStatus } from '../../state/index.ts'
import { checkDetector } from './fitness.ts'
import { loadForHost, type Invocation } from './invocation.ts'

/** What became of a request to activate or deactivate. */
export interface ActivationSummary {
  readonly operation: 'activate' | 'deactivate'
  readonly detector: string
  readonly status: DetectorStatus
  /** Whether the next wake-up learns the history. */
  readonly learns: boolean
}

/**
 * Records that a detector is to be active; the next wake-up learns its history. A detector that is active stays as it is,
 * unless its spec has another meaning now.
 *
 * @throws {RunError} DETECTOR_UNKNOWN, DATASET_MISSING, DETECTOR_INVALID, NO_CONTINUOUS_SOURCE, STATUS_CONFLICT
 * @throws {HostError} DETECTOR_NOT_FOR_AWS
 */
export async function activate(invocation: Invocation): Promise<ActivationSummary> {
  const { detector: name, place, log } = invocation
  const detector = await loadForHost(invocation)
  checkDetector(detector, place)
  const { status, specHash } = await requestActivation(invocation, detector)
  const learns = status === 'ACTIVATING' || specHash !== meaningOf(detector)
  log.info(learns ? 'Activation is requested; the next wake-up learns the history' : 'The detector is active already', {
    status,
  })
  return { operation: 'activate', detector: name, status, learns }
}

/** Stops a detector where it runs or is about to. One that does not, or is not there, is fine. */
export async function deactivate(invocation: Invocation): Promise<ActivationSummary> {
  const { store, detector, writer, log } = invocation
  const before = await eventLog(store, detector, writer).status()
  const { status } = STOPPABLE.has(before.status) ? await deactivateDetector(invocation, detector) : before
  log.info(STOPPABLE.has(before.status) ? 'The detector is deactivated' : 'There was nothing to deactivate', { status })
  return { operation: 'deactivate', detector, status, learns: false }
}

const STOPPABLE: ReadonlySet<DetectorStatus> = new Set(['ACTIVATING', 'LEARNING', 'ACTIVE', 'DEACTIVATING'])
