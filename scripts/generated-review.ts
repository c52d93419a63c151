import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REVIEW_TEXTS } from '../policies/review/index.ts'

const BEGIN = '<!-- begin: findings -->'
const END = '<!-- end -->'

/** docs/review.md with the table of what a review can find. */
export function withReviewFindings(): string {
  const page = readFileSync(join(import.meta.dirname, '../docs/review.md'), 'utf8')
  const rows = Object.entries(REVIEW_TEXTS).map(
    ([code, { level, summary }]) => `| \`${code}\` | ${level} | ${summary} |`,
  )
  const table = `| Code | Level | Found when |\n| --- | --- | --- |\n${rows.join('\n')}`
  return `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n\n${table}\n\n${page.slice(page.indexOf(END))}`
}
