import { sql } from 'kysely'
import type { Sql } from '../../sql/index.ts'

/**
 * The query that finds out whether a table has an index that begins with a column: one row with the number of tables of this name, of
 * such indexes, and of column stores, which need none. Showing a plan takes a right that readers do not have.
 */
export function indexQuery(schema: string, table: string, column: string): Sql {
  return sql`select count(distinct ${sql.ref('t.object_id')}) as ${sql.id('tables')}, \
sum(case when ${sql.ref('c.name')} = ${column} then 1 else 0 end) as ${sql.id('indexes')}, \
sum(case when ${sql.ref('x.type')} in (5, 6) then 1 else 0 end) as ${sql.id('stores')} \
from ${sql.id('sys', 'tables')} as ${sql.id('t')} \
inner join ${sql.id('sys', 'schemas')} as ${sql.id('s')} on ${sql.ref('s.schema_id')} = ${sql.ref('t.schema_id')} \
left join ${sql.id('sys', 'indexes')} as ${sql.id('x')} on ${sql.ref('x.object_id')} = ${sql.ref('t.object_id')} \
left join ${sql.id('sys', 'index_columns')} as ${sql.id('k')} on ${sql.ref('k.object_id')} = ${sql.ref('x.object_id')} \
and ${sql.ref('k.index_id')} = ${sql.ref('x.index_id')} and ${sql.ref('k.key_ordinal')} = 1 \
left join ${sql.id('sys', 'columns')} as ${sql.id('c')} on ${sql.ref('c.object_id')} = ${sql.ref('k.object_id')} \
and ${sql.ref('c.column_id')} = ${sql.ref('k.column_id')} \
where ${sql.ref('s.name')} = ${schema} and ${sql.ref('t.name')} = ${table}`
}
