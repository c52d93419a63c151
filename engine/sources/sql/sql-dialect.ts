import type { CompiledQuery, RawBuilder } from 'kysely'
import type { SourceWarning } from '../source.ts'
import type { TableColumn } from './table-column.ts'
import type { TimeBound } from './time-bound.ts'

/** A piece of SQL whose names and values Kysely writes. */
export type Sql = RawBuilder<unknown>

/** Where databases differ, as far as sums of intervals go. */
export interface SqlDialect {
  /** Writes a query with its parameters, and every name in quotes. */
  compile(query: Sql): CompiledQuery
  /**
   * The first rows of a query.
   *
   * @param selection - all that comes after `select`
   */
  firstRows(selection: Sql, count: number): Sql
  /** A column as text for groups: values are one group only when they are the same, letter for letter. */
  asText(column: Sql, description: TableColumn): Sql
  /** The sum of a number as a double; exact where the type is. */
  sumOf(value: Sql, description: TableColumn): Sql
  /** A bound to compare the timestamp column with, so that its index can be used. */
  bound(bound: TimeBound, description: TableColumn): Sql
  /** Intervals that are asked for at once, at most. */
  readonly intervalsPerQuery: number
}

/** A value of a row: numbers may come as text, text as bytes in UTF-8. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null

/** The values of a row, in the order of the query. */
export type SqlRow = readonly SqlValue[]

/** A place that can be asked by SQL. */
export interface SqlConnector {
  /** As a person would write it, for messages: never with a password. */
  readonly place: string
  readonly dialect: SqlDialect
  /** The table with its schema. */
  readonly table: readonly string[]
  /**
   * What narrows a query to intervals beside the timestamp: partitions.
   *
   * @param starts - of intervals, ascending
   */
  readonly narrow?: (starts: readonly number[], columns: readonly TableColumn[]) => readonly Sql[]
  /** @throws {SourceError} */
  connect(signal?: AbortSignal): Promise<SqlConnection>
}

/** An open connection, or what stands for one. Every method throws `SourceError`, and the reason of an abort. */
export interface SqlConnection {
  /** Columns of the result of a query, which has no rows. */
  columns(query: CompiledQuery): Promise<readonly TableColumn[]>
  /** Rows as they come, some at a time. */
  rows(query: CompiledQuery): AsyncIterable<readonly SqlRow[]>
  /** What the database says about how it would run the query of an interval; nothing where all is well. */
  explain(query: CompiledQuery, timestamp: TableColumn): Promise<readonly SourceWarning[]>
  /** Bytes that were scanned by queries so far, where the service says so. */
  readonly scannedBytes?: number
  close(): Promise<void>
}
