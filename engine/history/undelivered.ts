import type { FiredAlert } from '../state/index.ts'
import type { AlertDelivery } from './alert-deliveries.ts'
import type { GenerationHistory } from './generation-history.ts'

/** What became of an alert, as far as it decides whether somebody has to look. */
export type DeliveryOutcome = Pick<AlertDelivery, 'alert' | 'receipt' | 'waiting'>

/** Alerts that are looked at: the newest. */
const MOST_ALERTS = 20

/** What could not be delivered for good is told for so long. */
const TOLD_FOR_MS = 24 * 3_600_000

/**
 * That alerts could not be delivered, and why, for people.
 *
 * @param fired - of the generation, the newest first
 * @param now - epoch milliseconds
 * @returns null where nothing is known to be wrong
 */
export async function undeliveredText(
  generation: GenerationHistory,
  fired: readonly FiredAlert[],
  now: number,
): Promise<string | null> {
  return undeliveredOf(await generation.deliveries(fired.slice(0, MOST_ALERTS)), now)
}

/**
 * The same of alerts whose deliveries are known.
 *
 * @param deliveries - the newest first
 */
export function undeliveredOf(deliveries: readonly DeliveryOutcome[], now: number): string | null {
  const failed = deliveries.flatMap((delivery) => {
    const reason = reasonOf(delivery, now)
    return reason === null ? [] : [{ alert: delivery.alert, reason }]
  })
  const [newest] = failed
  if (newest === undefined) return null
  const what = failed.length === 1 ? 'An alert' : `${failed.length} of the last ${deliveries.length} alerts`
  return `${what} could not be delivered: \`${newest.alert}\`. ${newest.reason}`
}

/** Whether an alert that could not be delivered for good is recent enough to be told of. */
export function isTold({ outcome, at }: { readonly outcome: string; readonly at: number }, now: number): boolean {
  return outcome !== 'DELIVERED' && now - at <= TOLD_FOR_MS
}

function reasonOf({ receipt, waiting }: DeliveryOutcome, now: number): string | null {
  if (receipt === null) return waiting?.failure?.message ?? null
  return isTold(receipt, now) ? (receipt.failure?.message ?? 'Its channel gave no reason.') : null
}
