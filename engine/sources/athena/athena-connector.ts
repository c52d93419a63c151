import type { QueryExecution } from '@aws-sdk/client-athena'
import type { CompiledQuery } from 'kysely'
import type { ResolvedAthena } from '../../../spec/index.ts'
import { awaitQuery } from '../await-query.ts'
import { awsError } from '../aws-error.ts'
import type { SourcePlace } from '../source-context.ts'
import { clientOptions } from '../aws-options.ts'
import { SourceError } from '../source-error.ts'
import type { SqlConnection, SqlConnector, TableColumn } from '../sql/index.ts'
import { ATHENA, athenaLiteral } from './athena-dialect.ts'
import { athenaError } from './athena-error.ts'
import { athenaKind } from './athena-types.ts'
import { partitionWarnings } from './partition-warnings.ts'

/** Milliseconds to wait for an answer of the service, which holds no call open for long. */
const ANSWER_TIMEOUT_MS = 30_000

/** A table that Athena queries, and what it needs. */
interface AthenaTable {
  readonly source: ResolvedAthena
  readonly context: SourcePlace
  /** For messages. */
  readonly place: string
}

/** Asks Athena. A connection is a client of its service, which keeps nothing. */
export function athenaConnector(source: ResolvedAthena, context: SourcePlace): SqlConnector {
  const place = `athena://${source.workgroup}/${source.catalog}/${source.database}.${source.table}`
  return {
    place,
    dialect: ATHENA,
    table: [source.database, source.table],
    connect: (signal) => open({ source, context, place }, signal),
  }
}

async function open({ source, context, place }: AthenaTable, signal: AbortSignal | undefined): Promise<SqlConnection> {
  const {
    AthenaClient,
    GetQueryExecutionCommand,
    GetQueryResultsCommand,
    paginateGetQueryResults,
    StartQueryExecutionCommand,
    StopQueryExecutionCommand,
  } = await import('@aws-sdk/client-athena')
  const { workgroup, catalog, database, results, region, bytesPerQuery, timeoutSeconds } = source
  const client = new AthenaClient({
    requestHandler: { requestTimeout: ANSWER_TIMEOUT_MS, throwOnRequestTimeout: true },
    ...clientOptions(context.aws, region),
  })
  const aborted = signal === undefined ? {} : { abortSignal: signal }
  let scannedBytes = 0

  async function start(query: CompiledQuery): Promise<string> {
    try {
      // Not cancelled by an abort: the query would then run on, and nobody would know its id.
      const { QueryExecutionId: id } = await client.send(
        new StartQueryExecutionCommand({
          QueryString: query.sql,
          ...(query.parameters.length > 0 && { ExecutionParameters: query.parameters.map(athenaLiteral) }),
          WorkGroup: workgroup,
          QueryExecutionContext: { Catalog: catalog, Database: database },
          ...(results !== null && { ResultConfiguration: { OutputLocation: results } }),
        }),
      )
      if (id === undefined) throw new Error('Athena gave the query no id')
      return id
    } catch (error) {
      throw await failed(error, 'athena:StartQueryExecution')
    }
  }

  /** Runs a query to its end; returns its id. */
  async function run(query: CompiledQuery): Promise<string> {
    signal?.throwIfAborted()
    const id = await start(query)
    const execution = await awaitQuery(
      {
        async look(waiting) {
          try {
            const { QueryExecution: now } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), {
              abortSignal: waiting,
            })
            return endOf(now, bytesPerQuery, place)
          } catch (error) {
            waiting.throwIfAborted()
            throw await failed(error, 'athena:GetQueryExecution')
          }
        },
        stop: () => client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })),
      },
      { place, timeoutSeconds },
      signal === undefined ? {} : { signal },
    )
    scannedBytes += bytesOf(execution)
    const { State: state, StateChangeReason: said, AthenaError: why } = execution.Status ?? {}
    if (state === 'SUCCEEDED') return id
    const reason =
      said ?? why?.ErrorMessage ?? (state === 'CANCELLED' ? 'somebody has stopped it' : 'Athena says no reason')
    throw athenaError({ reason, retryable: why?.Retryable ?? false }, { place, workgroup })
  }

  async function failed(error: unknown, action: string): Promise<unknown> {
    if (signal?.aborted === true) return signal.reason
    if (error instanceof Error && error.name === 'InvalidRequestException') {
      return athenaError({ reason: error.message }, { place, workgroup }, error)
    }
    return awsError(error, place, action, client)
  }

  async function columns(query: CompiledQuery): Promise<readonly TableColumn[]> {
    const id = await run(query)
    try {
      const { ResultSet: set } = await client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1 }),
        aborted,
      )
      return (set?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name: name = '', Type: type = '' }) => ({
        name,
        type,
        kind: athenaKind(type),
      }))
    } catch (error) {
      throw await failed(error, 'athena:GetQueryResults')
    }
  }

  return {
    columns,
    async *rows(query) {
      const id = await run(query)
      // The first row of a result is the names of its columns.
      let skipped = 1
      try {
        for await (const { ResultSet: set } of paginateGetQueryResults({ client }, { QueryExecutionId: id }, aborted)) {
          const rows = (set?.Rows ?? []).slice(skipped)
          skipped = 0
          yield rows.map(({ Data: data = [] }) => data.map(({ VarCharValue: value }) => value ?? null))
        }
      } catch (error) {
        throw await failed(error, 'athena:GetQueryResults')
      }
    },
    explain: (_query, timestamp) => partitionWarnings(source, timestamp, columns, place),
    get scannedBytes() {
      return scannedBytes
    },
    async close() {
      client.destroy()
    },
  }
}

/**
 * How a query has ended; undefined while it runs.
 *
 * @throws {SourceError} SCAN_LIMIT_EXCEEDED for one that runs and has scanned too much
 */
function endOf(execution: QueryExecution | undefined, limit: number | null, place: string): QueryExecution | undefined {
  const state = execution?.Status?.State
  if (state !== 'QUEUED' && state !== 'RUNNING') return execution
  const bytes = bytesOf(execution)
  if (limit !== null && bytes > limit) throw new SourceError('SCAN_LIMIT_EXCEEDED', place, { bytes, limit })
  return undefined
}

function bytesOf(execution: QueryExecution | undefined): number {
  return execution?.Statistics?.DataScannedInBytes ?? 0
}
