import type { ResolvedRedshift } from '../../../spec/index.ts'
import type { SourceContext, SourceDataset } from '../source-context.ts'
import type { Source } from '../source.ts'
import { sqlSource } from '../sql/index.ts'
import { redshiftConnector } from './redshift-connector.ts'

export { redshiftConnector }

/** Opens a table of Redshift; the client of its Data API is loaded when it is first asked. */
export function redshiftSource(source: ResolvedRedshift, dataset: SourceDataset, context: SourceContext): Source {
  return sqlSource(redshiftConnector(source, context), dataset, context.grid)
}
