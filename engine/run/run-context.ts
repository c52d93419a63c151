import type { AwsPlace } from '../../spec/index.ts'
import type { AlertContext, DeliveryContext } from '../alerts/index.ts'
import type { TimeWindow } from '../sources/index.ts'
import type { ObjectStore } from '../state/index.ts'
import type { RuntimePlace } from './detector-runtime.ts'

/** What a run works with. Time, ids and lines come from here, so that a run can be repeated exactly. */
export interface RunContext extends RuntimePlace {
  readonly store: ObjectStore
  /** Id of this process, for the record. */
  readonly writer: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new UUID. */
  readonly newId: () => string
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** How alerts are sent. */
  readonly delivery: DeliveryContext
  /** Where the detector lives, for its ARNs; local by default. */
  readonly place?: AwsPlace
  /** Address of the page that shows a group. */
  readonly consoleUrl?: AlertContext['consoleUrl']
  readonly signal?: AbortSignal
  /** Called when the execution of an interval begins. */
  readonly onStart?: (interval: TimeWindow) => void
  readonly onProgress?: (step: 'read' | 'learn', done: number, total: number | undefined) => void
}
