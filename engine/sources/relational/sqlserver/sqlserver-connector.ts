import type { CompiledQuery } from 'kysely'
import type { Connection } from 'tedious'
import type { SqlConnection, SqlConnector, SqlRow, SqlValue, TableColumn } from '../../sql/index.ts'
import { databaseAddress } from '../database-address.ts'
import { databaseCredentials, type DatabaseCredentials } from '../database-credentials.ts'
import { CONNECT_TIMEOUT_MS, GRACE_MS, type DatabaseServer } from '../database-server.ts'
import { fullScanWarning } from '../full-scan.ts'
import { optionalPackage } from '../optional-package.ts'
import { signIn } from '../sign-in.ts'
import { tlsOptions } from '../tls-options.ts'
import { SQLSERVER } from './sqlserver-dialect.ts'
import { sqlserverError } from './sqlserver-error.ts'
import { indexQuery } from './sqlserver-index.ts'
import { sqlserverType, type SqlServerColumn } from './sqlserver-types.ts'

const DEFAULT_PORT = 1433
const DEFAULT_SCHEMA = 'dbo'

/** Rows that are handed on at once. */
const ROWS_AT_ONCE = 1000

/** Connects to SQL Server with the driver `tedious`. */
export function sqlserverConnector(server: DatabaseServer): SqlConnector {
  const { source, place } = server
  const credentials = databaseCredentials(server)
  return {
    place,
    dialect: SQLSERVER,
    table: [source.schema ?? DEFAULT_SCHEMA, source.table],
    connect: (signal) => signIn(credentials, (who) => open(server, who, signal)),
  }
}

async function open(
  server: DatabaseServer,
  { user, password }: DatabaseCredentials,
  signal: AbortSignal | undefined,
): Promise<SqlConnection> {
  const { source, place } = server
  const { timeoutSeconds } = source
  const tedious = await optionalPackage(() => import('tedious'), ['tedious'], 'A dataset in SQL Server', place)
  const [{ host, port }, tls] = await Promise.all([databaseAddress(server, DEFAULT_PORT), tlsOptions(server)])
  signal?.throwIfAborted()
  const moment = { place, user, timeoutSeconds, connected: false }
  const client = new tedious.Connection({
    server: host,
    authentication: { type: 'default', options: { userName: user, password } },
    options: {
      port,
      database: source.database,
      encrypt: tls !== null,
      trustServerCertificate: false,
      ...(tls !== null && { cryptoCredentialsDetails: { ca: [...tls.ca], minVersion: tls.minVersion } }),
      appName: 'crowsnest',
      connectTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: timeoutSeconds * 1000,
      cancelTimeout: GRACE_MS,
      readOnlyIntent: true,
      useUTC: true,
    },
  })
  // An idle connection that breaks says so here; the next query fails then.
  client.on('error', () => undefined)
  const abort = (): void => client.close()
  signal?.addEventListener('abort', abort, { once: true })
  const failed = (error: unknown): unknown => (signal?.aborted === true ? signal.reason : sqlserverError(error, moment))

  /** A query with its values beside it. */
  function request(
    { sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>,
    done: (error?: Error | null) => void,
  ) {
    const made = new tedious.Request(sql, done)
    parameters.forEach((value, index) => made.addParameter(String(index + 1), tedious.TYPES.NVarChar, value))
    return made
  }

  /** Runs what has a short answer. */
  function ask(query: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const rows: SqlRow[] = []
      let columns: readonly SqlServerColumn[] = []
      const stop = (): void => reject(signal?.reason)
      signal?.addEventListener('abort', stop, { once: true })
      const asked = request(query, (error) => {
        signal?.removeEventListener('abort', stop)
        if (error) reject(error)
        else resolve({ rows, columns })
      })
      asked.on('columnMetadata', (found) => (columns = found as readonly SqlServerColumn[]))
      asked.on('row', (row) => rows.push(valuesOf(row)))
      client.execSql(asked)
    })
  }

  try {
    await connected(client)
    moment.connected = true
    await ask({ sql: `set lock_timeout ${timeoutSeconds * 1000}`, parameters: [] })
  } catch (error) {
    signal?.removeEventListener('abort', abort)
    client.close()
    throw failed(error)
  }

  return {
    async columns(query) {
      try {
        const { columns } = await ask(query)
        return columns.map((column): TableColumn => {
          const { colName } = column as SqlServerColumn & { readonly colName: string }
          return { name: colName, ...sqlserverType(column) }
        })
      } catch (error) {
        throw failed(error)
      }
    },
    async *rows(query) {
      let rows: SqlRow[] = []
      let ended = false
      let trouble: Error | undefined
      let wake: (() => void) | undefined
      const asked = request(query, (error) => {
        trouble = error ?? undefined
        ended = true
        wake?.()
      })
      asked.on('row', (row) => {
        if (rows.push(valuesOf(row)) < ROWS_AT_ONCE) return
        // The driver stops reading while they are looked at.
        asked.pause()
        wake?.()
      })
      client.execSql(asked)
      try {
        for (;;) {
          if (!ended && rows.length < ROWS_AT_ONCE) await new Promise<void>((done) => (wake = done))
          if (trouble !== undefined) throw failed(trouble)
          const some = rows
          rows = []
          if (some.length > 0) yield some
          if (ended && rows.length === 0) return
          asked.resume()
        }
      } finally {
        if (!ended) client.cancel()
      }
    },
    async explain(_query, timestamp) {
      try {
        const [schema, table] = [source.schema ?? DEFAULT_SCHEMA, source.table]
        const { rows } = await ask(SQLSERVER.compile(indexQuery(schema, table, timestamp.name)))
        const [tables, indexes, stores] = (rows[0] ?? []).map(Number)
        // A view has no indexes of its own, and tells nothing of those below it.
        const isScanned = tables! > 0 && !(indexes! > 0) && !(stores! > 0)
        return isScanned ? [fullScanWarning(place, timestamp)] : []
      } catch (error) {
        throw failed(error)
      }
    },
    async close() {
      signal?.removeEventListener('abort', abort)
      const closed = new Promise<void>((done) => client.once('end', () => done()))
      client.close()
      await Promise.race([closed, new Promise((done) => setTimeout(done, GRACE_MS).unref())])
    },
  }
}

interface Answer {
  readonly rows: readonly SqlRow[]
  readonly columns: readonly SqlServerColumn[]
}

/** Values of a row: its text is text here, not bytes. */
function valuesOf(row: unknown): SqlRow {
  return (row as readonly { readonly value: SqlValue }[]).map(({ value }) => value)
}

function connected(client: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    client.connect((error) => (error ? reject(error) : resolve()))
  })
}
