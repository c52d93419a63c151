import { csvText, type Cell } from './csv.ts'

/** A table that can be taken away. */
export interface ExportTable {
  /** Without an ending, such as `shop-anomalies`. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** What the JSON has. */
  readonly json: unknown
}

/**
 * Gives a table to the person as a file.
 *
 * @param table - what is shown
 * @param format - of the file
 */
export function exportTable({ name, columns, rows, json }: ExportTable, format: 'csv' | 'json'): void {
  // The mark tells spreadsheets that the text is UTF-8.
  const text = format === 'csv' ? `\uFEFF${csvText(columns, rows)}` : `${JSON.stringify(json, null, 2)}\n`
  const type = format === 'csv' ? 'text/csv' : 'application/json'
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replaceAll(/[^\w.-]+/gu, '-')}.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
