import { datasetArn } from '../../../spec/index.ts'
import type { History } from '../../history/index.ts'
import type { ApiHost } from '../api-host.ts'
import { epochSeconds, resourceNotFound, type Handlers } from '../wire/index.ts'
import { readApiRecord } from './api-record.ts'
import { detectorByArn } from './found-past.ts'
import { datasetName } from './metric-sets.ts'

/** Commits that are looked at, the newest: the operation has no pages. */
const MOST_COMMITS = 200

/** Says how good the data of the newest intervals was. */
export function dataQualityOperations(host: ApiHost, history: History): Pick<Handlers, 'GetDataQualityMetrics'> {
  return {
    async GetDataQualityMetrics({ AnomalyDetectorArn, MetricSetArn: wanted }) {
      const { name, generation } = await detectorByArn(host, history, AnomalyDetectorArn)
      const record = await readApiRecord(host.store, name)
      const MetricSetArn = datasetArn(host.place, name, datasetName({ record }))
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
