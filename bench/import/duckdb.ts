import { DuckDBInstance } from '@duckdb/node-api'
import { Metrics } from './metrics.ts'
import { WORKLOAD, type Kind, type Totals } from './workload.ts'

/** DuckDB with all threads, the groups fetched into JavaScript and numbered there, in its fastest way. */
export async function importWithDuckDb(path: string, kind: Kind): Promise<Totals> {
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  const connection = await (await DuckDBInstance.create(':memory:', options)).connect()
  const columns = `{ timestamp: 'VARCHAR', country: 'VARCHAR', platform: 'VARCHAR', category: 'VARCHAR', views: 'DOUBLE', revenue: 'DOUBLE', session: 'VARCHAR' }`
  const source =
    kind === 'jsonl'
      ? `read_json('${path}', format = 'newline_delimited', columns = ${columns})`
      : `read_csv('${path}', header = true, auto_detect = false, delim = ',', quote = '"', columns = ${columns})`
  const kept = WORKLOAD.kept.map((value) => `'${value}'`).join(', ')
  const result = await connection.run(`
    SELECT
      epoch_ms(date_trunc('hour', timezone('${WORKLOAD.zone}', strptime(timestamp, '%Y-%m-%d %H:%M:%S'))))::DOUBLE AS hour,
      country, platform, category, avg(views) AS views, sum(revenue) AS revenue
    FROM ${source} WHERE platform IN (${kept}) GROUP BY ALL`)
  const metrics = new Metrics()
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return metrics.totals()
    const [hours, countries, platforms, categories, views, revenue] = chunk.getColumns()
    for (let row = 0; row < chunk.rowCount; row++) {
      const series = `${String(countries[row])}\t${String(platforms[row])}\t${String(categories[row])}`
      metrics.add(Number(hours[row]), series, 1, Number(views[row]), Number(revenue[row]))
    }
  }
}
