import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { POSTGRES } from '../databases/postgres.ts'
import { startDatabase } from '../databases/database-process.ts'
import { AwsFault, startAwsJsonServer, type AwsJsonServer } from './aws-json-server.ts'
import { replaceUnquoted } from './unquoted.ts'

/** A stub of the Data API of Redshift: its API over HTTP, with statements that a real PostgreSQL runs. It is not Redshift. */
export interface RedshiftDataStub extends AwsJsonServer {
  /** Runs SQL on PostgreSQL as its administrator. */
  run(sql: string): Promise<void>
  /** Rows of a query, as its administrator and outside of what `run` has begun. */
  rows(sql: string): Promise<readonly object[]>
  /** Stops every statement that runs, as an administrator of Redshift would. */
  abortAll(): Promise<void>
  /** Makes a column the first of its table's sort key, in the catalog as Redshift has it. */
  sortBy(table: string, column: string): Promise<void>
  /** Statements as they came. */
  readonly statements: string[]
}

interface Statement {
  readonly client: Client
  state: 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED'
  error?: string
  rows: readonly (readonly unknown[])[]
  columns: readonly { readonly name: string; readonly typeName: string }[]
}

/** Rows of a page. */
const PAGE = 1000

/** Database user of those who sign in with a secret or as themselves. */
const USER = 'reader'

/** Starts a stub of a cluster `shop` and of a workgroup, with a database `shop`. */
export async function startRedshiftDataStub(): Promise<RedshiftDataStub> {
  const database = await startDatabase(POSTGRES)
  const statements: string[] = []
  const running = new Map<string, Statement>()
  const connect = async (name: string): Promise<Client> => {
    const client = new Client({
      host: '127.0.0.1',
      port: database.port,
      database: name,
      ...database.admin,
      types: { getTypeParser: () => (text: string) => text },
    })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const first = await whenStarted(() => connect('postgres'))
  await first.query('create database shop')
  await first.end()
  const admin = await connect('shop')
  // Within a transaction PostgreSQL shows the same activity again and again.
  const watcher = await connect('shop')
  await admin.query(`create role ${USER}; set time zone 'UTC'`)
  // The catalog of Redshift has a column that PostgreSQL has not.
  await admin.query(`
    create schema redshift;
    create table redshift.sort_keys (relation oid, attribute name);
    create view redshift.pg_attribute as
      select a.attrelid, a.attname, a.attnum, case when k.relation is null then 0 else 1 end as attsortkeyord from pg_catalog.pg_attribute a
      left join redshift.sort_keys k on k.relation = a.attrelid and k.attribute = a.attname;
    grant usage on schema redshift to ${USER}; grant select on all tables in schema redshift to ${USER}`)

  const byToken = new Map<string, string>()

  async function execute(input: Readonly<Record<string, unknown>>): Promise<object> {
    const token = String(input['ClientToken'])
    const known = byToken.get(token)
    if (known !== undefined) return { Id: known }
    const user = signIn(input)
    const { text, values } = withParameters(input)
    const id = randomUUID()
    byToken.set(token, id)
    statements.push(String(input['Sql']))
    let client: Client
    try {
      client = await connect(String(input['Database']))
    } catch (error) {
      running.set(id, failedStatement(`FATAL: ${messageOf(error)}`))
      return { Id: id }
    }
    const statement: Statement = { client, state: 'STARTED', rows: [], columns: [] }
    running.set(id, statement)
    void run(statement, user, text, values)
    return { Id: id }
  }

  async function run(statement: Statement, user: string, text: string, values: readonly string[]): Promise<void> {
    const { client } = statement
    try {
      await client.query(
        `set role "${user}"; set time zone 'UTC'; set search_path = redshift, pg_catalog, public; set standard_conforming_strings = on`,
      )
      const { rows, fields } = await client.query({ text, values: [...values], rowMode: 'array' })
      statement.rows = rows as readonly (readonly unknown[])[]
      statement.columns = fields.map(({ name, dataTypeID }) => ({ name, typeName: TYPES[dataTypeID] ?? 'super' }))
      if (statement.state === 'STARTED') statement.state = 'FINISHED'
    } catch (error) {
      if (statement.state === 'STARTED') {
        statement.state = 'FAILED'
        statement.error = `ERROR: ${messageOf(error)}`
      }
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  function found({ Id: id }: Readonly<Record<string, unknown>>): Statement {
    const statement = running.get(String(id))
    if (statement === undefined) throw new AwsFault('ResourceNotFoundException', 'Query does not exist.')
    return statement
  }

  async function cancel(input: Readonly<Record<string, unknown>>): Promise<object> {
    await abort(found(input))
    return { Status: true }
  }

  async function abort(statement: Statement): Promise<void> {
    statement.state = 'ABORTED'
    const { processID } = statement.client as unknown as { readonly processID: number }
    await admin.query(`select pg_cancel_backend(${processID})`)
  }

  function results(input: Readonly<Record<string, unknown>>): object {
    const { rows, columns, state } = found(input)
    if (state !== 'FINISHED') throw new AwsFault('ResourceNotFoundException', 'Query does not have result.')
    const from = Number(input['NextToken'] ?? 0)
    return {
      Records: rows
        .slice(from, from + PAGE)
        .map((row) => row.map((value, c) => field(value as string | null, columns[c]!.typeName))),
      ColumnMetadata: columns,
      TotalNumRows: rows.length,
      ...(from + PAGE < rows.length && { NextToken: String(from + PAGE) }),
    }
  }

  const server = await startAwsJsonServer(({ operation, input }) => {
    switch (operation) {
      case 'ExecuteStatement':
        return execute(input)
      case 'DescribeStatement': {
        const { state, error } = found(input)
        return { Id: input['Id'], Status: state, ...(error !== undefined && { Error: error }), HasResultSet: true }
      }
      case 'GetStatementResult':
        return results(input)
      case 'CancelStatement':
        return cancel(input)
      default:
        throw new AwsFault('ValidationException', `the stub knows no ${operation}`)
    }
  })
  return {
    ...server,
    statements,
    run: async (sql) => void (await admin.query(sql)),
    rows: async (sql) => (await watcher.query<object>(sql)).rows,
    async abortAll() {
      for (const statement of running.values()) if (statement.state === 'STARTED') await abort(statement)
    },
    sortBy: async (table, column) =>
      void (await admin.query(`insert into redshift.sort_keys values ($1::regclass::oid, $2)`, [table, column])),
    async stop() {
      await server.stop()
      await Promise.allSettled([admin.end(), watcher.end()])
      await database.stop()
    },
  }
}

/** PostgreSQL listens before it is ready. */
async function whenStarted<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const starting = error instanceof Error && 'code' in error && error.code === '57P03'
      if (!starting || attempt === 100) throw error
      await sleep(100)
    }
  }
}

/** The database user of a statement. */
function signIn(input: Readonly<Record<string, unknown>>): string {
  const cluster = input['ClusterIdentifier']
  const workgroup = input['WorkgroupName']
  if ((cluster === undefined) === (workgroup === undefined)) {
    throw new AwsFault('ValidationException', 'ClusterIdentifier or WorkgroupName is needed.')
  }
  if (cluster !== undefined && cluster !== 'shop') {
    throw new AwsFault('ValidationException', "Redshift endpoint doesn't exist in this region.")
  }
  if (String(input['SecretArn'] ?? '').includes('missing')) {
    throw new AwsFault('ValidationException', "Secrets Manager can't find the specified secret.")
  }
  return String(input['DbUser'] ?? USER)
}

/** Parameters are texts without a type, each named in the statement, none of them empty. */
function withParameters(input: Readonly<Record<string, unknown>>): {
  readonly text: string
  readonly values: string[]
} {
  const sql = String(input['Sql'])
  if (Buffer.byteLength(sql) > 100_000) {
    throw new AwsFault('ValidationException', 'Cannot process query string larger than 100kB')
  }
  const parameters = (input['Parameters'] ?? []) as readonly { readonly name: string; readonly value: string }[]
  if (parameters.some(({ value }) => value === '')) {
    throw new AwsFault('ValidationException', 'Parameter value must have a length of at least 1')
  }
  const unused = new Set(parameters.map(({ name }) => name))
  const text = replaceUnquoted(sql, /(?<!:):(\w+)/g, (found) => {
    const name = found.slice(1)
    const index = parameters.findIndex((parameter) => parameter.name === name)
    if (index < 0) return found
    unused.delete(name)
    return `$${index + 1}::text`
  })
  if (unused.size > 0) {
    throw new AwsFault(
      'ValidationException',
      `Parameters list contains unused parameters. Unused parameters: [${[...unused].join(', ')}]`,
    )
  }
  return { text, values: parameters.map(({ value }) => value) }
}

function failedStatement(error: string): Statement {
  return { client: new Client(), state: 'FAILED', error, rows: [], columns: [] }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Names of types by their numbers in PostgreSQL, which Redshift comes from. */
const TYPES: Readonly<Record<number, string>> = {
  16: 'bool',
  19: 'name',
  20: 'int8',
  21: 'int2',
  23: 'int4',
  25: 'varchar',
  700: 'float4',
  701: 'float8',
  1042: 'bpchar',
  1043: 'varchar',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
}

function field(value: string | null, type: string): object {
  if (value === null) return { isNull: true }
  if (type === 'bool') return { booleanValue: value === 't' }
  if (type.startsWith('int')) return { longValue: Number(value) }
  if (type.startsWith('float')) return { doubleValue: Number(value) }
  return { stringValue: value }
}
