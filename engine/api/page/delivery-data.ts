import type { DeliveryData } from '../../console/index.ts'
import type { AlertDelivery } from '../../history/index.ts'

/** What became of an alert, for the review page. */
export function deliveryData({ alert, groupId, interval, receipt, waiting }: AlertDelivery): DeliveryData {
  return {
    alert,
    groupId,
    interval,
    outcome: receipt?.outcome ?? 'WAITING',
    at: receipt?.at ?? null,
    attempts: receipt?.attempts ?? 0,
    response: receipt?.response ?? null,
    failure: (receipt ?? waiting)?.failure?.message ?? null,
    waitingSince: waiting?.since ?? null,
  }
}
