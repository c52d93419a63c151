// Reads the interval once and prints what that took: `node child.ts WAY PLACE`, the place as JSON, the password in the
// environment. The driver is loaded before the clock starts; memory is that of the whole process.
import { aggregateRecords } from '../../engine/dataset/index.ts'
import { NO_FILES, openSource } from '../../engine/sources/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { withDefaults } from '../../spec/index.ts'
import { readRows } from './read-rows.ts'
import { type Measured, type Place, specOf, START, type Way } from './workload.ts'

const way = process.argv[2] as Way
const place = { ...(JSON.parse(process.argv[3]) as Place), password: process.env['PASSWORD'] ?? '' }

const { dataset, quotas } = withDefaults(specOf(place))
const grid = intervalGrid('PT1H', 'UTC')
const window = { start: START, end: grid.next(START) }
const sink = aggregateRecords({ dataset, grid, window, quotas: { metrics: quotas.metrics } })
await (place.engine === 'postgres' ? Promise.all([import('pg'), import('pg-cursor')]) : import('mysql2'))
await import('../../engine/sources/relational/index.ts')

const before = performance.now()
if (way === 'sums') await openSource(dataset, { baseDir: '.', grid, quotas }).readInterval(window, sink)
else await readRows(place, window, sink)
const aggregate = sink.finish(NO_FILES)
const milliseconds = performance.now() - before

const values = aggregate.values(START)!
const sums = [0, 0]
for (let v = 0; v < values.length; v++) sums[v % 2] += values[v]
const measured: Measured = {
  milliseconds,
  megabytes: process.resourceUsage().maxRSS / 1024,
  groups: aggregate.series.length,
  records: aggregate.report.used,
  sums: sums.map((sum) => Math.round(sum * 100) / 100),
}
process.stdout.write(JSON.stringify(measured))
