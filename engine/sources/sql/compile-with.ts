import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type CompiledQuery,
  type QueryCompiler,
} from 'kysely'
import type { Sql } from './sql-dialect.ts'

/**
 * Writes queries with a compiler of Kysely; nothing is run with it.
 *
 * @param createQueryCompiler - makes a compiler for one query
 */
export function compileWith(createQueryCompiler: () => QueryCompiler): (query: Sql) => CompiledQuery {
  const kysely = new Kysely<unknown>({
    dialect: {
      // Of these only the compiler has a part in writing.
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler,
    },
  })
  return (query) => query.compile(kysely)
}
