import type { CommitRecord, CommittedAlert } from './commit-log.ts'
import { mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { momentOf, newestFirst, type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/** That an alert needs no further attempt: it was delivered, or cannot be. */
export interface Receipt {
  /** Id of the committed alert. */
  readonly id: string
  readonly alert: string
  readonly outcome: 'DELIVERED' | 'UNDELIVERABLE'
  /** Epoch milliseconds. */
  readonly at: number
  readonly attempts: number
  /** What the channel answered, such as a message id. */
  readonly response: string | null
  /** Why it cannot be delivered. */
  readonly failure: { readonly code: string; readonly message: string } | null
}

/**
 * Records what became of an alert of a commit.
 *
 * @returns false when there is a receipt already: another run delivered it too, which receivers see by the id
 */
export async function writeReceipt(
  store: ObjectStore,
  place: StatePlace,
  commit: Pick<CommitRecord, 'end'>,
  receipt: Receipt,
): Promise<boolean> {
  const key = receiptKey(place, commit.end, receipt)
  return (await store.create(key, sealRecord(receipt, FORMATS.receipt))) === 'created'
}

/** Alerts of a commit without a receipt, in its order: one listing, none when the commit has no alerts. */
export async function pendingAlerts(
  store: ObjectStore,
  place: StatePlace,
  commit: Pick<CommitRecord, 'end' | 'alerts'>,
): Promise<readonly CommittedAlert[]> {
  if (commit.alerts.length === 0) return []
  const settled = new Set<string>()
  for await (const { key } of store.list(receiptsPrefix(place, commit.end))) settled.add(key)
  return commit.alerts.filter((alert) => !settled.has(receiptKey(place, commit.end, alert)))
}

/** The receipts of a commit. */
export async function readReceipts(store: ObjectStore, place: StatePlace, end: number): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = []
  for await (const { key } of store.list(receiptsPrefix(place, end))) {
    const object = await store.get(key)
    if (object !== undefined) receipts.push(openRecord<Receipt>(store, key, object.bytes, FORMATS.receipt))
  }
  return receipts
}

/** The receipt of one alert of a commit; undefined while it has none. */
export async function readReceipt(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  alert: { readonly id: string; readonly alert: string },
): Promise<Receipt | undefined> {
  const key = receiptKey(place, end, alert)
  const object = await store.get(key)
  return object && openRecord<Receipt>(store, key, object.bytes, FORMATS.receipt)
}

/** Ends of the intervals whose alerts have receipts, the newest first: listed, none is read. */
export async function* endsWithReceipts(store: ObjectStore, place: StatePlace): AsyncGenerator<number> {
  let last = NaN
  for await (const { key } of store.list(statePrefix(place, 'receipts'))) {
    const end = momentOf(key)
    if (!Number.isNaN(end) && end !== last) yield end
    last = end
  }
}

/** The receipts of the newest intervals that have some, the newest interval first. */
export async function newestReceipts(
  store: ObjectStore,
  place: StatePlace,
  limit: number,
): Promise<readonly Receipt[]> {
  const keys: string[] = []
  for await (const { key } of store.list(statePrefix(place, 'receipts'))) {
    if (Number.isNaN(momentOf(key))) continue
    if (keys.push(key) === limit) break
  }
  const read = await mapLimited(keys, READS_AT_ONCE, async (key) => {
    const object = await store.get(key)
    return object && openRecord<Receipt>(store, key, object.bytes, FORMATS.receipt)
  })
  return read.filter((receipt) => receipt !== undefined)
}

const READS_AT_ONCE = 16

function receiptsPrefix(place: StatePlace, end: number): string {
  return `${statePrefix(place, 'receipts')}${newestFirst(end)}/`
}

/** Key of the receipt of an alert of the commit whose interval ends at `end`. */
export function receiptKey(
  place: StatePlace,
  end: number,
  alert: { readonly id: string; readonly alert: string },
): string {
  return `${receiptsPrefix(place, end)}${alert.alert}_${alert.id}.json`
}
