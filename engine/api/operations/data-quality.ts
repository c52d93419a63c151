import { datasetArn } from '../../../spec/index.ts'
import type { History } from '../../history/index.ts'
import type { ApiHost } from '../api-host.ts'
import { epochSeconds, resourceNotFound, type Handlers } from '../wire/index.ts'
import { detectorByArn } from './found-past.ts'

/** Commits that are looked at, the newest: the operation has no pages. */
const MOST_COMMITS = 200

/** Says how good the data of the newest intervals was. */
export function dataQualityOperations(host: ApiHost, history: History): Pick<Handlers, 'GetDataQualityMetrics'> {
  return {
    async GetDataQualityMetrics({ AnomalyDetectorArn, MetricSetArn: wanted }) {
      const { name, generation } = await detectorByArn(host, history, AnomalyDetectorArn)
      const MetricSetArn = datasetArn(host.place, name, 'dataset')
      if (wanted !== undefined && wanted !== MetricSetArn) throw resourceNotFound('MetricSet', wanted)
      const intervals = (await generation?.quality(MOST_COMMITS)) ?? []
      return {
        AnomalyDetectorDataQualityMetricList: intervals.map(({ start, quality }) => ({
          StartTimestamp: epochSeconds(start),
          MetricSetDataQualityMetricList: [
            {
              MetricSetArn,
              DataQualityMetricList: quality.map(({ type, description, column, value }) => ({
                MetricType: type,
                MetricDescription: description,
                ...(column !== undefined && { RelatedColumnName: column }),
                MetricValue: value,
              })),
            },
          ],
        })),
      }
    },
  }
}
