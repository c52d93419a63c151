import { pathTemplate, zoneClock, type IntervalGrid } from '../../time/index.ts'

const MINUTE = 60_000

/**
 * The partitions that intervals lie in: a row of values for each, in the order of time.
 *
 * Where the clock is changed, those of the moments of the interval and those of the local times that belong to it are not the same; then it
 * is both.
 *
 * @param patterns - of time, one for each partition column
 * @param zone - that the values of the partitions are written in
 * @param starts - of intervals, ascending
 */
export function partitionRows(
  patterns: readonly string[],
  zone: string,
  starts: readonly number[],
  grid: Pick<IntervalGrid, 'next'>,
): readonly (readonly string[])[] {
  const clock = zoneClock(zone)
  // Shown by a clock of UTC, so that local times that do not exist can be written.
  const templates = patterns.map((pattern) => pathTemplate(`{{${pattern.replaceAll('DD', 'dd')}}}`, 'UTC'))
  const step = stepOf(patterns)
  const rows = new Map<string, readonly string[]>()
  const add = (local: number): void => {
    const row = templates.map((template) => template.expand(local))
    rows.set(JSON.stringify(row), row)
  }
  /** The last moment too: an interval need not begin where a partition does. */
  const addAll = (start: number, end: number, localOf: (moment: number) => number): void => {
    for (let moment = start; moment < end; moment += step) add(localOf(moment))
    if (end > start) add(localOf(end - 1))
  }
  const shownNext = (moment: number): number => moment + clock.offsetAt(moment - 1)
  for (const start of starts) {
    const end = grid.next(start)
    addAll(shownNext(start), shownNext(end), (local) => local)
    if (clock.offsetAt(start - 1) !== clock.offsetAt(end - 1)) {
      addAll(start, end, (moment) => moment + clock.offsetAt(moment))
    }
  }
  return [...rows.values()]
}

/** A time that is not longer than any partition. Quarters of an hour are enough for hours: no zone is off by less. */
function stepOf(patterns: readonly string[]): number {
  const keys = patterns.map((pattern) => pattern.replaceAll(/'[^']*'/g, '')).join(' ')
  if (keys.includes('m')) return MINUTE
  if (keys.includes('H')) return 15 * MINUTE
  return 12 * 60 * MINUTE
}
