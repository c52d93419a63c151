import { csvCell } from '../csv-cell.ts'

/** What may stand in a cell. */
export type Cell = string | number | boolean | null | undefined

/**
 * A table as CSV (RFC 4180) that spreadsheets open without running anything: text that begins like a formula gets an
 * apostrophe in front. Numbers stay numbers.
 *
 * @param columns - names
 * @param rows - cells parallel to them; null and undefined are empty
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${[columns, ...rows].map((cells) => cells.map(cellText).join(',')).join('\r\n')}\r\n`
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  return csvCell(cell)
}
