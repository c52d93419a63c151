import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DetectorSpec } from '../../spec/index.ts'
import type { DeliveryContext } from '../alerts/index.ts'
import {
  activateDetector,
  declareSpec,
  loadDetector,
  openDetector,
  refuseForeign,
  refuseNewer,
  type RunContext,
} from '../run/index.ts'
import type { ObjectStore } from '../state/index.ts'
import { attend, watchDetector, type Watched } from './local/attend.ts'
import type { LocalEvent } from './local/local-event.ts'

export type { LocalEvent } from './local/local-event.ts'

/** How detectors run on this machine. */
export interface LocalOptions {
  readonly store: ObjectStore
  /** Executes what is due now and returns. */
  readonly once?: boolean
  /** Executes intervals that are due by this moment, epoch milliseconds, as they become due, then returns. */
  readonly until?: number
  readonly delivery: DeliveryContext
  readonly signal?: AbortSignal
  readonly onEvent?: (event: LocalEvent) => void
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number
  /** A new UUID, for the generation; random by default. */
  readonly newId?: () => string
}

/** A detector's spec with the folder that its relative paths start from. */
export interface LocalDetector {
  readonly spec: DetectorSpec
  readonly baseDir: string
}

/** Who manages a detector that is declared here, unless its spec says another. */
const MANAGED_BY = '`crowsnest run`'

/** The clock of the machine may be set or sleep: it is looked at again after this at the latest. */
const LONGEST_WAIT_MS = 60_000

/**
 * Declares and activates detectors, then executes their intervals as they become due, missed ones first and in order. A
 * detector with historical data alone is backtested instead. One that fails, or whose state cannot be read or written,
 * does not hold up the others and is tried again. Returns when nothing is left to wait for.
 *
 * @returns true when all detectors are fine at the end
 * @throws {StateError} when the detectors cannot be declared; OBJECT_VERSION_UNKNOWN, and nothing is written, where a newer Crowsnest has run one
 * @throws {RunError} DETECTOR_OF_OTHERS when somebody else has declared one of them
 */
export async function runLocally(detectors: readonly LocalDetector[], options: LocalOptions): Promise<boolean> {
  const watched = await Promise.all(detectors.map((detector) => watch(detector, options)))
  const { once = false, until = Infinity, signal, onEvent } = options
  const attendance = { activate: activateDetector, ...(signal && { signal }), ...(onEvent && { onEvent }) }
  for (;;) {
    for (const detector of watched) {
      await attend(detector, attendance)
      if (signal?.aborted) break
    }
    const next = Math.min(...watched.map(({ wakeAt }) => wakeAt))
    if (once || signal?.aborted || next === Infinity || next > until) break
    onEvent?.({ kind: 'waiting', until: next })
    await pause(next, options)
    if (signal?.aborted) break
  }
  return watched.every(({ failures }) => failures === 0)
}

async function watch({ spec, baseDir }: LocalDetector, options: LocalOptions): Promise<Watched> {
  const { store, delivery, signal, onEvent, until = Infinity, now = Date.now, newId = randomUUID } = options
  const name = spec.detector
  const { managedBy = MANAGED_BY } = spec
  await refuseForeign(store, name, managedBy)
  await refuseNewer(store, name)
  const changed = await declareSpec(store, { managedBy, ...spec })
  onEvent?.({ kind: 'declared', detector: name, changed })
  const context: RunContext = {
    store,
    baseDir,
    delivery,
    writer: randomUUID(),
    newId,
    now: () => Math.min(now(), until),
    sleep: (milliseconds) => sleep(milliseconds),
    onProgress: (step, done, total) => onEvent?.({ kind: 'progress', detector: name, step, done, total }),
    ...(signal && { signal }),
  }
  return watchDetector(name, context, openDetector(await loadDetector(store, name), context))
}

/** Waits until a moment, in short steps; ends at once when cancelled. */
async function pause(until: number, { now = Date.now, signal }: LocalOptions): Promise<void> {
  for (let wait = until - now(); wait > 0; wait = until - now()) {
    try {
      await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, signal && { signal })
    } catch (error) {
      if (signal?.aborted) return
      throw error
    }
  }
}
