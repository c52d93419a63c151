import truncatedWidth from 'fast-string-truncated-width'
import type { Output } from './io.ts'

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Narrower than this it is not useful; a column without may not be shortened at all. */
  readonly least?: number
  /** Colours a cell after it was shortened and padded. */
  readonly style?: (text: string, row: number) => string
}

const GAP = '  '

/**
 * A table in plain text, as wide as its content; on a terminal no wider than that: columns that may are shortened, the
 * widest first. Where even that does not help, each row becomes a block of lines.
 *
 * @param columns - from left to right
 * @param rows - cells, parallel to `columns`; control characters in them are made visible, never sent to the terminal
 * @param output - where it will be shown
 * @returns lines, each with a line break
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], output: Output): string {
  const limit = output.isTTY ? output.columns : Infinity
  const cells = rows.map((row) => row.map(printable))
  const widths = fit(columns, cells, limit)
  if (widths === undefined) return blocks(columns, cells, limit, output)
  const line = (texts: readonly string[], style: (text: string, column: Column) => string) =>
    columns
      .map((column, i) => style(pad(shorten(texts[i]!, widths[i]!), widths[i]!, column.align), column))
      .join(GAP)
      .trimEnd()
  const lines = [
    line(
      columns.map(({ title }) => title),
      (text) => output.style('bold', text),
    ),
    ...cells.map((row, index) => line(row, (text, column) => column.style?.(text, index) ?? text)),
  ]
  return `${lines.join('\n')}\n`
}

/**
 * Text from outside, safe to print: control characters and marks that turn the direction of text become visible.
 *
 * @param text - any text
 * @returns one line, with `\u001b` and the like written out
 */
export function printable(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The same for a text of several lines, such as the stack of an error: each of its lines on a line of its own. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n    ')
}

/** Widths that together fit, or undefined when none do. */
function fit(columns: readonly Column[], rows: readonly (readonly string[])[], limit: number): number[] | undefined {
  const widths = columns.map(({ title }, i) => Math.max(width(title), ...rows.map((row) => width(row[i]!))))
  const excess = () => widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - limit
  while (excess() > 0) {
    let widest = -1
    for (const [i, { least }] of columns.entries()) {
      if (least !== undefined && widths[i]! > least && (widest === -1 || widths[i]! > widths[widest]!)) widest = i
    }
    if (widest === -1) return undefined
    widths[widest]!--
  }
  return widths
}

function blocks(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  limit: number,
  output: Output,
): string {
  const titles = Math.max(...columns.map(({ title }) => width(title)))
  return rows
    .map((row, index) =>
      columns
        .map(({ title, style }, i) => {
          const text = shorten(row[i]!, Math.max(8, limit - titles - GAP.length))
          return `${output.style('bold', pad(title, titles))}${GAP}${style?.(text, index) ?? text}\n`
        })
        .join(''),
    )
    .join('\n')
}

function width(text: string): number {
  return truncatedWidth(text).width
}

function shorten(text: string, limit: number): string {
  const { index, ellipsed } = truncatedWidth(text, { limit, ellipsis: '…', ellipsisWidth: 1 })
  return ellipsed ? `${text.slice(0, index)}…` : text.slice(0, index)
}

function pad(text: string, to: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(0, to - width(text)))
  return align === 'right' ? space + text : text + space
}
