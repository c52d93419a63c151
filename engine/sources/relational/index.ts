import type { ResolvedDatabase } from '../../../spec/index.ts'
import type { SourceContext, SourceDataset, SourcePlace } from '../source-context.ts'
import type { Source } from '../source.ts'
import { sqlSource, type SqlConnector } from '../sql/index.ts'
import type { DatabaseServer } from './database-server.ts'
import { mysqlConnector } from './mysql/index.ts'
import { postgresConnector } from './postgres/index.ts'
import { sqlserverConnector } from './sqlserver/index.ts'

/** Opens a table of a database; the driver is loaded when it is first asked. */
export function relationalSource(source: ResolvedDatabase, dataset: SourceDataset, context: SourceContext): Source {
  return sqlSource(relationalConnector(source, context), dataset, context.grid)
}

/** Connects to the database of a source. */
export function relationalConnector(source: ResolvedDatabase, context: SourcePlace): SqlConnector {
  const server: DatabaseServer = { source, context, place: placeOf(source) }
  switch (source.engine) {
    case 'postgres':
      return postgresConnector(server)
    case 'mysql':
    case 'mariadb':
      return mysqlConnector(server)
    case 'sqlserver':
      return sqlserverConnector(server)
  }
}

/** As a person would write it: `postgres://shop-1/shop/public.orders`. */
function placeOf({ engine, address, database, schema, table }: ResolvedDatabase): string {
  const host = address.kind === 'host' ? address.host : address.identifier
  return `${engine}://${host}/${database}/${schema === null ? '' : `${schema}.`}${table}`
}
