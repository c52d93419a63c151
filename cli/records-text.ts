import { figure } from '../engine/console/index.ts'
import type { BacktestResult } from '../engine/run/index.ts'
import { printable } from './table.ts'

/** For each reason for which records were rejected a line: how often, and where first. */
export function rejectionLines({ rejections }: BacktestResult['report']): readonly string[] {
  return rejections.map(({ reason, count, examples: [first] }) => {
    const place = first === undefined ? '' : `, first in ${first.file}${first.line === 0 ? '' : `:${first.line}`}`
    const text = first?.text === undefined ? '' : ` ${JSON.stringify(first.text)}`
    return printable(`  ${figure(count)} ${reason}${place}${text}`)
  })
}

/** A line with the measures of which no record that was used has a value, by their names in the order of the spec; none when there are none. */
export function emptyLines({ used, empty }: BacktestResult['report'], measures: readonly string[]): readonly string[] {
  const without = measures.filter((_, index) => used > 0 && empty[index] === used)
  return without.length > 0 ? [`No record has a value of ${without.join(', ')}: check the names of the columns.`] : []
}
