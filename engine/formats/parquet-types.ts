import type { SchemaElement } from 'hyparquet'
import type { Dictionary, RecordColumns } from './record-sink.ts'
import type { RecordWriter } from './record-writer.ts'

/** What a column is for. */
export type ColumnRole =
  | ({ readonly kind: 'timestamp' } & NonNullable<RecordColumns['timestamp']>)
  | { readonly kind: 'measure'; readonly index: number }
  | { readonly kind: 'dimension'; readonly index: number; readonly dictionary: Dictionary }

/** How the values of a Parquet column are read and written. */
export interface ColumnType {
  /** The column is read as its physical type, whatever it means. */
  readonly raw: boolean
  /** What a text of the column becomes. */
  text(bytes: Uint8Array): unknown
  /** Makes what writes a value; it answers whether the value could be used. */
  writer(writer: RecordWriter): (value: unknown) => boolean
}

/** How a column of a type can play a role; null when it cannot. */
export function columnType(element: SchemaElement, role: ColumnRole): ColumnType | null {
  const meaning = meaningOf(element)
  switch (role.kind) {
    case 'timestamp':
      return timestampType(meaning, role)
    case 'measure':
      return measureType(meaning, role.index, element)
    case 'dimension':
      return dimensionType(meaning, role.index, role.dictionary, element)
  }
}

/** Times as numbers: epoch milliseconds, without the detour of a Date. */
export const TIME_PARSERS = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros: bigint): number => Math.floor(Number(micros) / 1000),
  timestampFromNanoseconds: (nanos: bigint): number => Number(nanos / 1_000_000n),
  dateFromDays: (days: number): number => days * 86_400_000,
}

/** The years -200,000 to 200,000: within what a date of JavaScript can be, in every zone. */
const LAST_MOMENT = 6.3e15

type Meaning = 'text' | 'number' | 'decimal' | 'boolean' | 'uuid' | 'date' | 'instant' | 'local-time' | 'other'

function meaningOf({
  type,
  converted_type: converted,
  logical_type: logical,
  repetition_type,
}: SchemaElement): Meaning {
  if (repetition_type === 'REPEATED') return 'other'
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return 'decimal'
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'instant' : 'local-time'
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS' || type === 'INT96') return 'instant'
  if (converted === 'DATE' || logical?.type === 'DATE') return 'date'
  if (logical?.type === 'UUID') return 'uuid'
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') return 'other'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'BYTE_ARRAY') {
    return converted === undefined || converted === 'UTF8' || converted === 'ENUM' ? 'text' : 'other'
  }
  if (type === 'FIXED_LEN_BYTE_ARRAY') return logical?.type === 'FLOAT16' ? 'number' : 'other'
  return type === undefined ? 'other' : 'number'
}

function timestampType(meaning: Meaning, { name, clock }: ColumnRole & { kind: 'timestamp' }): ColumnType | null {
  const local = meaning === 'local-time' || meaning === 'date'
  if (!local && meaning !== 'instant' && meaning !== 'text' && meaning !== 'number') return null
  return {
    raw: false,
    text: (bytes) => bytes,
    writer: (writer) => (value) => {
      if (value === undefined || value === null) return writer.reject('TIMESTAMP_EMPTY', name)
      if (value instanceof Uint8Array) return writer.writeTimestampText(value, 0, value.length)
      if (meaning === 'number') {
        const text = Buffer.from(String(value))
        return writer.writeTimestampText(text, 0, text.length)
      }
      const time = Number(value)
      if (!(Math.abs(time) <= LAST_MOMENT)) return writer.reject('TIMESTAMP_INVALID', name, () => String(value))
      writer.writeTimestamp(local ? clock.toEpoch(time) : time)
      return true
    },
  }
}

function measureType(meaning: Meaning, index: number, { scale = 0 }: SchemaElement): ColumnType | null {
  if (meaning !== 'number' && meaning !== 'decimal' && meaning !== 'text') return null
  return {
    raw: meaning === 'decimal',
    text: (bytes) => bytes,
    writer: (writer) => (value) => {
      if (typeof value === 'number' && meaning === 'number') return writer.writeMeasure(index, value)
      if (value === undefined || value === null) {
        writer.writeNoMeasure(index)
        return true
      }
      if (meaning === 'decimal') return writer.writeMeasure(index, decimalValue(value, scale))
      if (value instanceof Uint8Array) return writer.writeMeasureText(index, value, 0, value.length)
      return writer.writeMeasure(index, Number(value))
    },
  }
}

function dimensionType(
  meaning: Meaning,
  index: number,
  dictionary: Dictionary,
  { scale = 0 }: SchemaElement,
): ColumnType | null {
  if (meaning === 'other' || meaning === 'instant' || meaning === 'local-time') return null
  return {
    raw: meaning === 'decimal',
    // A text becomes its code where it is decoded: in dictionary pages that is once per distinct value.
    text(bytes) {
      const code = dictionary.intern(bytes, 0, bytes.length)
      return code < 0 ? bytes : code
    },
    writer: (writer) => (value) => {
      if (value === undefined || value === null) return writer.writeDimensionText(index, '')
      if (meaning === 'text') {
        if (value instanceof Uint8Array) return writer.writeDimension(index, value, 0, value.length)
        writer.writeDimensionCode(index, value as number)
        return true
      }
      if (meaning === 'decimal') return writer.writeDimensionText(index, decimalValue(value, scale).toFixed(scale))
      if (meaning === 'date') return writer.writeDimensionText(index, dateText(Number(value)))
      return writer.writeDimensionText(index, String(value))
    },
  }
}

/** `2026-11-28`; beyond what a date of JavaScript can be, the days since 1970. */
function dateText(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? String(time / 86_400_000) : date.toISOString().slice(0, 10)
}

/** A decimal's unscaled whole number, of any physical type, as the nearest double of its value. */
function decimalValue(value: unknown, scale: number): number {
  const unscaled = value instanceof Uint8Array ? bigEndian(value) : (value as number | bigint)
  return Number(`${unscaled}e-${scale}`)
}

function bigEndian(bytes: Uint8Array): bigint {
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x0${Buffer.from(bytes).toString('hex')}`))
}
