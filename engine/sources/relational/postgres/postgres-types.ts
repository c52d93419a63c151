import type { ColumnKind } from '../../sql/index.ts'

/**
 * Types of PostgreSQL by the number that is the same in every database.
 *
 * @see https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
 */
const TYPES: Readonly<Record<number, readonly [type: string, kind: ColumnKind]>> = {
  16: ['boolean', 'boolean'],
  18: ['"char"', 'text'],
  19: ['name', 'text'],
  20: ['bigint', 'integer'],
  21: ['smallint', 'integer'],
  23: ['integer', 'integer'],
  25: ['text', 'text'],
  26: ['oid', 'integer'],
  114: ['json', 'other'],
  700: ['real', 'float'],
  701: ['double precision', 'float'],
  790: ['money', 'other'],
  1042: ['character', 'text'],
  1043: ['character varying', 'text'],
  1082: ['date', 'date'],
  1083: ['time', 'other'],
  1114: ['timestamp without time zone', 'local-time'],
  1184: ['timestamp with time zone', 'instant'],
  1186: ['interval', 'other'],
  1266: ['time with time zone', 'other'],
  1700: ['numeric', 'decimal'],
  2950: ['uuid', 'other'],
  3802: ['jsonb', 'other'],
}

/** Name and kind of a type; others than those of every database are told by their number. */
export function postgresType(oid: number): { readonly type: string; readonly kind: ColumnKind } {
  const [type, kind] = TYPES[oid] ?? [`type ${oid}`, 'other']
  return { type, kind }
}
