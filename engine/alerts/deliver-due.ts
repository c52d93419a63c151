import type { ObjectStore } from '../state/object-store.ts'
import { deliver, type Delivery, type DeliveryContext } from './deliver.ts'
import type { AlertEvent } from './event.ts'

/** How an alert's delivery ended: written once, after which it is never sent again. */
export interface DeliveryReceipt {
  readonly eventId: string
  readonly alert: string
  readonly groupId: string
  readonly channel: AlertEvent['channel']['kind']
  readonly status: 'delivered' | 'undeliverable'
  /** Of the last round. */
  readonly attempts: number
  /** Epoch milliseconds. */
  readonly at: number
  /** Why it was undeliverable; null when it was delivered. */
  readonly error: Delivery['error']
}

/** What became of alerts that were due. */
export interface DueDeliveries {
  /** Of this call, in the order of the events. */
  readonly receipts: readonly DeliveryReceipt[]
  /** Alerts that wait for the next call because their channel could not be reached. */
  readonly pending: readonly { readonly event: AlertEvent; readonly error: Delivery['error'] }[]
}

/** An alert is tried at every interval for so long. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000

/** After so long no further alert is begun: detection must go on. */
const BUDGET_MS = 20_000

/** Deliveries at a time. */
const CONCURRENCY = 8

/**
 * Delivers alerts at least once: those of the last committed interval, then those that wait from earlier ones. To be
 * called with the events of the last commit before the next interval is executed, after a crash too: what has a receipt
 * is not sent again. A channel that fails never throws here; the store does, and then the call can be repeated.
 *
 * @param prefix - keys are `<prefix>receipts/<alert>/<group>.json` and `<prefix>outbox/<alert>/<group>.json`
 * @throws what the store throws
 */
export async function deliverDue(
  store: ObjectStore,
  prefix: string,
  events: readonly AlertEvent[],
  context: DeliveryContext,
): Promise<DueDeliveries> {
  const { now = Date.now } = context
  const begun = now()
  const waiting = await readOutbox(store, prefix)
  const known = new Set(waiting.map(({ event }) => event.id))
  const fresh = events.filter(({ id }) => !known.has(id))
  const due: DueAlert[] = [...fresh.map((event) => ({ event, since: null })), ...waiting]
  const outcomes: (Outcome | undefined)[] = []
  const queue = due.entries()
  const worker = async (): Promise<void> => {
    for (const [index, alert] of queue) {
      outcomes[index] = await settle(store, prefix, alert, context, now() - begun < BUDGET_MS)
    }
  }
  // All workers come to their end before an error of one is passed on: nothing goes on behind the caller's back.
  for (const result of await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker))) {
    if (result.status === 'rejected') throw result.reason
  }
  return {
    receipts: outcomes.flatMap((outcome) => (outcome?.receipt ? [outcome.receipt] : [])),
    pending: outcomes.flatMap((outcome) => (outcome?.pending ? [outcome.pending] : [])),
  }
}

/** Key of an alert's receipt; alert names and group ids are safe in keys. */
export function receiptKey(prefix: string, { alert, groupId }: Pick<AlertEvent, 'alert' | 'groupId'>): string {
  return `${prefix}receipts/${alert}/${groupId}.json`
}

interface DueAlert {
  readonly event: AlertEvent
  /** When it was first tried, epoch milliseconds; null for the first time. */
  readonly since: number | null
}

interface Outcome {
  readonly receipt?: DeliveryReceipt
  readonly pending?: DueDeliveries['pending'][number]
}

async function settle(
  store: ObjectStore,
  prefix: string,
  { event, since }: DueAlert,
  context: DeliveryContext,
  inBudget: boolean,
): Promise<Outcome> {
  const { now = Date.now } = context
  const key = outboxKey(prefix, event)
  if (await store.get(receiptKey(prefix, event))) {
    if (since !== null) await store.delete(key)
    return {}
  }
  if (!inBudget) {
    if (since === null) await store.create(key, encode({ event, since: now() }))
    return { pending: { event, error: null } }
  }
  // An alert that has waited gets one attempt an interval, so that a dead channel does not hold up detection.
  const delivery = since === null ? await deliver(event, context) : await deliver(event, context, 1)
  const at = now()
  if (delivery.status === 'unreachable' && at - (since ?? at) < GIVE_UP_AFTER_MS) {
    if (since === null) await store.create(key, encode({ event, since: at }))
    return { pending: { event, error: delivery.error } }
  }
  const receipt: DeliveryReceipt = {
    eventId: event.id,
    alert: event.alert,
    groupId: event.groupId,
    channel: event.channel.kind,
    status: delivery.status === 'delivered' ? 'delivered' : 'undeliverable',
    attempts: delivery.attempts,
    at,
    error: delivery.error,
  }
  await store.create(receiptKey(prefix, event), encode(receipt))
  if (since !== null) await store.delete(key)
  return { receipt }
}

async function readOutbox(store: ObjectStore, prefix: string): Promise<DueAlert[]> {
  const waiting: DueAlert[] = []
  for await (const { key } of store.list(`${prefix}outbox/`)) {
    const object = await store.get(key)
    if (object) waiting.push(JSON.parse(Buffer.from(object.bytes).toString('utf8')) as DueAlert)
  }
  return waiting.toSorted((a, b) => a.since! - b.since!)
}

function outboxKey(prefix: string, { alert, groupId }: AlertEvent): string {
  return `${prefix}outbox/${alert}/${groupId}.json`
}

function encode(value: DueAlert | DeliveryReceipt): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
