import type { Interval } from '../../spec/interval.ts'
import { appendResiduals, createResidualHistory, type ResidualHistory } from '../../engine/anomalies/causes/index.ts'
import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
} from '../../engine/detection/index.ts'
import type { System } from './system.ts'

const SLOTS: Readonly<Record<Interval, number>> = { PT5M: 288, PT10M: 144, PT1H: 24, P1D: 1 }

/**
 * What a detector's history of residuals holds after these values: each measure's total is one metric of a real shard,
 * stepped from its first interval on. A residual is off level and profiles, in sigma of that.
 *
 * @param system - its first interval is the first of a Monday
 */
export function detectorResiduals({ values, interval }: Pick<System, 'values' | 'interval'>): ResidualHistory {
  const measures = values.length
  const shard = createShard({ interval, measures })
  addSeries(shard, 1)
  const scores = createScores(measures)
  const history = createResidualHistory(measures)
  let summary = mergeSummaries([], measures)
  const row = new Float64Array(measures)
  for (let t = 0; t < values[0].length; t++) {
    for (let k = 0; k < measures; k++) row[k] = values[k][t]
    const day = Math.floor(t / SLOTS[interval])
    const slot = { ofDay: t % SLOTS[interval], dayOfWeek: day % 7, dayOfYear: day % 365 }
    stepShard(shard, summary, { slot, gap: 0, threshold: 50 }, row, scores)
    summary = mergeSummaries([summarise(shard)], measures)
    appendResiduals(
      history,
      t,
      row.map((_, k) => scores.residual[k]),
    )
  }
  return history
}
