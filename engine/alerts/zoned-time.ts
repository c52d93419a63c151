import type { IntervalGrid } from '../time/index.ts'

/**
 * An interval's start as Java's ZonedDateTime prints it, which is what alerts of the original service carry:
 * `2022-01-15T04:25Z[UTC]`, `2021-02-14T04:00-05:00[America/New_York]`.
 *
 * @param start - epoch milliseconds, at a full second
 */
export function javaTime(grid: Pick<IntervalGrid, 'zone' | 'iso'>, start: number): string {
  const { date, time, offset } = parts(grid, start)
  return `${date}T${time}${offset}[${grid.zone}]`
}

/** An interval's start for people: `2022-01-15 04:25 UTC`, `2021-02-14 04:00 -05:00 (America/New_York)`. */
export function readableTime(grid: Pick<IntervalGrid, 'zone' | 'iso'>, start: number): string {
  const { date, time, offset } = parts(grid, start)
  return `${date} ${time} ${grid.zone === 'UTC' ? 'UTC' : `${offset} (${grid.zone})`}`
}

/** The same without the zone's name: `2022-01-15 04:25Z`. */
export function shortTime(grid: Pick<IntervalGrid, 'zone' | 'iso'>, start: number): string {
  const { date, time, offset } = parts(grid, start)
  return `${date} ${time}${offset}`
}

function parts(
  grid: Pick<IntervalGrid, 'zone' | 'iso'>,
  start: number,
): { readonly date: string; readonly time: string; readonly offset: string } {
  const [, date, time, seconds, offset] = /^(.+)T(\d\d:\d\d):(\d\d)(.+)$/.exec(grid.iso(start))!
  return {
    date,
    time: seconds === '00' ? time : `${time}:${seconds}`,
    offset: offset === '+00:00' ? 'Z' : offset,
  }
}
