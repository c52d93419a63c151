import type { ColumnKind } from '../sql/index.ts'

/**
 * Types as Athena names them in the metadata of results.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/data-types.html
 */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  decimal: 'decimal',
  real: 'float',
  float: 'float',
  double: 'float',
  varchar: 'text',
  char: 'text',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'local-time',
  'timestamp with time zone': 'instant',
}

/** What a type holds. */
export function athenaKind(type: string): ColumnKind {
  return KINDS[type.toLowerCase().replace(/\([^)]*(?:\)|$)/, '')] ?? 'other'
}
