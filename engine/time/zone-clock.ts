import { TimeError } from './time-error.ts'

/** The wall clock of a time zone. `local` milliseconds are what its clock shows, counted as if it were UTC. */
export interface ZoneClock {
  /** IANA name as given. */
  readonly zone: string
  /** Milliseconds that the clock is ahead of UTC. */
  offsetAt(epochMs: number): number
  /**
   * The moment at which the clock shows a local time: the earlier one where it comes twice; where the clock jumps over
   * it, as much later as the clock jumps ("compatible", as Temporal, Java and calendars do).
   */
  toEpoch(localMs: number): number
  /** First moment after `from`, at most `to`, at which the clock is changed; undefined when it runs on. */
  changeIn(from: number, to: number): number | undefined
}

/**
 * The clock of a zone, from the zone data of the running Node. Clocks are kept: they remember the offsets of every day
 * they were asked about, because records ask by the million.
 *
 * @param zone - IANA name
 * @throws {TimeError} ZONE_UNKNOWN
 */
export function zoneClock(zone: string): ZoneClock {
  let clock = clocks.get(zone)
  if (clock === undefined) clocks.set(zone, (clock = makeClock(zone)))
  return clock
}

const clocks = new Map<string, ZoneClock>()
const SECOND = 1000
const DAY = 86_400_000

/** Offsets of a UTC day; no zone has changed its clock twice in one. */
interface DayOffsets {
  readonly before: number
  /** Moment of the change; Infinity when the clock runs on. */
  readonly change: number
  readonly after: number
}

function makeClock(zone: string): ZoneClock {
  const read = offsetReader(zone)
  const days = new Map<number, DayOffsets>()
  const plainDays = new Map<number, number>()
  let memoDay = NaN
  let memo: DayOffsets = { before: 0, change: Infinity, after: 0 }
  let memoLocalDay = NaN
  let memoLocalOffset = NaN

  function offsetsOf(day: number): DayOffsets {
    let offsets = days.get(day)
    if (offsets === undefined) {
      const before = read(day * DAY)
      const after = read((day + 1) * DAY)
      const change = before === after ? Infinity : findChange(read, day * DAY, (day + 1) * DAY)
      offsets = { before, change, after }
      days.set(day, offsets)
    }
    return offsets
  }

  function offsetAt(epochMs: number): number {
    const day = Math.floor(epochMs / DAY)
    if (day !== memoDay) {
      memo = offsetsOf(day)
      memoDay = day
    }
    return epochMs < memo.change ? memo.before : memo.after
  }

  /** The offset that holds all around a local day; NaN when the clock is changed near it. */
  function plainOffset(localDay: number): number {
    let offset = plainDays.get(localDay)
    if (offset === undefined) {
      const around = [offsetsOf(localDay - 1), offsetsOf(localDay), offsetsOf(localDay + 1)]
      offset = around.every(({ change }) => change === Infinity) ? around[0].before : NaN
      plainDays.set(localDay, offset)
    }
    return offset
  }

  return {
    zone,
    offsetAt,
    toEpoch(localMs) {
      const localDay = Math.floor(localMs / DAY)
      if (localDay !== memoLocalDay) {
        memoLocalOffset = plainOffset(localDay)
        memoLocalDay = localDay
      }
      if (memoLocalOffset === memoLocalOffset) return localMs - memoLocalOffset
      const before = offsetAt(localMs - DAY)
      const after = offsetAt(localMs + DAY)
      const [high, low] = before > after ? [before, after] : [after, before]
      if (offsetAt(localMs - high) === high) return localMs - high
      if (offsetAt(localMs - low) === low) return localMs - low
      return localMs - before
    },
    changeIn(from, to) {
      const last = Math.floor(to / DAY)
      for (let day = Math.floor(from / DAY); day <= last; day++) {
        const { change } = offsetsOf(day)
        if (change > from && change <= to) return change
      }
      return undefined
    },
  }
}

/** First second in (from, to] with another offset than `from`, by halving. */
function findChange(read: (epochMs: number) => number, from: number, to: number): number {
  const before = read(from)
  let low = from
  let high = to
  while (high - low > SECOND) {
    const middle = Math.floor((low + high) / 2 / SECOND) * SECOND
    if (read(middle) === before) low = middle
    else high = middle
  }
  return high
}

function offsetReader(zone: string): (epochMs: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  } catch (cause) {
    throw new TimeError({ code: 'ZONE_UNKNOWN', zone }, { cause })
  }
  return (epochMs) => {
    const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(epochMs))
    if (parts === null) throw new Error(`Intl gave no offset for ${zone}; this is a bug in crowsnest`)
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = parts
    const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND
    return sign === '-' ? -ms : ms
  }
}
