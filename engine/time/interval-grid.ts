import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'
import { zoneClock, type ZoneClock } from './zone-clock.ts'

/**
 * The intervals of a detector, laid over the wall clock of its dataset's time zone: hours start at full local hours,
 * days at local midnight (or the first moment of the day where midnight does not exist). Interval starts are epoch
 * milliseconds and identify the interval.
 */
export interface IntervalGrid {
  readonly interval: Interval
  /** IANA name. */
  readonly zone: string
  /** Start of the interval that holds a moment: start <= moment < next(start). */
  start(epochMs: number): number
  /** Start of the following interval, which is the end of this one. */
  next(start: number): number
  /** Start of the interval before. */
  previous(start: number): number
  /** Position in the day, week and year of the wall clock, for seasonality. */
  slot(start: number): Slot
  /** ISO 8601 with the zone's offset, to the second: `2026-03-29T03:00:00+02:00`. */
  iso(start: number): string
}

/** Where an interval lies in the cycles of the wall clock. */
export interface Slot {
  /** 0 .. intervals of a nominal day - 1 (0 for P1D); a repeated autumn hour has the slot of its first pass. */
  readonly ofDay: number
  /** 0 Monday .. 6 Sunday. */
  readonly dayOfWeek: number
  /** 0 .. 364: of the date in a common year, so that a date has the same one in every year; 29 February has that of the day before. */
  readonly dayOfYear: number
}

/**
 * Lays intervals over a zone's wall clock.
 *
 * Intervals shorter than a day begin at wall-clock multiples and, where the clock is changed in between, at the change:
 * none is longer than its name says, and Lord Howe's half-hour change makes one hour of 30 minutes twice a year. An hour
 * that the clock shows twice is two intervals, an hour that it jumps over is none. A day lasts from the first moment of
 * its date to the first moment of the next date: 23, 24 or 25 hours; a date that a zone left out is none.
 *
 * @throws {TimeError} ZONE_UNKNOWN
 */
export function intervalGrid(interval: Interval, zone: string): IntervalGrid {
  const clock = zoneClock(zone)
  const lengthMs = INTERVAL_SECONDS[interval] * 1000
  const bounds = interval === 'P1D' ? dayBounds(clock) : wallClockBounds(clock, lengthMs)
  let from = NaN
  let to = NaN

  /** Makes [from, to) the interval that holds a moment; remembered, since most records share it with the one before. */
  function seek(epochMs: number): void {
    if (epochMs >= from && epochMs < to) return
    from = bounds.start(epochMs)
    to = bounds.end(from)
  }

  function start(epochMs: number): number {
    seek(epochMs)
    return from
  }

  return {
    interval,
    zone,
    start,
    next(ofStart) {
      seek(ofStart)
      return to
    },
    previous: (ofStart) => start(start(ofStart) - 1),
    slot(ofStart) {
      const local = ofStart + clock.offsetAt(ofStart)
      const day = Math.floor(local / DAY)
      const year = new Date(local).getUTCFullYear()
      return {
        ofDay: interval === 'P1D' ? 0 : Math.floor((local - day * DAY) / lengthMs),
        dayOfWeek: (((day + 3) % 7) + 7) % 7,
        dayOfYear: dayOfCommonYear(day - Date.UTC(year, 0, 1) / DAY, year),
      }
    },
    iso(ofStart) {
      const offset = clock.offsetAt(ofStart)
      return new Date(ofStart + offset).toISOString().slice(0, 19) + isoOffset(offset)
    },
  }
}

const DAY = 86_400_000
/** 28 February, from 0 on. */
const END_OF_FEBRUARY = 58

function dayOfCommonYear(day: number, year: number): number {
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
  return isLeap && day > END_OF_FEBRUARY ? day - 1 : day
}

interface Bounds {
  start(epochMs: number): number
  /** End of the interval that starts at `start`. */
  end(start: number): number
}

function wallClockBounds(clock: ZoneClock, lengthMs: number): Bounds {
  return {
    start(epochMs) {
      const offset = clock.offsetAt(epochMs)
      const multiple = Math.floor((epochMs + offset) / lengthMs) * lengthMs - offset
      return clock.offsetAt(multiple) === offset ? multiple : (clock.changeIn(multiple, epochMs) ?? multiple)
    },
    end(start) {
      const offset = clock.offsetAt(start)
      const multiple = (Math.floor((start + offset) / lengthMs) + 1) * lengthMs - offset
      return clock.offsetAt(multiple - 1) === offset ? multiple : (clock.changeIn(start, multiple) ?? multiple)
    },
  }
}

function dayBounds(clock: ZoneClock): Bounds {
  /** First moment of a date; for a date that was left out, that of the next one. */
  function firstMoment(localDay: number): number {
    const midnight = localDay * DAY
    const moment = clock.toEpoch(midnight)
    const jumpedOver = moment + clock.offsetAt(moment) !== midnight
    return jumpedOver ? (clock.changeIn(moment - DAY - 1, moment) ?? moment) : moment
  }
  const localDay = (epochMs: number): number => Math.floor((epochMs + clock.offsetAt(epochMs)) / DAY)
  return {
    start(epochMs) {
      // A clock set back over midnight shows the old date again: those moments stay with the day that has begun.
      const day = localDay(epochMs)
      const following = firstMoment(day + 1)
      return following <= epochMs ? following : firstMoment(day)
    },
    end(start) {
      let day = localDay(start) + 1
      while (firstMoment(day) <= start) day++
      return firstMoment(day)
    },
  }
}

function isoOffset(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / 1000
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`
  return `${offsetMs < 0 ? '-' : '+'}${two(seconds / 3600)}:${two((seconds / 60) % 60)}${rest}`
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}
