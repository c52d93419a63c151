import { timeSeriesId, type AnomalyGroup } from '../../anomalies/index.ts'
import type { History } from '../../history/index.ts'
import { readGroup } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { invalidRequest, pageOf, pageRequest, resourceNotFound, type Handlers } from '../wire/index.ts'
import { groupById, type FoundGroup } from './found-past.ts'
import { countingUp } from './position.ts'

/** Records and lists what people say about metrics of an anomaly group. */
export function feedbackOperations(host: ApiHost, history: History): Pick<Handlers, 'PutFeedback' | 'GetFeedback'> {
  return {
    async PutFeedback({ AnomalyDetectorArn, AnomalyGroupTimeSeriesFeedback: feedback }) {
      const found = await groupById(host, history, AnomalyDetectorArn, feedback.AnomalyGroupId)
      if (found.report.status === 'DELETING') {
        throw invalidRequest(
          `The detector "${found.detector.name}" is being deleted, with all that was said of its anomalies.`,
        )
      }
      const group = await readGroup(host.store, found.indexed.ref)
      const metrics = [placeOf(found, group, feedback.TimeSeriesId)]
      const verdict = { metrics, relevant: feedback.IsAnomaly, by: host.reviewer }
      await found.judgements.record(group, found.grid, verdict, host.now())
      return {}
    },
    async GetFeedback(input) {
      const { AnomalyGroupId, TimeSeriesId: wanted } = input.AnomalyGroupTimeSeriesFeedback
      const page = pageRequest('GetFeedback', input, host.now())
      const found = await groupById(host, history, input.AnomalyDetectorArn, AnomalyGroupId)
      const group = await readGroup(host.store, found.indexed.ref)
      const only = wanted === undefined ? null : placeOf(found, group, wanted)
      const ids = idsOf(found, group)
      const judged = (await found.judgements.now())
        .inForce(group)
        .flatMap((relevant, place) =>
          relevant === null || (only !== null && only !== place) ? [] : [{ place, relevant }],
        )
      const { items, next } = pageOf(page, judged, ({ place }) => countingUp(place))
      return {
        AnomalyGroupTimeSeriesFeedback: items.map(({ place, relevant }) => ({
          TimeSeriesId: ids[place],
          IsAnomaly: relevant,
        })),
        ...next,
      }
    },
  }
}

function placeOf(found: FoundGroup, group: AnomalyGroup, id: string): number {
  const place = idsOf(found, group).indexOf(id)
  if (place < 0) throw resourceNotFound('TimeSeries', id)
  return place
}

function idsOf({ detector }: FoundGroup, { measure, metrics }: AnomalyGroup): readonly string[] {
  return metrics.map(({ series }) => timeSeriesId(detector.name, measure, detector.dataset.dimensions, series))
}
