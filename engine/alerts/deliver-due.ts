import {
  mapLimited,
  noteFailure,
  pendingAlerts,
  putOff,
  readOutbox,
  takeOut,
  writeReceipt,
  type CommitRecord,
  type ObjectStore,
  type Receipt,
  type StatePlace,
  type WaitingAlert,
} from '../state/index.ts'
import { deliver, type Delivery, type DeliveryContext } from './deliver.ts'
import type { AlertEvent } from './event.ts'

/** What became of alerts that were due. */
export interface DueDeliveries {
  /** Written by this call: delivered or undeliverable for good. */
  readonly receipts: readonly Receipt[]
  /** Alerts that wait for the next call; error null where there was no time to try. */
  readonly pending: readonly { readonly event: AlertEvent; readonly error: Delivery['error'] }[]
}

/** An alert that cannot be delivered is tried at every interval for so long. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000

/** After so long no further alert is begun: detection must go on. */
const BUDGET_MS = 20_000

/** Deliveries at a time. */
const CONCURRENCY = 8

/**
 * Delivers alerts at least once: those of the last commit, then those that wait from earlier ones. To be called with the last
 * commit after it was written, and again before the next interval is executed, because a crash may have come in between;
 * what has a receipt is not sent again. A channel that fails never throws here; the store does, and then the call can be repeated.
 *
 * @param commit - its `alerts` are events of `fireAlerts`
 * @throws what the store throws
 */
export async function deliverDue(
  store: ObjectStore,
  place: StatePlace,
  commit: Pick<CommitRecord, 'end' | 'alerts'>,
  context: DeliveryContext,
): Promise<DueDeliveries> {
  const { now = Date.now } = context
  const begun = now()
  const waiting = (await readOutbox(store, place)) as readonly (WaitingAlert & Pick<DueAlert, 'event'>)[]
  const known = new Set(waiting.map(({ event }) => event.id))
  const unsettled = (await pendingAlerts(store, place, commit)) as readonly AlertEvent[]
  const fresh = unsettled
    .filter(({ id }) => !known.has(id))
    .map((event) => ({ event, end: commit.end, since: null, failure: null }))
  const outcomes = await mapLimited([...fresh, ...waiting], CONCURRENCY, (due) =>
    settle(store, place, due, context, now() - begun < BUDGET_MS),
  )
  return {
    receipts: outcomes.flatMap((outcome) => (outcome && 'receipt' in outcome ? [outcome.receipt] : [])),
    pending: outcomes.flatMap((outcome) => (outcome && 'event' in outcome ? [outcome] : [])),
  }
}

interface DueAlert {
  readonly event: AlertEvent
  /** End of the interval whose commit has it. */
  readonly end: number
  /** When it was first tried, epoch milliseconds; null for the first time. */
  readonly since: number | null
  /** Why it could not be delivered the last time. */
  readonly failure: WaitingAlert['failure']
}

/** Null: it had been settled before. */
type Outcome = { readonly receipt: Receipt } | DueDeliveries['pending'][number] | null

async function settle(
  store: ObjectStore,
  place: StatePlace,
  { event, end, since, failure }: DueAlert,
  context: DeliveryContext,
  inBudget: boolean,
): Promise<Outcome> {
  const { now = Date.now } = context
  if (since !== null && (await pendingAlerts(store, place, { end, alerts: [event] })).length === 0) {
    await takeOut(store, place, event)
    return null
  }
  // An alert that has waited gets one attempt an interval, so that a dead channel does not hold up detection.
  const delivery = inBudget ? await deliver(event, context, since === null ? undefined : 1) : undefined
  const at = now()
  if (delivery === undefined || (delivery.status === 'unreachable' && at - (since ?? at) < GIVE_UP_AFTER_MS)) {
    const error = delivery?.error ?? null
    if (since === null) await putOff(store, place, { event, end, since: at, failure: error })
    else if (error !== null && error.message !== failure?.message) {
      await noteFailure(store, place, { event, end, since, failure: error })
    }
    return { event, error }
  }
  const receipt: Receipt = {
    id: event.id,
    alert: event.alert,
    outcome: delivery.status === 'delivered' ? 'DELIVERED' : 'UNDELIVERABLE',
    at,
    attempts: delivery.attempts,
    response: delivery.response,
    failure: delivery.error,
  }
  await writeReceipt(store, place, { end }, receipt)
  if (since !== null) await takeOut(store, place, event)
  return { receipt }
}
