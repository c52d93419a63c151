import type { AlertData, AlertsData } from '../../console/index.ts'
import type { DetectorHistory } from '../../history/index.ts'
import { deliveryData } from './delivery-data.ts'
import { channelText } from './detector-data.ts'
import { openedDetector } from './page-request.ts'

/** Deliveries that are shown of an alert: the newest. */
const MOST_DELIVERIES = 100

/** The alerts of a detector as it is declared, with what became of them. */
export async function alertsData(history: DetectorHistory): Promise<AlertsData> {
  const opened = openedDetector(history)
  const fired = (await opened?.generation.groups.now())?.fired ?? []
  const alerts = (history.detector?.alerts ?? []).map(async (alert): Promise<AlertData> => {
    const { name, description, threshold, measures, dimensions, channel } = alert
    const own = fired.filter((each) => each.alert === name).slice(0, MOST_DELIVERIES)
    const deliveries = (await opened?.generation.deliveries(own)) ?? []
    return {
      name,
      description,
      threshold,
      measures,
      dimensions,
      channel: channelText(channel),
      deliveries: deliveries.map(deliveryData),
    }
  })
  return { alerts: await Promise.all(alerts), misfits: history.misfits }
}
