import type { DescribeStatementResponse, Field, GetStatementResultResponse } from '@aws-sdk/client-redshift-data'
import type { CompiledQuery } from 'kysely'
import type { ResolvedRedshift } from '../../../spec/index.ts'
import { awaitQuery } from '../await-query.ts'
import { awsError } from '../aws-error.ts'
import type { SourcePlace } from '../source-context.ts'
import { clientOptions } from '../aws-options.ts'
import { checkSecretName } from '../secret-name.ts'
import { SourceError } from '../source-error.ts'
import type { SqlConnection, SqlConnector, SqlValue } from '../sql/index.ts'
import { REDSHIFT } from './redshift-dialect.ts'
import { redshiftError } from './redshift-error.ts'
import { redshiftKind } from './redshift-types.ts'
import { sortKeyQuery, sortKeyWarnings } from './sort-key.ts'

const DEFAULT_SCHEMA = 'public'

/** Milliseconds to wait for an answer of the service, which holds no call open for long. */
const ANSWER_TIMEOUT_MS = 30_000

/** A table of Redshift, and what it needs. */
interface RedshiftTable {
  readonly source: ResolvedRedshift
  readonly context: SourcePlace
  /** For messages. */
  readonly place: string
}

/** Asks Redshift through its Data API. A connection is a client of the API: each statement has a session of its own. */
export function redshiftConnector(source: ResolvedRedshift, context: SourcePlace): SqlConnector {
  const place = placeOf(source)
  const table = [source.schema ?? DEFAULT_SCHEMA, source.table]
  return { place, dialect: REDSHIFT, table, connect: (signal) => open({ source, context, place }, table, signal) }
}

/** As a person would write it: `redshift://warehouse/dev/public.orders`. */
function placeOf({ target, database, schema, table }: ResolvedRedshift): string {
  const host = target.kind === 'cluster' ? target.identifier : target.arn.slice(target.arn.lastIndexOf(':') + 1)
  return `redshift://${host}/${database}/${schema === null ? '' : `${schema}.`}${table}`
}

async function open(
  { source, context, place }: RedshiftTable,
  table: readonly string[],
  signal: AbortSignal | undefined,
): Promise<SqlConnection> {
  const signIn = signInOf(source, place)
  const {
    CancelStatementCommand,
    DescribeStatementCommand,
    ExecuteStatementCommand,
    paginateGetStatementResult,
    RedshiftDataClient,
  } = await import('@aws-sdk/client-redshift-data')
  const { target, timeoutSeconds } = source
  const region = source.region ?? (target.kind === 'workgroup' ? target.arn.split(':')[3]! : null)
  const client = new RedshiftDataClient({
    requestHandler: { requestTimeout: ANSWER_TIMEOUT_MS, throwOnRequestTimeout: true },
    ...clientOptions(context.aws, region),
  })
  const aborted = signal === undefined ? {} : { abortSignal: signal }

  async function start(query: CompiledQuery): Promise<string> {
    try {
      // Not cancelled by an abort: the statement would then run on, and nobody would know its id.
      const { Id: id } = await client.send(
        new ExecuteStatementCommand({
          ...signIn,
          Database: source.database,
          Sql: query.sql,
          ...(query.parameters.length > 0 && {
            Parameters: query.parameters.map((value, index) => ({ name: `p${index + 1}`, value: String(value) })),
          }),
        }),
      )
      if (id === undefined) throw new Error('the Data API gave the statement no id')
      return id
    } catch (error) {
      throw await failed(error, 'redshift-data:ExecuteStatement')
    }
  }

  /** Runs a statement to its end; returns its id. */
  async function run(query: CompiledQuery): Promise<string> {
    signal?.throwIfAborted()
    const id = await start(query)
    const { Status: status, Error: said } = await awaitQuery(
      {
        async look(waiting) {
          try {
            const now = await client.send(new DescribeStatementCommand({ Id: id }), { abortSignal: waiting })
            return hasEnded(now) ? now : undefined
          } catch (error) {
            waiting.throwIfAborted()
            throw await failed(error, 'redshift-data:DescribeStatement')
          }
        },
        stop: () => client.send(new CancelStatementCommand({ Id: id })),
      },
      { place, timeoutSeconds },
      signal === undefined ? {} : { signal },
    )
    if (status === 'FINISHED') return id
    throw redshiftError(said ?? (status === 'ABORTED' ? 'somebody has stopped it' : 'Redshift says no reason'), {
      place,
      source,
    })
  }

  async function* pages(query: CompiledQuery): AsyncGenerator<GetStatementResultResponse> {
    const id = await run(query)
    try {
      yield* paginateGetStatementResult({ client }, { Id: id }, aborted)
    } catch (error) {
      throw await failed(error, 'redshift-data:GetStatementResult')
    }
  }

  async function failed(error: unknown, action: string): Promise<unknown> {
    if (signal?.aborted === true) return signal.reason
    if (!(error instanceof Error)) return awsError(error, place, action, client)
    if (/^Active\w+ExceededException$/.test(error.name)) {
      return new SourceError('THROTTLED', place, { reason: error.message || error.name }, { cause: error })
    }
    const told = /^(Validation|ExecuteStatement|DatabaseConnection|ResourceNotFound)Exception$/.test(error.name)
    if (told) return redshiftError(error.message || error.name, { place, source }, error)
    return awsError(error, place, action, client)
  }

  return {
    async columns(query) {
      for await (const { ColumnMetadata: columns = [] } of pages(query)) {
        return columns.map(({ name = '', typeName: type = '' }) => ({ name, type, kind: redshiftKind(type) }))
      }
      return []
    },
    async *rows(query) {
      for await (const { Records: records = [] } of pages(query)) yield records.map((record) => record.map(valueOf))
    },
    async explain(_query, timestamp) {
      try {
        for await (const { Records: records = [] } of pages(REDSHIFT.compile(sortKeyQuery(table)))) {
          const [row] = records
          if (row !== undefined) return sortKeyWarnings(textOf(valueOf(row[0]!)), timestamp, table, place)
        }
      } catch (error) {
        // Nothing is known of the sort key then, and nothing depends on it.
        if (!(error instanceof SourceError) || !UNTOLD.has(error.code)) throw error
      }
      return []
    },
    async close() {
      client.destroy()
    },
  }
}

const UNTOLD: ReadonlySet<string> = new Set(['QUERY_FAILED', 'PERMISSION_DENIED', 'TABLE_MISSING'])

/**
 * Where a statement runs and as whom.
 *
 * @throws {SourceError} SECRET_UNUSABLE
 */
function signInOf({ target, credentials }: ResolvedRedshift, place: string) {
  const where = target.kind === 'cluster' ? { ClusterIdentifier: target.identifier } : { WorkgroupName: target.arn }
  switch (credentials.kind) {
    case 'role':
      return where
    case 'user':
      return { ...where, DbUser: credentials.user }
    case 'secret':
      checkSecretName(credentials, place)
      // A name will do, whatever the parameter is called.
      return { ...where, SecretArn: credentials.secret }
  }
}

function hasEnded({ Status: status }: DescribeStatementResponse): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'ABORTED'
}

function valueOf(field: Field): SqlValue {
  if (field.isNull === true) return null
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? field.blobValue ?? null
}

function textOf(value: SqlValue): string | null {
  return value === null ? null : String(value)
}
