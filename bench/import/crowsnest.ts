import { statSync } from 'node:fs'
import { aggregateRecords } from '../../engine/dataset/index.ts'
import { parseRecords, type TextFormat } from '../../engine/formats/index.ts'
import { readAhead } from '../../engine/sources/read-ahead.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { WORKLOAD, type Kind, type Totals } from './workload.ts'

/** Our own parser and aggregator, as an execution uses them. */
export async function importWithCrowsnest(path: string, kind: Kind): Promise<Totals> {
  const sink = aggregateRecords({
    dataset: {
      timestamp: { column: 'timestamp', format: WORKLOAD.timestampFormat },
      timezone: WORKLOAD.zone,
      measures: [
        { column: 'views', aggregation: 'AVG' },
        { column: 'revenue', aggregation: 'SUM' },
      ],
      dimensions: ['country', 'platform', 'category'],
      filters: { platform: WORKLOAD.kept },
    },
    grid: intervalGrid('PT1H', WORKLOAD.zone),
    maxIntervals: 3000,
    quotas: { metrics: 50_000, recordsPerInterval: 150_000 },
  })
  const format: TextFormat =
    kind === 'jsonl'
      ? { kind: 'json-lines', charset: 'UTF-8', compression: null }
      : { kind: 'csv', delimiter: ',', quote: '"', header: true, columns: null, charset: 'UTF-8', compression: null }
  await parseRecords(readAhead(path, 0, statSync(path).size), format, path, sink)
  const aggregate = sink.finish({ files: 1, bytes: 0 })
  let groups = 0
  let views = 0
  let revenue = 0
  for (const start of aggregate.intervals) {
    const values = aggregate.values(start)!
    for (let i = 0; i < values.length; i += 2) {
      if (Number.isNaN(values[i])) continue
      groups++
      views += values[i]
      revenue += values[i + 1]
    }
  }
  return { groups, views, revenue }
}
