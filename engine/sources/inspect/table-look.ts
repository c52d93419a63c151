import { sql } from 'kysely'
import type { SqlConnector, TableColumn } from '../sql/index.ts'
import { emptyQuery } from '../sql/index.ts'

/** What a table holds: its columns, and some of its newest records as text. */
export interface TableLook {
  readonly columns: readonly TableColumn[]
  /** Oldest first, parallel to the columns. */
  readonly rows: readonly (readonly string[])[]
  /** The column that the records are in the order of; null: in none. */
  readonly timestamp: TableColumn | null
}

/** Records of a sample. */
const RECORDS = 5000

/**
 * Looks at a table.
 *
 * @throws {SourceError}
 */
export async function lookAtTable(connector: SqlConnector, signal?: AbortSignal): Promise<TableLook> {
  const { dialect, table } = connector
  const connection = await connector.connect(signal)
  try {
    const columns = await connection.columns(dialect.compile(emptyQuery(table)))
    const timestamp = timeColumn(columns)
    const texts = columns.map((column, c) => sql`${dialect.asText(sql.id(column.name), column)} as ${sql.id(`c${c}`)}`)
    const time = timestamp === null ? null : sql.id(timestamp.name)
    const newest = time === null ? sql`` : sql` where ${time} is not null order by ${time} desc`
    const rows: (readonly string[])[] = []
    const query = dialect.compile(
      dialect.firstRows(sql`${sql.join(texts, sql`, `)} from ${sql.id(...table)}${newest}`, RECORDS),
    )
    for await (const some of connection.rows(query)) {
      for (const row of some) {
        rows.push(
          row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString() : String(value ?? ''))),
        )
      }
    }
    return { columns, rows: rows.toReversed(), timestamp }
  } finally {
    await connection.close()
  }
}

/**
 * The tables that can be looked at, as a URL names them.
 *
 * @throws {SourceError}
 */
export async function tablesOf(connector: SqlConnector, signal?: AbortSignal): Promise<readonly string[]> {
  const { dialect } = connector
  const connection = await connector.connect(signal)
  try {
    const names: string[] = []
    const query = dialect.compile(
      sql`select table_schema, table_name from information_schema.tables order by table_schema, table_name`,
    )
    for await (const rows of connection.rows(query)) {
      for (const [schema, name] of rows)
        if (!SYSTEM.has(textOf(schema))) names.push(`${textOf(schema)}.${textOf(name)}`)
    }
    return names
  } finally {
    await connection.close()
  }
}

const SYSTEM: ReadonlySet<string> = new Set([
  'information_schema',
  'pg_catalog',
  'pg_internal',
  'mysql',
  'performance_schema',
  'sys',
])

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)
}

/** The column that says when a record happened: of a type of times, and of a name for that where there are several. */
function timeColumn(columns: readonly TableColumn[]): TableColumn | null {
  const times = ['instant', 'local-time', 'date'].flatMap((kind) => columns.filter((column) => column.kind === kind))
  return times.find(({ name }) => /time|date|^ts$|^at$|_at$|^day$|^hour$/i.test(name)) ?? times[0] ?? null
}
