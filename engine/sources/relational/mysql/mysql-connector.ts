import { isIP } from 'node:net'
import type { Connection, FieldPacket } from 'mysql2'
import { SourceError } from '../../source-error.ts'
import type { SqlConnection, SqlConnector, SqlRow, TableColumn } from '../../sql/index.ts'
import { databaseAddress } from '../database-address.ts'
import { databaseCredentials, type DatabaseCredentials } from '../database-credentials.ts'
import { CONNECT_TIMEOUT_MS, GRACE_MS, type DatabaseServer } from '../database-server.ts'
import { fullScanWarning } from '../full-scan.ts'
import { optionalPackage } from '../optional-package.ts'
import { signIn } from '../sign-in.ts'
import { tlsOptions } from '../tls-options.ts'
import { MYSQL } from './mysql-dialect.ts'
import { mysqlError } from './mysql-error.ts'
import { fullScans } from './mysql-plan.ts'
import { mysqlType } from './mysql-types.ts'

const DEFAULT_PORT = 3306

/** Rows that are handed on at once; the driver stops reading while they are looked at. */
const ROWS_AT_ONCE = 1000

/** Connects to MySQL and MariaDB with the driver `mysql2`. */
export function mysqlConnector(server: DatabaseServer): SqlConnector {
  const { source, place } = server
  const credentials = databaseCredentials(server)
  return {
    place,
    dialect: MYSQL,
    table: source.schema === null ? [source.table] : [source.schema, source.table],
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
  const { createConnection } = await optionalPackage(
    () => import('mysql2'),
    ['mysql2'],
    'A dataset in MySQL or MariaDB',
    place,
  )
  const [{ host, port }, tls] = await Promise.all([databaseAddress(server, DEFAULT_PORT), tlsOptions(server)])
  signal?.throwIfAborted()
  // The driver compares the certificate with "localhost" then.
  if (tls !== null && isIP(host) !== 0) {
    throw new SourceError('TLS_FAILED', place, {
      reason: `mysql2 cannot check the certificate of an address like ${host}`,
    })
  }
  const moment = { place, user, timeoutSeconds, connected: false }
  const client = createConnection({
    host,
    port,
    database: source.database,
    user,
    password,
    ...(tls !== null && { ssl: { ...tls, ca: [...tls.ca], verifyIdentity: true } }),
    charset: 'utf8mb4',
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectAttributes: { program_name: 'crowsnest' },
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  })
  // An idle connection that breaks says so here; the next query fails then.
  client.on('error', () => undefined)
  const abort = (): void => destroy(client)
  signal?.addEventListener('abort', abort, { once: true })
  const failed = (error: unknown): unknown => (signal?.aborted === true ? signal.reason : mysqlError(error, moment))

  /** The server has not ended a query in time, as it was told to. */
  function tooLate(): SourceError {
    destroy(client)
    return new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds })
  }

  /** Runs what has a short answer. Values never become part of the text: they travel beside it. */
  function ask(text: string, values: readonly unknown[] = []): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const late = setTimeout(() => reject(tooLate()), timeoutSeconds * 1000 + GRACE_MS)
      // A connection that was destroyed forgets who waits for it.
      const stop = (): void => reject(new Error('the connection was closed'))
      signal?.addEventListener('abort', stop, { once: true })
      client.execute({ sql: text, values: [...values], rowsAsArray: true }, (error: Error | null, rows, fields) => {
        clearTimeout(late)
        signal?.removeEventListener('abort', stop)
        if (error === null) resolve({ rows: rows as unknown as readonly SqlRow[], fields: fields ?? [] })
        else reject(error)
      })
    })
  }

  try {
    await connected(client, signal)
    moment.connected = true
    for (const statement of sessionOf(String((await ask('select version()')).rows[0]![0]), timeoutSeconds)) {
      await ask(statement)
    }
  } catch (error) {
    signal?.removeEventListener('abort', abort)
    destroy(client)
    throw failed(error)
  }

  return {
    async columns({ sql, parameters }) {
      try {
        const { fields } = await ask(sql, parameters)
        return fields.map((field): TableColumn => ({ name: field.name, ...mysqlType(field) }))
      } catch (error) {
        throw failed(error)
      }
    },
    async *rows({ sql, parameters }) {
      const stream = client
        .execute({ sql, values: [...parameters], rowsAsArray: true })
        .stream({ highWaterMark: ROWS_AT_ONCE })
      const broken = (error: Error): void => void stream.destroy(error)
      const stop = (): void => broken(new Error('the connection was closed'))
      const late = setTimeout(() => broken(tooLate()), timeoutSeconds * 1000 + GRACE_MS)
      client.on('error', broken)
      client.on('end', stop)
      signal?.addEventListener('abort', stop, { once: true })
      try {
        let rows: SqlRow[] = []
        for await (const row of stream) {
          rows.push(row as SqlRow)
          if (rows.length < ROWS_AT_ONCE) continue
          yield rows
          rows = []
        }
        if (rows.length > 0) yield rows
      } catch (error) {
        throw failed(error)
      } finally {
        clearTimeout(late)
        client.off('error', broken)
        client.off('end', stop)
        signal?.removeEventListener('abort', stop)
      }
    },
    async explain({ sql, parameters }, timestamp) {
      try {
        const { rows } = await ask(`explain format=json ${sql}`, parameters)
        return fullScans(JSON.parse(String(rows[0]![0]))).length > 0 ? [fullScanWarning(place, timestamp)] : []
      } catch (error) {
        throw failed(error)
      }
    },
    async close() {
      signal?.removeEventListener('abort', abort)
      // A connection that is broken, or still reading what nobody wants, has no farewell.
      const late = setTimeout(() => destroy(client), GRACE_MS)
      await new Promise<void>((done) => {
        client.once('end', done)
        client.end(() => done())
      })
      clearTimeout(late)
      destroy(client)
    },
  }
}

interface Answer {
  readonly rows: readonly SqlRow[]
  readonly fields: readonly FieldPacket[]
}

/**
 * Settings of the session: nothing is written, moments are in UTC, and the server ends what takes too long. MySQL bounds reading
 * queries in milliseconds, MariaDB any statement in seconds.
 */
function sessionOf(version: string, timeoutSeconds: number): readonly string[] {
  return [
    'set session transaction read only',
    `set session time_zone = '+00:00'`,
    // What servers are set to differs: whether char(10) has spaces at its end, whether '' is null.
    `set session sql_mode = ''`,
    `set session lock_wait_timeout = ${timeoutSeconds}`,
    /mariadb/i.test(version)
      ? `set session max_statement_time = ${timeoutSeconds}`
      : `set session max_execution_time = ${timeoutSeconds * 1000}`,
  ]
}

function connected(client: Connection, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    client.connect((error) => {
      signal?.removeEventListener('abort', stop)
      if (error === null) resolve()
      else reject(error)
    })
  })
}

/** Ends a connection at once; the driver alone would wait for the server to close it too. */
function destroy(client: Connection): void {
  client.destroy()
  ;(client as unknown as { readonly stream?: { destroy(): void } }).stream?.destroy()
}
