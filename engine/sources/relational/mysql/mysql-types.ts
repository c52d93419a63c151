import type { ColumnKind } from '../../sql/index.ts'

/** What the server says of a column, as far as it is looked at. */
export interface MysqlField {
  readonly columnType?: number
  readonly flags?: number | readonly string[]
  /** 63: bytes. */
  readonly characterSet?: number
}

/**
 * Types by their number in the protocol.
 *
 * @see https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html
 */
const TYPES: Readonly<Record<number, readonly [type: string, kind: ColumnKind]>> = {
  0: ['decimal', 'decimal'],
  1: ['tinyint', 'integer'],
  2: ['smallint', 'integer'],
  3: ['int', 'integer'],
  4: ['float', 'float'],
  5: ['double', 'float'],
  7: ['timestamp', 'instant'],
  8: ['bigint', 'integer'],
  9: ['mediumint', 'integer'],
  10: ['date', 'date'],
  11: ['time', 'other'],
  12: ['datetime', 'local-time'],
  13: ['year', 'other'],
  14: ['date', 'date'],
  16: ['bit', 'other'],
  245: ['json', 'other'],
  246: ['decimal', 'decimal'],
  255: ['geometry', 'other'],
}

/** Types of text, which are types of bytes where they have no character set. */
const TEXTS: Readonly<Record<number, readonly [text: string, bytes: string]>> = {
  15: ['varchar', 'varbinary'],
  249: ['tinytext', 'tinyblob'],
  250: ['mediumtext', 'mediumblob'],
  251: ['longtext', 'longblob'],
  252: ['text', 'blob'],
  253: ['varchar', 'varbinary'],
  254: ['char', 'binary'],
}

const BYTES = 63
const UNSIGNED = 32
const ENUM = 256
const SET = 2048

/** Name and kind of a column's type. */
export function mysqlType({ columnType = -1, flags: given = 0, characterSet }: MysqlField): {
  readonly type: string
  readonly kind: ColumnKind
} {
  const flags = typeof given === 'number' ? given : 0
  const texts = TEXTS[columnType]
  if (texts !== undefined) {
    if ((flags & ENUM) !== 0) return { type: 'enum', kind: 'text' }
    if ((flags & SET) !== 0) return { type: 'set', kind: 'text' }
    const [text, bytes] = texts
    return characterSet === BYTES ? { type: bytes, kind: 'other' } : { type: text, kind: 'text' }
  }
  const [type, kind] = TYPES[columnType] ?? [`type ${columnType}`, 'other']
  return { type: (flags & UNSIGNED) !== 0 && kind === 'integer' ? `${type} unsigned` : type, kind }
}
