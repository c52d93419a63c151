import { sql, type CompiledQuery } from 'kysely'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import { MYSQL } from '../../../engine/sources/relational/mysql/mysql-dialect.ts'
import { POSTGRES } from '../../../engine/sources/relational/postgres/postgres-dialect.ts'
import type { Sql } from '../../../engine/sources/sql/index.ts'
import type { TestDatabase } from './database-process.ts'

/** A connection of a test that may do everything. */
export interface AdminConnection {
  /** Runs a statement; names and values are written by Kysely. */
  run(statement: Sql): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

/** Statements without parameters are sent as text, which not every statement can do without. */
const values = ({ parameters }: CompiledQuery): unknown[] => [...parameters]

/** Connects to a PostgreSQL of a test. */
export async function postgresAdmin(
  { host, port, admin }: TestDatabase,
  database = 'postgres',
): Promise<AdminConnection> {
  const client = new Client({ host, port, ...admin, database, ssl: { rejectUnauthorized: false } })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`set time zone 'UTC'`)
  return {
    async run(statement) {
      const query = POSTGRES.compile(statement)
      return (await client.query(query.sql, values(query))).rows as Readonly<Record<string, unknown>>[]
    },
    close: () => client.end(),
  }
}

/** Connects to a MariaDB of a test. */
export async function mariadbAdmin({ host, port, admin }: TestDatabase, database?: string): Promise<AdminConnection> {
  const client = await createConnection({
    host,
    port,
    ...admin,
    ...(database !== undefined && { database }),
    charset: 'utf8mb4',
    dateStrings: true,
  })
  client.on('error', () => undefined)
  await client.query(`set time_zone = '+00:00'`)
  return {
    async run(statement) {
      const query = MYSQL.compile(statement)
      const [rows] =
        query.parameters.length > 0
          ? await client.execute(query.sql, values(query) as string[])
          : await client.query(query.sql)
      return Array.isArray(rows) ? (rows as Readonly<Record<string, unknown>>[]) : []
    },
    close: () => client.end(),
  }
}

/** A statement that needs text of this test's own making: names of types, grants. */
export const raw = (text: string): Sql => sql.raw(text)
