import type { ResolvedRedshift } from '../../../spec/index.ts'
import type { SourceContext, SourceDataset } from '../source-context.ts'
import type { Source } from '../source.ts'
import { sqlSource } from '../sql/index.ts'
import { redshiftConnector } from './redshift-connector.ts'

/** Opens a table of Redshift; the client of its Data API is loaded when it is first asked. */
export function redshiftSource(source: ResolvedRedshift, dataset: SourceDataset, context: SourceContext): Source {
  return sqlSource(redshiftConnector({ source, context, place: placeOf(source) }), dataset, context.grid)
}

/** As a person would write it: `redshift://warehouse/dev/public.orders`. */
function placeOf({ target, database, schema, table }: ResolvedRedshift): string {
  const host = target.kind === 'cluster' ? target.identifier : target.arn.slice(target.arn.lastIndexOf(':') + 1)
  return `redshift://${host}/${database}/${schema === null ? '' : `${schema}.`}${table}`
}
