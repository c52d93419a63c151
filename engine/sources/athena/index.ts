import type { ResolvedAthena } from '../../../spec/index.ts'
import type { SourceContext, SourceDataset } from '../source-context.ts'
import type { Source } from '../source.ts'
import { sqlSource } from '../sql/index.ts'
import { athenaConnector } from './athena-connector.ts'
import { narrowToPartitions } from './narrow-to-partitions.ts'

export { athenaConnector }

/** Opens a table that Athena queries; the client of the service is loaded when it is first asked. */
export function athenaSource(source: ResolvedAthena, dataset: SourceDataset, context: SourceContext): Source {
  const connector = athenaConnector(source, context)
  return sqlSource(narrowToPartitions(connector, source, dataset.timezone, context.grid), dataset, context.grid)
}
