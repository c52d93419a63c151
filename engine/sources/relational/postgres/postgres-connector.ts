import { isIP } from 'node:net'
import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg'
import { SourceError } from '../../source-error.ts'
import type { SqlConnection, SqlConnector, SqlRow, TableColumn } from '../../sql/index.ts'
import { databaseAddress } from '../database-address.ts'
import { databaseCredentials, type DatabaseCredentials } from '../database-credentials.ts'
import { CONNECT_TIMEOUT_MS, GRACE_MS, type DatabaseServer } from '../database-server.ts'
import { fullScanWarning } from '../full-scan.ts'
import { optionalPackage } from '../optional-package.ts'
import { signIn } from '../sign-in.ts'
import { tlsOptions } from '../tls-options.ts'
import { POSTGRES } from './postgres-dialect.ts'
import { postgresError } from './postgres-error.ts'
import { fullScans } from './postgres-plan.ts'
import { postgresType } from './postgres-types.ts'

const DEFAULT_PORT = 5432
const DEFAULT_SCHEMA = 'public'

/** Rows that are asked for at once. */
const ROWS_AT_ONCE = 10_000

/** So that 25,000 sums are made in memory: by default they go through the disk of the server, which takes half as long again. */
const MEMORY = '32MB'

/** Connects to PostgreSQL with the driver `pg`. */
export function postgresConnector(server: DatabaseServer): SqlConnector {
  const { source, place } = server
  const credentials = databaseCredentials(server)
  return {
    place,
    dialect: POSTGRES,
    table: [source.schema ?? DEFAULT_SCHEMA, source.table],
    connect: (signal) => signIn(credentials, (who) => open(server, who, signal)),
  }
}

async function drivers(place: string) {
  return optionalPackage(
    async () => {
      const [{ default: pg }, { default: Cursor }] = await Promise.all([import('pg'), import('pg-cursor')])
      return { pg, Cursor }
    },
    ['pg', 'pg-cursor'],
    'A dataset in PostgreSQL',
    place,
  )
}

async function open(
  server: DatabaseServer,
  { user, password }: DatabaseCredentials,
  signal: AbortSignal | undefined,
): Promise<SqlConnection> {
  const { source, place } = server
  const { pg, Cursor } = await drivers(place)
  const [{ host, port }, tls] = await Promise.all([databaseAddress(server, DEFAULT_PORT), tlsOptions(server)])
  const { timeoutSeconds } = source
  const client = new pg.Client({
    host,
    port,
    database: source.database,
    user,
    password,
    ssl: tls === null ? false : { ...tls, ca: [...tls.ca], ...(isIP(host) === 0 && { servername: host }) },
    application_name: 'crowsnest',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  })
  const queryTimeout = timeoutSeconds * 1000 + GRACE_MS
  const moment = { place, user, timeoutSeconds, connected: false }
  // An idle connection that breaks says so here; the next query fails then.
  client.on('error', () => undefined)
  const abort = (): void => destroy(client)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await client.connect()
    moment.connected = true
    await answer('set session characteristics as transaction read only')
    await answer(`set time zone 'UTC'`)
    await answer(`set work_mem = '${MEMORY}'`)
    await answer(`set statement_timeout = ${timeoutSeconds * 1000}`)
  } catch (error) {
    signal?.removeEventListener('abort', abort)
    destroy(client)
    throw failed(error)
  }

  function failed(error: unknown): unknown {
    return signal?.aborted === true ? signal.reason : postgresError(error, moment)
  }

  /** Not for all queries of the client: the timer of a cursor would outlive it, and the process with it. */
  function answer(text: string, parameters: readonly unknown[] = []): Promise<QueryArrayResult<unknown[]>> {
    const config = { text, values: [...parameters], rowMode: 'array', query_timeout: queryTimeout }
    return client.query(config as QueryArrayConfig)
  }

  /** The server has not ended a query in time, as it was told to. */
  function tooLate(): SourceError {
    destroy(client)
    return new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds })
  }

  return {
    async columns(query) {
      try {
        const { fields } = await answer(query.sql, query.parameters)
        return fields.map(({ name, dataTypeID }): TableColumn => ({ name, ...postgresType(dataTypeID) }))
      } catch (error) {
        throw failed(error)
      }
    },
    async *rows(query) {
      const cursor = client.query(new Cursor<SqlRow>(query.sql, [...query.parameters], { rowMode: 'array' }))
      let ended: SourceError | undefined
      const late = setTimeout(() => (ended = tooLate()), queryTimeout)
      try {
        for (;;) {
          const rows = await cursor.read(ROWS_AT_ONCE)
          if (rows.length > 0) yield rows
          if (rows.length < ROWS_AT_ONCE) break
        }
        await cursor.close()
      } catch (error) {
        throw failed(ended ?? error)
      } finally {
        clearTimeout(late)
      }
    },
    async explain(query, timestamp) {
      try {
        const { rows } = await answer(`explain (format json) ${query.sql}`, query.parameters)
        return fullScans(rows[0]?.[0]).length > 0 ? [fullScanWarning(place, timestamp)] : []
      } catch (error) {
        throw failed(error)
      }
    },
    async close() {
      signal?.removeEventListener('abort', abort)
      // A connection that is broken, or still reading what nobody wants, has no farewell.
      await Promise.race([client.end(), new Promise((done) => setTimeout(done, GRACE_MS).unref())]).catch(
        () => undefined,
      )
    },
  }
}

/** Ends a connection at once; whoever waits for it gets an error. */
function destroy(client: Client): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } }
  connection?.stream?.destroy()
}
