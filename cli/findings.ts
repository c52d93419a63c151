import type { Finding, FindingLevel } from '../spec/index.ts'
import type { Output, Style } from './io.ts'
import { printable } from './table.ts'

const STYLES: Readonly<Record<FindingLevel, Style>> = {
  error: 'red',
  'security-warning': 'magenta',
  warning: 'yellow',
  suggestion: 'cyan',
}

/** Characters of an excerpt's line where the width of the terminal is not known. */
const EXCERPT_WIDTH = 120

/**
 * A finding for people: where, how bad, what and its code; the line that it is about with a mark below; the cure.
 *
 * @param source - the text of the finding's file, for the excerpt
 * @returns lines, each with a line break
 */
export function findingText(finding: Finding, source: string, output: Output): string {
  const { file, line, column, level, code, message, help } = finding
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`
  const head = `${output.style('bold', printable(place))}  ${output.style(STYLES[level], level)}  ${printable(message)}  ${output.style('dim', `[${code}]`)}`
  return [head, ...excerpt(finding, source, output), `      ${printable(help)}`].map((text) => `${text}\n`).join('')
}

/** How many findings of each level there are: "2 errors, 1 warning". */
export function findingCounts(findings: readonly Finding[]): string {
  return (Object.keys(STYLES) as FindingLevel[])
    .map((level) => ({ level, number: findings.filter((finding) => finding.level === level).length }))
    .filter(({ number }) => number > 0)
    .map(({ level, number }) => `${number} ${level}${number === 1 ? '' : 's'}`)
    .join(', ')
}

function excerpt({ line, column }: Finding, source: string, output: Output): readonly string[] {
  if (line === null) return []
  const text = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)[line - 1]
  if (text === undefined || text.trim() === '') return []
  const at = Math.min((column ?? 1) - 1, text.length)
  const width = (output.isTTY ? output.columns : EXCERPT_WIDTH) - 10
  const from = at > width - 20 ? at - 20 : 0
  const shown = text.slice(from, from + width)
  const before = printable(shown.slice(0, at - from)).length
  const marked = printable(wordAt(shown, at - from)).length
  const number = String(line).padStart(5)
  const mark = output.style('red', `^${'~'.repeat(Math.max(0, marked - 1))}`)
  return [`${number} | ${printable(shown)}`, `      | ${' '.repeat(before)}${mark}`]
}

/** What begins at a position: a quoted text, or a word. */
function wordAt(text: string, at: number): string {
  return /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,:\]}]+)/.exec(text.slice(at))?.[0] ?? ''
}
