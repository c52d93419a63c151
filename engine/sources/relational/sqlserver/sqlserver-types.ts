import type { ColumnKind } from '../../sql/index.ts'

/** What the server says of a column, as far as it is looked at. */
export interface SqlServerColumn {
  readonly type: { readonly name: string }
  /** Bytes; tells the types of one family apart. */
  readonly dataLength?: number | undefined
}

/** Types by the names that the driver has for them: those that end with N may be null. */
const TYPES: Readonly<Record<string, readonly [type: string, kind: ColumnKind]>> = {
  TinyInt: ['tinyint', 'integer'],
  SmallInt: ['smallint', 'integer'],
  Int: ['int', 'integer'],
  BigInt: ['bigint', 'integer'],
  Bit: ['bit', 'boolean'],
  BitN: ['bit', 'boolean'],
  Decimal: ['decimal', 'decimal'],
  DecimalN: ['decimal', 'decimal'],
  Numeric: ['numeric', 'decimal'],
  NumericN: ['numeric', 'decimal'],
  Money: ['money', 'decimal'],
  SmallMoney: ['smallmoney', 'decimal'],
  Float: ['float', 'float'],
  Real: ['real', 'float'],
  DateTime: ['datetime', 'local-time'],
  SmallDateTime: ['smalldatetime', 'local-time'],
  DateTime2: ['datetime2', 'local-time'],
  DateTimeOffset: ['datetimeoffset', 'instant'],
  Date: ['date', 'date'],
  Time: ['time', 'other'],
  Char: ['char', 'text'],
  VarChar: ['varchar', 'text'],
  NChar: ['nchar', 'text'],
  NVarChar: ['nvarchar', 'text'],
  Text: ['text', 'text'],
  NText: ['ntext', 'text'],
  UniqueIdentifier: ['uniqueidentifier', 'other'],
}

/** Families whose length says which type it is. */
const FAMILIES: Readonly<Record<string, Readonly<Record<number, keyof typeof TYPES>>>> = {
  IntN: { 1: 'TinyInt', 2: 'SmallInt', 4: 'Int', 8: 'BigInt' },
  FloatN: { 4: 'Real', 8: 'Float' },
  MoneyN: { 4: 'SmallMoney', 8: 'Money' },
  DateTimeN: { 4: 'SmallDateTime', 8: 'DateTime' },
}

/** Name and kind of a column's type. */
export function sqlserverType({ type: { name }, dataLength = 0 }: SqlServerColumn): {
  readonly type: string
  readonly kind: ColumnKind
} {
  const [type, kind] = TYPES[FAMILIES[name]?.[dataLength] ?? name] ?? [name.toLowerCase(), 'other']
  return { type, kind }
}
