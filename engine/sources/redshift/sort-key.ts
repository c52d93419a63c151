import { sql } from 'kysely'
import type { SourceWarning } from '../source.ts'
import type { Sql, TableColumn } from '../sql/index.ts'

/**
 * Asks for the first column of a table's sort key, from a catalog that every user may read. A view has none; a table has one row.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_intro_catalog_views.html
 */
export function sortKeyQuery([schema, table]: readonly string[]): Sql {
  // Of an interleaved sort key every second number is negative.
  return sql`select max(case when abs(a.attsortkeyord) = 1 then cast(a.attname as varchar(128)) end) from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid where c.relkind = 'r' and n.nspname = ${schema} and c.relname = ${table} and a.attnum > 0 group by c.oid`
}

/**
 * What to say about a table's sort key.
 *
 * @param first - its first column; null where there is none
 */
export function sortKeyWarnings(
  first: string | null,
  { name }: TableColumn,
  table: readonly string[],
  place: string,
): readonly SourceWarning[] {
  if (first === name) return []
  const quoted = table.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
  return [
    {
      code: 'NO_SORT_KEY',
      message:
        `${place}: the sort key ${first === null ? 'is missing' : `begins with "${first}"`}, so that Redshift reads the whole table for each interval. ` +
        `Run: ALTER TABLE ${quoted} ALTER SORTKEY ("${name.replaceAll('"', '""')}"); a small table needs none.`,
    },
  ]
}
