import { appendResiduals, createResidualHistory, type ResidualHistory } from '../../engine/anomalies/causes/index.ts'
import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
} from '../../engine/detection/index.ts'

/**
 * What a detector's history of residuals holds after these values: each measure's total is one metric of a real shard,
 * stepped hour by hour from its first interval on. The width of the band stands in for sigma.
 *
 * @param values - [measure][interval of PT1H]
 */
export function detectorResiduals(values: readonly Float64Array[]): ResidualHistory {
  const measures = values.length
  const shard = createShard({ interval: 'PT1H', measures })
  addSeries(shard, 1)
  const scores = createScores(measures)
  const history = createResidualHistory(measures)
  let summary = mergeSummaries([], measures)
  const row = new Float64Array(measures)
  for (let t = 0; t < values[0].length; t++) {
    for (let k = 0; k < measures; k++) row[k] = values[k][t]
    const slot = { ofDay: t % 24, dayOfWeek: Math.floor(t / 24) % 7, dayOfYear: Math.floor(t / 24) % 365 }
    stepShard(shard, summary, { slot, gap: 0, threshold: 50 }, row, scores)
    summary = mergeSummaries([summarise(shard)], measures)
    appendResiduals(
      history,
      t,
      row.map((value, k) => (6 * (value - scores.expected[k])) / (scores.upper[k] - scores.lower[k])),
    )
  }
  return history
}
