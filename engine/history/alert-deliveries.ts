import {
  mapLimited,
  readOutbox,
  readReceipt,
  type FiredAlert,
  type ObjectStore,
  type Receipt,
  type StatePlace,
  type WaitingAlert,
} from '../state/index.ts'
import { cachedReads } from './cached-reads.ts'

/** What became of an alert that fired. */
export interface AlertDelivery extends FiredAlert {
  /** Null while it waits: its channel could not be reached yet, or nobody has tried. */
  readonly receipt: Receipt | null
  /** Since when it waits, and why; null where it has a receipt, or nobody has tried. */
  readonly waiting: Pick<WaitingAlert, 'since' | 'failure'> | null
}

/** Reads what became of alerts, in their order. */
export type DeliveryReader = (fired: readonly FiredAlert[]) => Promise<readonly AlertDelivery[]>

/** Receipts never change, so those that were read lately are kept. */
const MOST_KEPT = 10_000

/** Receipts on their way at a time. */
const READS_AT_ONCE = 16

/** Opens the receipts of a generation; reads nothing yet. */
export function deliveryReader(store: ObjectStore, place: StatePlace): DeliveryReader {
  const receipts = cachedReads<string, Receipt>(MOST_KEPT, () => 1)
  return async (fired) => {
    const found = await mapLimited(fired, READS_AT_ONCE, async (alert) => ({
      ...alert,
      receipt: (await receipts.get(alert.id, () => readReceipt(store, place, alert.end, alert))) ?? null,
    }))
    const isSettled = found.every(({ receipt }) => receipt !== null)
    const outbox = new Map(isSettled ? [] : (await readOutbox(store, place)).map((one) => [one.event.id, one]))
    return found.map((one) => ({ ...one, waiting: one.receipt === null ? (outbox.get(one.id) ?? null) : null }))
  }
}
