/**
 * Tables that a plan reads from the first row to the last. Both servers print one object for each table, MySQL puts what a subquery
 * makes into `materialized_from_subquery`, MariaDB into `materialized`; the rows of a subquery are always read in full.
 *
 * @param plan - what `EXPLAIN FORMAT=JSON` prints, parsed
 */
export function fullScans(plan: unknown): readonly string[] {
  if (typeof plan !== 'object' || plan === null) return []
  const { table_name: name, access_type: access } = plan as Readonly<Record<string, unknown>>
  const isSubquery = Object.keys(plan).some((key) => key.startsWith('materialized'))
  const own = typeof name === 'string' && FULL.has(access) && !isSubquery ? [name] : []
  return [...own, ...Object.values(plan).flatMap(fullScans)]
}

/** The whole table, or an index of it from end to end. */
const FULL: ReadonlySet<unknown> = new Set(['ALL', 'index'])
