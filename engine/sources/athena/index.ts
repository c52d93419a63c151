import type { ResolvedAthena } from '../../../spec/index.ts'
import type { SourceContext, SourceDataset } from '../source-context.ts'
import type { Source } from '../source.ts'
import { sqlSource } from '../sql/index.ts'
import { athenaConnector } from './athena-connector.ts'

/** Opens a table that Athena queries; the client of the service is loaded when it is first asked. */
export function athenaSource(source: ResolvedAthena, dataset: SourceDataset, context: SourceContext): Source {
  const place = `athena://${source.workgroup}/${source.catalog}/${source.database}.${source.table}`
  const table = { source, context, zone: dataset.timezone, place }
  return sqlSource(athenaConnector(table), dataset, context.grid)
}
