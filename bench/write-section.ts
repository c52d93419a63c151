import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'

/**
 * Puts text between the two markers of a page, `<!-- name -->` and `<!-- /name -->`, and formats the page: figures in
 * the documentation are written by what measured them, never by hand.
 *
 * @throws {RangeError} when the page has no such markers
 */
export async function writeSection(page: string, name: string, text: string): Promise<void> {
  const before = readFileSync(page, 'utf8')
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [before.indexOf(open), before.indexOf(close)]
  if (from < 0 || to < from) throw new RangeError(`${page} has no section between ${open} and ${close}. Put both in.`)
  const after = `${before.slice(0, from + open.length)}\n\n${text.trim()}\n\n${before.slice(to)}`
  writeFileSync(page, await format(after, { ...(await resolveConfig(page)), filepath: page }))
}

/** A table in Markdown; numbers stand right where a column's head ends with a colon, which is left out. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((cell) => (cell.endsWith(':') ? '---:' : '---'))
  return [rowOf(head.map((cell) => cell.replace(/:$/u, ''))), rowOf(rule), ...rows.map(rowOf)].join('\n')
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
