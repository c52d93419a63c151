import type { AwsPlace } from '../../spec/index.ts'
import type { AlertContext } from '../alerts/index.ts'
import type { DetectorRuntime } from './detector-runtime.ts'

/** Where a detector without a cloud lives, for its ARNs. */
export const LOCAL_PLACE: AwsPlace = { partition: 'aws', region: 'local', account: '000000000000' }

/** What the messages of a detector's alerts say about where it lives. */
export function alertContext(
  { detector, grid }: Pick<DetectorRuntime, 'detector' | 'grid'>,
  place: AwsPlace = LOCAL_PLACE,
  consoleUrl: AlertContext['consoleUrl'] = (groupId) => `crowsnest:${detector.name}/anomalies/${groupId}`,
): AlertContext {
  return { detector: detector.name, place, dimensions: detector.dataset.dimensions, grid, consoleUrl }
}
