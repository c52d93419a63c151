import { sql } from 'kysely'
import type { Sql } from '../../../engine/sources/sql/index.ts'
import type { RdsSource, SourceSpec } from '../../../spec/detector.generated.ts'
import type { TableWorld, TestColumn, TestRow, TestTable } from '../../engine/sources/table-world.ts'
import { mariadbAdmin, postgresAdmin, raw, type AdminConnection } from './admin-connection.ts'
import { cuttingProxy } from './cutting-proxy.ts'
import { startDatabase, type TestDatabase } from './database-process.ts'
import { MARIADB } from './mariadb.ts'
import { POSTGRES } from './postgres.ts'

/** A real database with what the tests of every kind need. */
export interface RelationalWorld extends TableWorld {
  makeTable(
    columns: Readonly<Record<string, TestColumn>>,
  ): Promise<TestTable & { readonly source: { readonly rds: RdsSource } }>
  readonly database: TestDatabase
  readonly admin: AdminConnection
  /** Another connection that may do everything. */
  another(): Promise<AdminConnection>
  /** A table as a spec names it, for `reader`. */
  sourceOf(table: string, changes?: Partial<RdsSource>): { readonly rds: RdsSource }
  insert(table: string, rows: readonly TestRow[]): Promise<void>
  /** Lets `reader` read a table. */
  allow(table: Sql): Promise<void>
}

/** What differs between databases in tests. */
interface Words {
  readonly engine: 'postgres' | 'mariadb'
  readonly database: string
  readonly types: Readonly<Record<TestColumn, string>>
  readonly gaps: TableWorld['gaps']
  /** With the right to do everything, after the server was started. */
  connect(database: TestDatabase): Promise<AdminConnection>
  prepare(database: TestDatabase): Promise<void>
  createUser(name: string, connections?: number): readonly string[]
  grantee(user: string): string
  lock(table: string): readonly Sql[]
  readonly unlock: string
}

/** Password of every user of these tests. */
export const PASSWORD = `s3cret 'with" quotes`

const PASSWORD_IN_SQL = `'${PASSWORD.replaceAll("'", "''")}'`

const ON_POSTGRES: Words = {
  engine: 'postgres',
  database: 'postgres',
  types: {
    'local-time': 'timestamp',
    instant: 'timestamptz',
    date: 'date',
    text: 'text',
    integer: 'bigint',
    decimal: 'numeric(20,4)',
    float: 'double precision',
    dimension: 'text',
  },
  gaps: {},
  connect: (database) => postgresAdmin(database),
  prepare: async () => undefined,
  createUser: (name, connections = -1) => [
    `create role ${name} login password ${PASSWORD_IN_SQL} connection limit ${connections}`,
  ],
  grantee: (user) => user,
  lock: (table) => [sql`begin`, sql`lock table ${sql.id(table)} in access exclusive mode`],
  unlock: 'rollback',
}

/** What MariaDB has not. */
export const MARIADB_GAPS: TableWorld['gaps'] = { 'not a number': 'MariaDB has no NaN and no infinities' }

const ON_MARIADB: Words = {
  engine: 'mariadb',
  database: 'shop',
  types: {
    'local-time': 'datetime',
    instant: 'timestamp null',
    date: 'date',
    text: 'varchar(100)',
    integer: 'bigint',
    decimal: 'decimal(20,4)',
    float: 'double',
    dimension: 'varchar(600)',
  },
  gaps: MARIADB_GAPS,
  connect: (database) => mariadbAdmin(database, 'shop'),
  async prepare(database) {
    const connection = await mariadbAdmin(database)
    await connection.run(raw('create database shop collate utf8mb4_general_ci'))
    await connection.close()
  },
  createUser: (name, connections = 0) => [
    `create user '${name}'@'%' identified by ${PASSWORD_IN_SQL} with max_user_connections ${connections}`,
  ],
  grantee: (user) => `'${user}'@'%'`,
  lock: (table) => [sql`lock tables ${sql.id(table)} write`],
  unlock: 'unlock tables',
}

/** Starts a PostgreSQL to be filled. */
export const postgresWorld = (): Promise<RelationalWorld> => makeWorld(ON_POSTGRES, POSTGRES)

/** Starts a MariaDB to be filled. */
export const mariadbWorld = (): Promise<RelationalWorld> => makeWorld(ON_MARIADB, MARIADB)

/** Rows that one statement inserts. */
const ROWS_PER_INSERT = 1000

async function makeWorld(words: Words, kind: typeof POSTGRES): Promise<RelationalWorld> {
  const database = await startDatabase(kind)
  await words.prepare(database)
  const admin = await words.connect(database)
  for (const user of ['reader', 'stranger']) for (const text of words.createUser(user)) await admin.run(raw(text))
  let tables = 0
  let users = 0

  const sourceOf = (table: string, changes: Partial<RdsSource> = {}): { readonly rds: RdsSource } => ({
    rds: {
      engine: words.engine,
      host: database.host,
      port: database.port,
      database: words.database,
      table,
      user: 'reader',
      passwordVariable: 'PASSWORD',
      certificateAuthority: database.authority,
      ...changes,
    },
  })

  async function insert(table: string, rows: readonly TestRow[]): Promise<void> {
    const names = Object.keys(rows[0] ?? {})
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      const some = rows.slice(from, from + ROWS_PER_INSERT)
      await admin.run(
        sql`insert into ${sql.id(table)} (${sql.join(names.map((name) => sql.id(name)))}) values ${sql.join(
          some.map((row) => sql`(${sql.join(names.map((name) => sql`${row[name]}`))})`),
        )}`,
      )
    }
  }

  const allow = async (table: Sql, user = 'reader'): Promise<void> =>
    void (await admin.run(sql`grant select on ${table} to ${raw(words.grantee(user))}`))

  return {
    database,
    admin,
    another: () => words.connect(database),
    sourceOf,
    insert,
    allow,
    gaps: words.gaps,
    context: { env: { PASSWORD, ADMIN: database.admin.password } },
    manyRows: 12_345,
    async makeTable(columns) {
      const table = `t${++tables}`
      const parts = Object.entries(columns).map(([name, column]) => sql`${sql.id(name)} ${raw(words.types[column])}`)
      await admin.run(sql`create table ${sql.id(table)} (${sql.join(parts)})`)
      await admin.run(sql`create index ${sql.id(`${table}_at`)} on ${sql.id(table)} (${sql.id('at')})`)
      await allow(sql.id(table))
      return { source: sourceOf(table), put: (rows) => insert(table, rows) }
    },
    missing: async () => sourceOf('no_such_table', { user: database.admin.user, passwordVariable: 'ADMIN' }),
    forbidden: async ({ source }) => changed(source, { user: 'stranger' }),
    async busy({ source }) {
      const user = `busy${++users}`
      for (const text of words.createUser(user, 1)) await admin.run(raw(text))
      await allow(sql.id(tableOf(source)), user)
      const holder = await words.connect({ ...database, admin: { user, password: PASSWORD } })
      return { source: changed(source, { user }), end: () => holder.close() }
    },
    async slow({ source }) {
      const other = await words.connect(database)
      for (const statement of words.lock(tableOf(source))) await other.run(statement)
      return {
        source: changed(source, { timeout: 'PT1S' }),
        async end() {
          await other.run(raw(words.unlock))
          await other.close()
        },
      }
    },
    async breaking({ source }, times) {
      const proxy = await cuttingProxy(database.port)
      proxy.cutAfter(40_000, times)
      return {
        source: changed(source, { port: proxy.port }),
        breaks: () => proxy.cuts,
        end: () => proxy.close(),
      }
    },
    async stop() {
      await admin.close().catch(() => undefined)
      await database.stop()
    },
  }
}

function changed(source: SourceSpec, changes: Partial<RdsSource>): SourceSpec {
  if (!('rds' in source)) throw new Error('a table of a database was expected')
  return { rds: { ...source.rds, ...changes } }
}

function tableOf(source: SourceSpec): string {
  if (!('rds' in source)) throw new Error('a table of a database was expected')
  return source.rds.table
}
