import type { AlertDelivery } from './alert-deliveries.ts'
import type { FiredAlert } from './commit-digests.ts'
import type { GenerationHistory } from './generation-history.ts'

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
  const deliveries = await generation.deliveries(fired.slice(0, MOST_ALERTS))
  const failed = deliveries.flatMap((delivery) => {
    const reason = reasonOf(delivery, now)
    return reason === null ? [] : [{ alert: delivery.alert, reason }]
  })
  const [newest] = failed
  if (newest === undefined) return null
  const what = failed.length === 1 ? 'An alert' : `${failed.length} of the last ${deliveries.length} alerts`
  return `${what} could not be delivered: \`${newest.alert}\`. ${newest.reason}`
}

function reasonOf({ receipt, waiting }: AlertDelivery, now: number): string | null {
  if (receipt === null) return waiting?.failure?.message ?? null
  if (receipt.outcome === 'DELIVERED' || now - receipt.at > TOLD_FOR_MS) return null
  return receipt.failure?.message ?? 'Its channel gave no reason.'
}
