import { randomUUID } from 'node:crypto'
import { DuckDBInstance, type DuckDBResultReader } from '@duckdb/node-api'
import { AwsFault, startAwsJsonServer, type AwsJsonServer } from './aws-json-server.ts'
import { replaceUnquoted } from './unquoted.ts'

/** A stub of Athena: its API over HTTP, with queries that DuckDB runs. It is not Athena, and its SQL is not that of Trino. */
export interface AthenaStub extends AwsJsonServer {
  /** Runs SQL on DuckDB. */
  run(sql: string): Promise<void>
  /** How a query is held up before it runs, with the bytes that it says to have scanned; null: not at all. */
  hold: (sql: string) => { readonly state: 'QUEUED' | 'RUNNING'; readonly bytes: number } | null
  /** How the next queries of a table end, whatever they ask; by the name of the table. */
  readonly fail: Map<
    string,
    { readonly reason: string; readonly state?: 'FAILED' | 'CANCELLED'; readonly retryable?: boolean }
  >
  /** Queries as DuckDB ran them. */
  readonly executed: string[]
  /** Bytes that a query scans for each file; a table without files scans none. */
  bytesPerFile: number
}

interface Execution {
  readonly sql: string
  readonly database: string
  stopped: boolean
  ended?: Promise<Ended>
}

interface Ended {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  readonly reason?: string
  readonly retryable?: boolean
  readonly bytes: number
  readonly reader?: DuckDBResultReader
}

/** Rows of a page, the header among them. API reference: GetQueryResults, MaxResults. */
const PAGE = 1000

/** Starts a stub with a workgroup `crowsnest` and a database `shop`. */
export async function startAthenaStub(): Promise<AthenaStub> {
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  const instance = await DuckDBInstance.create(':memory:', options)
  const duckdb = await instance.connect()
  await duckdb.run(`SET TimeZone = 'UTC'; CREATE SCHEMA shop`)
  const executions = new Map<string, Execution>()
  const byToken = new Map<string, string>()
  const fail: AthenaStub['fail'] = new Map()
  const executed: string[] = []
  const state: Pick<AthenaStub, 'hold' | 'bytesPerFile'> = { hold: () => null, bytesPerFile: 1_000 }

  async function execute({ sql, database }: Execution): Promise<Ended> {
    if (database !== 'shop') {
      const reason = `SCHEMA_NOT_FOUND: line 1:15: Schema '${database}' does not exist`
      return { state: 'FAILED', reason, bytes: 0 }
    }
    for (const [table, { reason, state: end = 'FAILED', retryable = false }] of fail) {
      if (sql.includes(`"${table}"`)) return { state: end, reason, retryable, bytes: 0 }
    }
    executed.push(sql)
    try {
      const bytes = await scanned(sql)
      return { state: 'SUCCEEDED', bytes, reader: await duckdb.runAndReadAll(sql) }
    } catch (error) {
      return { state: 'FAILED', reason: reasonOf(String(error)), bytes: 0 }
    }
  }

  /** What the plan of DuckDB says of the files that it read. */
  async function scanned(sql: string): Promise<number> {
    const reader = await duckdb.runAndReadAll(`EXPLAIN ANALYZE ${sql}`)
    const plan = reader.getRows().flat().join('\n')
    const [, files] = /(?:Scanning Files|Total Files Read): (\d+)/.exec(plan) ?? []
    return files === undefined ? 0 : Number(files) * state.bytesPerFile
  }

  function start(input: Readonly<Record<string, unknown>>): object {
    const token = String(input['ClientRequestToken'])
    if (!/^.{32,128}$/.test(token)) throw new AwsFault('InvalidRequestException', 'ClientRequestToken is missing')
    if (input['WorkGroup'] !== 'crowsnest') {
      throw new AwsFault('InvalidRequestException', `WorkGroup ${String(input['WorkGroup'])} is not found.`)
    }
    if (input['ResultConfiguration'] === undefined) {
      throw new AwsFault(
        'InvalidRequestException',
        'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
      )
    }
    const known = byToken.get(token)
    if (known !== undefined) return { QueryExecutionId: known }
    const id = randomUUID()
    byToken.set(token, id)
    const { Database: database = '' } = input['QueryExecutionContext'] as { readonly Database?: string }
    executions.set(id, { sql: withParameters(input), database, stopped: false })
    return { QueryExecutionId: id }
  }

  function found(input: Readonly<Record<string, unknown>>): Execution {
    const execution = executions.get(String(input['QueryExecutionId']))
    if (execution === undefined) throw new AwsFault('InvalidRequestException', 'QueryExecution was not found')
    return execution
  }

  async function describe(input: Readonly<Record<string, unknown>>): Promise<object> {
    const execution = found(input)
    const id = input['QueryExecutionId']
    if (execution.stopped) return { QueryExecution: { QueryExecutionId: id, Status: { State: 'CANCELLED' } } }
    const held = execution.ended === undefined ? state.hold(execution.sql) : null
    if (held !== null) {
      const { state: State, bytes } = held
      return {
        QueryExecution: { QueryExecutionId: id, Status: { State }, Statistics: { DataScannedInBytes: bytes } },
      }
    }
    const { state: State, reason, retryable, bytes } = await (execution.ended ??= execute(execution))
    return {
      QueryExecution: {
        QueryExecutionId: id,
        Status: {
          State,
          StateChangeReason: reason,
          ...(State === 'FAILED' && { AthenaError: { ErrorCategory: 2, ErrorType: 1, Retryable: retryable } }),
        },
        Statistics: { DataScannedInBytes: bytes },
      },
    }
  }

  async function results(input: Readonly<Record<string, unknown>>): Promise<object> {
    const reader = (await found(input).ended)?.reader
    if (reader === undefined) throw new AwsFault('InvalidRequestException', 'Query has not yet finished.')
    const names = reader.columnNames()
    const rows = [
      names,
      ...reader.getRows().map((row) => row.map((value) => (value === null ? undefined : String(value)))),
    ]
    const from = Number(input['NextToken'] ?? 0)
    const size = Number(input['MaxResults'] ?? PAGE)
    const page = rows.slice(from, from + size)
    return {
      ResultSet: {
        Rows: page.map((row) => ({ Data: row.map((value) => (value === undefined ? {} : { VarCharValue: value })) })),
        ResultSetMetadata: {
          ColumnInfo: reader.columnTypes().map((type, c) => ({ Name: names[c], Type: athenaType(String(type)) })),
        },
      },
      ...(from + size < rows.length && { NextToken: String(from + size) }),
    }
  }

  const server = await startAwsJsonServer(({ operation, input }) => {
    switch (operation) {
      case 'StartQueryExecution':
        return start(input)
      case 'GetQueryExecution':
        return describe(input)
      case 'GetQueryResults':
        return results(input)
      case 'StopQueryExecution':
        found(input).stopped = true
        return {}
      default:
        throw new AwsFault('InvalidRequestException', `the stub knows no ${operation}`)
    }
  })
  // One object, so that its settings can be changed.
  return Object.assign(state, server, {
    fail,
    executed,
    run: async (sql: string) => void (await duckdb.run(sql)),
    async stop() {
      await server.stop()
      duckdb.closeSync()
      instance.closeSync()
    },
  })
}

/** The query with its parameters, as Athena puts them in: as they stand, and only behind WHERE. */
function withParameters(input: Readonly<Record<string, unknown>>): string {
  const sql = String(input['QueryString'])
  const parameters = (input['ExecutionParameters'] ?? []) as readonly string[]
  if (sql.length > 262_144) throw new AwsFault('InvalidRequestException', 'the query is too long')
  if (parameters.some((value) => value.length < 1 || value.length > 1024)) {
    throw new AwsFault('InvalidRequestException', 'a parameter has no character, or more than 1024')
  }
  const bare = replaceUnquoted(sql, /$^/g, () => '')
  let next = 0
  const whole = replaceUnquoted(sql, /\?/g, (_, at) => {
    const before = bare.slice(0, at).toLowerCase()
    if (before.lastIndexOf('where ') < before.lastIndexOf('select ')) {
      throw new AwsFault('InvalidRequestException', `line 1:${at}: a parameter stands outside of WHERE`)
    }
    return parameters[next++] ?? 'missing'
  })
  if (next !== parameters.length) {
    throw new AwsFault(
      'InvalidRequestException',
      `Incorrect number of parameters: expected ${next} but found ${parameters.length}`,
    )
  }
  return whole
}

/** Texts of DuckDB in the shape of those of Athena. */
function reasonOf(text: string): string {
  const [, table] = /Table with name (\S+) does not exist/.exec(text) ?? []
  if (table !== undefined) return `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.shop.${table}' does not exist`
  return `GENERIC_USER_ERROR: ${text.split('\n')[0]}`
}

function athenaType(type: string): string {
  const [name = ''] = type.split('(')
  const known: Readonly<Record<string, string>> = {
    'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
    FLOAT: 'float',
    HUGEINT: 'bigint',
  }
  return known[name] ?? name.toLowerCase()
}
