import type { DeliveryContext } from '../../alerts/index.ts'
import type { RunContext } from '../../run/index.ts'
import type { ObjectStore } from '../../state/index.ts'
import type { LocalEvent } from '../local/local-event.ts'

/** How the detectors of a state are looked after. */
export interface TendOptions {
  readonly store: ObjectStore
  readonly delivery: DeliveryContext
  readonly signal: AbortSignal
  /** Id of this process, for the record. */
  readonly writer: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new UUID. */
  readonly newId: () => string
  /** Address of the page that shows a group of a detector. */
  readonly consoleUrl?: (detector: string, groupId: string) => string
  readonly place?: RunContext['place']
  readonly onEvent?: (event: TendEvent) => void
}

/** What happens while the detectors of a state are looked after. */
export type TendEvent =
  | LocalEvent
  | { readonly kind: 'deleted'; readonly detector: string; readonly objects: number }
  /** An alert does not fit its detector and is left out. */
  | { readonly kind: 'misfit'; readonly detector: string; readonly alert: string; readonly reason: string }
  /** The state itself cannot be read or written; it is tried again. */
  | { readonly kind: 'troubled'; readonly error: Error }
