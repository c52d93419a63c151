import { withDefaults, type ResolvedDetector } from '../../../spec/index.ts'
import { deactivateDetector, hasRelativePaths, requestActivation } from '../../run/index.ts'
import { eventLog, type DetectorStatus } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { conflict, invalidRequest, type Handlers } from '../wire/index.ts'
import { takeOver } from './api-record.ts'
import { checkedDetector, findDetector, requireUnmanaged, type FoundDetector } from './found-detector.ts'

/** Operations that start and stop detectors: they record what is wanted, and wake whoever does it. */
export function activationOperations(
  host: ApiHost,
): Pick<Handlers, 'ActivateAnomalyDetector' | 'BackTestAnomalyDetector' | 'DeactivateAnomalyDetector'> {
  const statusOf = async ({ name }: FoundDetector): Promise<DetectorStatus> =>
    (await eventLog(host.store, name, host.writer).status()).status

  return {
    async ActivateAnomalyDetector({ AnomalyDetectorArn: arn }) {
      const found = await findDetector(host, arn)
      requireUnmanaged(found)
      const detector = resolved(found)
      if (detector.dataset.source.backtest) {
        throw invalidRequest(
          `The dataset of "${found.name}" has historical data alone, so there is nothing to watch. Call ` +
            'BackTestAnomalyDetector, or give the source a path of continuous data with UpdateMetricSet.',
        )
      }
      const status = await statusOf(found)
      if (!ACTIVATABLE.has(status)) {
        const states = [...ACTIVATABLE].join(', ')
        const message = `The detector "${found.name}" is ${status}; it can be activated while it is ${states}.`
        throw conflict('AnomalyDetector', found.arn, message)
      }
      await takeOver(host.store, found.name)
      await requestActivation(host, detector)
      host.wake(found.name)
      return {}
    },

    async BackTestAnomalyDetector({ AnomalyDetectorArn: arn }) {
      const found = await findDetector(host, arn)
      const detector = resolved(found)
      if (!detector.dataset.source.backtest) {
        throw invalidRequest(
          `The dataset of "${found.name}" has continuous data, so it is watched and not backtested. Call ` +
            'ActivateAnomalyDetector, or make a detector whose source has historical data alone.',
        )
      }
      if (found.managedBy !== null && hasRelativePaths(detector.dataset)) {
        throw invalidRequest(
          `The paths of "${found.name}" start from the folder of its spec, which only ${found.managedBy} knows: backtest it there.`,
        )
      }
      const status = await statusOf(found)
      // The API reference has no ConflictException here.
      if (!TESTABLE.has(status)) {
        const states = [...TESTABLE].join(', ')
        throw invalidRequest(`The detector "${found.name}" is ${status}; it can be backtested while it is ${states}.`)
      }
      if (found.managedBy === null) await takeOver(host.store, found.name)
      await eventLog(host.store, found.name, host.writer).append(() => ({ kind: 'BACKTEST_REQUESTED' }), host.now())
      host.wake(found.name)
      return {}
    },

    async DeactivateAnomalyDetector({ AnomalyDetectorArn: arn }) {
      const found = await findDetector(host, arn)
      requireUnmanaged(found)
      const status = await statusOf(found)
      if (!STOPPABLE.has(status)) {
        const states = [...STOPPABLE].join(', ')
        const message = `The detector "${found.name}" is ${status}; it can be deactivated while it is ${states}.`
        throw conflict('AnomalyDetector', found.arn, message)
      }
      await deactivateDetector(host, found.name)
      host.wake(found.name)
      return {}
    },
  }
}

/** Guide: "Managing detectors"; a deactivated detector is an inactive one. */
const ACTIVATABLE: ReadonlySet<DetectorStatus> = new Set(['INACTIVE', 'DEACTIVATED', 'DEACTIVATING', 'FAILED'])

const TESTABLE: ReadonlySet<DetectorStatus> = new Set(['INACTIVE', 'FAILED'])

const STOPPABLE: ReadonlySet<DetectorStatus> = new Set(['ACTIVATING', 'LEARNING', 'ACTIVE', 'DEACTIVATING'])

function resolved(found: FoundDetector): ResolvedDetector {
  return withDefaults(checkedDetector(found))
}
