export type { Sql, SqlConnection, SqlConnector, SqlDialect, SqlRow, SqlValue } from './sql-dialect.ts'
export { sqlSource } from './sql-source.ts'
export type { ColumnKind, TableColumn } from './table-column.ts'
export type { TimeBound } from './time-bound.ts'
