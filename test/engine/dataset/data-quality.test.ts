import { describe, expect, it } from 'vitest'
import { aggregateRecords, dataQualityMetrics } from '../../../engine/dataset/index.ts'
import { parseRecords } from '../../../engine/formats/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { csv, stream } from '../formats/record-list.ts'

// ../shared/facts/lookout-for-metrics.md 7.10: types from the API model; the definitions are ours.
describe('dataQualityMetrics', () => {
  it('tells completeness, distinct values, series and counts of records', async () => {
    const sink = aggregateRecords({
      dataset: {
        timestamp: { column: 't', format: 'UNIX' },
        timezone: 'UTC',
        measures: [
          { column: 'v', aggregation: 'SUM' },
          { column: 'w', aggregation: 'AVG' },
        ],
        dimensions: ['a', 'b'],
        filters: {},
      },
      grid: intervalGrid('PT1H', 'UTC'),
    })
    // Metrics with a value: v and w of (x, 1), v of (x, 2), w of (y, 1).
    const lines = ['t,a,b,v,w', '0,x,1,1,1', '0,x,2,1,', '3600,y,1,,1', '0,x,1,1,1', '0,x,3,bad,1']
    await parseRecords(stream(lines.join('\n')), csv(), 'f.csv', sink)
    const aggregate = sink.finish({ files: 1, bytes: 1 })
    const split = { trainingStart: 0, inferenceStart: 3_600_000, inferenceEnd: 7_200_000 }
    const told = dataQualityMetrics(aggregate, split).map(({ type, column, value }) => [type, column, value])
    expect(told).toEqual([
      ['COLUMN_COMPLETENESS', 'v', 0.75],
      ['COLUMN_COMPLETENESS', 'w', 0.75],
      ['DIMENSION_UNIQUENESS', 'a', 2],
      ['DIMENSION_UNIQUENESS', 'b', 2],
      ['TIME_SERIES_COUNT', undefined, 4],
      ['ROWS_PROCESSED', undefined, 5],
      ['ROWS_PARTIAL_COMPLIANCE', undefined, 2],
      ['INVALID_ROWS_COMPLIANCE', undefined, 1],
      ['BACKTEST_TRAINING_DATA_START_TIME_STAMP', undefined, 0],
      ['BACKTEST_TRAINING_DATA_END_TIME_STAMP', undefined, 3600],
      ['BACKTEST_INFERENCE_DATA_START_TIME_STAMP', undefined, 3600],
      ['BACKTEST_INFERENCE_DATA_END_TIME_STAMP', undefined, 7200],
    ])
    expect(dataQualityMetrics(aggregate)).toHaveLength(8)
  })
})
