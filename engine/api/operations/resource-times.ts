import type { DetectorEvent } from '../../state/index.ts'
import { epochSeconds } from '../wire/index.ts'
import type { RecordedTimes } from './api-record.ts'

/** Times of a resource; empty where they are not known. */
export interface ResourceTimes {
  readonly CreationTime?: number
  readonly LastModificationTime?: number
}

/**
 * Times as the API shows them. A detector that was declared otherwise than by the API shows when the first thing happened to it,
 * and when it last began anew because of a change; before that, nothing is known.
 *
 * @param recorded - what the API knows, if anything
 * @param events - of the detector, the first first
 */
export function timesOf(recorded: RecordedTimes | null | undefined, events: readonly DetectorEvent[]): ResourceTimes {
  const [first] = events
  const created = recorded?.created ?? first?.at
  const changed = recorded?.changed ?? events.findLast(({ kind }) => kind === 'GENERATION_STARTED')?.at ?? created
  return {
    ...(created !== undefined && { CreationTime: epochSeconds(created) }),
    ...(changed !== undefined && { LastModificationTime: epochSeconds(changed) }),
  }
}
