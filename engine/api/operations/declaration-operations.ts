import type { ApiHost } from '../api-host.ts'
import type { Handlers } from '../wire/index.ts'
import { activationOperations } from './activation.ts'
import { alertOperations } from './alerts.ts'
import { detectorOperations } from './detectors.ts'
import { inTurn } from './in-turn.ts'
import { metricSetOperations } from './metric-sets.ts'
import { sampleOperations } from './samples.ts'
import { tagOperations } from './tags.ts'

/** What is declared, and the life of detectors. */
export type DeclarationOperations = ReturnType<typeof declarationOperations>

/** Detectors of the original service in an account and region. Guide: "Quotas". */
const MOST_DETECTORS = 10

/**
 * The operations that declare detectors, datasets and alerts, show them, start and stop them.
 *
 * @param options - quotas that are not part of a spec
 */
export function declarationOperations(host: ApiHost, options: { readonly mostDetectors?: number } = {}) {
  const operations = {
    ...detectorOperations(host, options.mostDetectors ?? MOST_DETECTORS),
    ...activationOperations(host),
    ...metricSetOperations(host),
    ...alertOperations(host),
    ...tagOperations(host),
    ...sampleOperations(host),
  } satisfies Partial<Handlers>
  return { ...operations, ...inTurn(operations, CHANGING) }
}

/** What looks before it writes, such as whether a name is free. */
const CHANGING = [
  'CreateAnomalyDetector',
  'UpdateAnomalyDetector',
  'DeleteAnomalyDetector',
  'ActivateAnomalyDetector',
  'BackTestAnomalyDetector',
  'DeactivateAnomalyDetector',
  'CreateMetricSet',
  'UpdateMetricSet',
  'CreateAlert',
  'UpdateAlert',
  'DeleteAlert',
  'TagResource',
  'UntagResource',
] as const
