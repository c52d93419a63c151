/**
 * Rows as JSON, as they stand before the bytes that they describe.
 *
 * @returns undefined where the bytes are no such table
 */
export function readTable<Row>(bytes: Uint8Array, isRow: (row: unknown) => row is Row): readonly Row[] | undefined {
  let table: unknown
  try {
    table = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
  return Array.isArray(table) && table.every(isRow) ? table : undefined
}
