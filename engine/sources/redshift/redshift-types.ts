import type { ColumnKind } from '../sql/index.ts'

/**
 * Types as the Data API names them in the metadata of results.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
 */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  char: 'text',
  bpchar: 'text',
  varchar: 'text',
  text: 'text',
  name: 'text',
  bool: 'boolean',
  date: 'date',
  timestamp: 'local-time',
  timestamptz: 'instant',
}

/** What a type holds. */
export function redshiftKind(type: string): ColumnKind {
  return KINDS[type.toLowerCase()] ?? 'other'
}
