/** Reads the timestamps of records in one format and zone. Text that does not fit gives NaN, never a guess. */
export interface TimestampParser {
  /** Epoch milliseconds of the ASCII text bytes[start, end), or NaN. */
  parse(bytes: Uint8Array, start: number, end: number): number
  /** The same for a string. */
  parseText(text: string): number
}
