import type { IntervalGrid } from '../time/index.ts'
import { count, duration } from './figures.ts'

/** A place on an axis with its text. */
export interface Tick<Position> {
  readonly at: Position
  readonly text: string
}

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * Round numbers that cover a range: steps of 1, 2 or 5 times a power of ten.
 *
 * @param least - finite
 * @param greatest - finite, >= least
 * @param most - ticks wanted, about; >= 2
 * @returns ascending; the first is <= least and the last >= greatest
 */
export function valueTicks(least: number, greatest: number, most: number): readonly Tick<number>[] {
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  // A range that only rounding makes is none, nor is one that is too small to divide.
  const range = greatest - least > Math.max(size * 1e-9, 1e-300) ? greatest - least : size > 1e-300 ? size : 1
  const rough = range / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= rough) ?? 10)
  const first = Math.floor(least / step)
  const last = Math.max(first + 1, Math.ceil(greatest / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const at = (first + i) * step
    return { at, text: COMPACT.format(Math.abs(at) < step / 1e6 ? 0 : at) }
  })
}

/**
 * Starts of hours, days, weeks or months among intervals, in the dataset's time zone: the finest of them that leaves room
 * for their texts.
 *
 * @param starts - interval starts, epoch milliseconds, ascending
 * @param grid - the detector's intervals
 * @param most - texts that have room
 * @returns places as indexes into `starts`
 */
export function timeTicks(starts: readonly number[], grid: IntervalGrid, most: number): readonly Tick<number>[] {
  const places = starts.map((start, index) => ({ index, ...place(start, grid) }))
  const changes = (key: (each: (typeof places)[number]) => string) =>
    places.filter((each, i) => i > 0 && key(each) !== key(places[i - 1]!))
  const hours = (step: number) =>
    changes(({ hour, date }) => `${date} ${Math.floor(hour / step)}`).map((each) => ({
      at: each.index,
      text: each.hour < step ? each.day : each.time,
    }))
  const days = changes(({ date }) => date)
  const weeks = days.filter((each) => each.dayOfWeek === 0)
  const levels = [
    ...[1, 3, 6, 12].map(hours),
    days.map((each) => ({ at: each.index, text: each.day })),
    everySecond(days).map((each) => ({ at: each.index, text: each.day })),
    weeks.map((each) => ({ at: each.index, text: each.day })),
    everySecond(weeks).map((each) => ({ at: each.index, text: each.day })),
    changes(({ month }) => month).map((each) => ({ at: each.index, text: each.month })),
    changes(({ year }) => year).map((each) => ({ at: each.index, text: each.year })),
  ]
  return levels.find((ticks) => ticks.length > 0 && ticks.length <= most) ?? []
}

/**
 * An interval's start for people, in the dataset's time zone.
 *
 * @param start - epoch milliseconds
 * @param grid - the detector's intervals
 * @returns such as `Mon 11 May 2026 14:00`, without the time for whole days
 */
export function timeText(start: number, grid: IntervalGrid): string {
  const { day, year, time } = place(start, grid)
  return grid.interval === 'P1D' ? `${day} ${year}` : `${day} ${year} ${time}`
}

/**
 * A stretch of intervals for people, without repeating what both ends share.
 *
 * @param start - start of the first interval, epoch milliseconds
 * @param end - start of the last one
 * @param grid - the detector's intervals
 * @param options - whether the year is to be named; default true
 * @returns such as `Mon 11 May 2026 14:00 to 17:00`
 */
export function periodText(
  start: number,
  end: number,
  grid: IntervalGrid,
  options: { readonly year: boolean } = { year: true },
): string {
  const from = place(start, grid)
  const to = place(end, grid)
  const year = options.year ? ` ${from.year}` : ''
  const first = `${from.day}${year}${grid.interval === 'P1D' ? '' : ` ${from.time}`}`
  if (start === end) return first
  const time = grid.interval === 'P1D' ? '' : ` ${to.time}`
  if (from.date === to.date) return `${first} to${time}`
  return `${first} to ${to.day}${from.year === to.year || !options.year ? '' : ` ${to.year}`}${time}`
}

/**
 * How long a stretch of intervals is: whole days where they are its intervals, though the clocks were changed in one of them.
 *
 * @param start - start of the first interval, epoch milliseconds
 * @param end - start of the last one
 * @param grid - the detector's intervals
 * @returns such as `3 h`, `2 days`
 */
export function lengthText(start: number, end: number, grid: IntervalGrid): string {
  const milliseconds = grid.next(end) - start
  return grid.interval === 'P1D' ? count(Math.round(milliseconds / 86_400_000), 'day') : duration(milliseconds)
}

function everySecond<T>(list: readonly T[]): readonly T[] {
  return list.filter((_, i) => i % 2 === 0)
}

function place(start: number, grid: IntervalGrid) {
  const iso = grid.iso(start)
  const month = MONTHS[Number(iso.slice(5, 7)) - 1]!
  const { dayOfWeek } = grid.slot(start)
  const year = iso.slice(0, 4)
  return {
    date: iso.slice(0, 10),
    time: iso.slice(11, 16),
    hour: Number(iso.slice(11, 13)),
    dayOfWeek,
    day: `${DAYS[dayOfWeek]} ${Number(iso.slice(8, 10))} ${month}`,
    month: `${month} ${year}`,
    year,
  }
}
