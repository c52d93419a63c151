import { intervalGrid, type IntervalGrid } from '../../time/index.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData } from '../page-data.ts'

const WORDS: Readonly<
  Record<DetectorData['health'], { readonly name: string; readonly tone: 'bad' | 'warn' | 'calm' | 'good' }>
> = {
  FAILED: { name: 'Failed', tone: 'bad' },
  FAILING: { name: 'Failing', tone: 'bad' },
  LATE: { name: 'Late', tone: 'warn' },
  LEARNING: { name: 'Learning', tone: 'calm' },
  STOPPED: { name: 'Stopped', tone: 'calm' },
  COMPLETE: { name: 'Complete', tone: 'calm' },
  FINE: { name: 'Healthy', tone: 'good' },
}

/** Intervals of detectors for people. */
export const INTERVAL_NAMES = {
  PT5M: 'every 5 minutes',
  PT10M: 'every 10 minutes',
  PT1H: 'every hour',
  P1D: 'every day',
} as const

/** How a detector is doing, in a coloured word. */
export function healthPill({ health }: Pick<DetectorData, 'health'>): Html {
  const { name, tone } = WORDS[health]
  return markup`<span class="pill ${tone}">${name}</span>`
}

/**
 * The intervals of a detector in its own zone; days in UTC where its declaration has errors.
 *
 * @param detector - as it is now
 */
export function gridOf({ spec }: Pick<DetectorData, 'spec'>): IntervalGrid {
  return spec === null ? intervalGrid('PT1H', 'UTC') : intervalGrid(spec.interval, spec.timezone)
}

/**
 * A moment that is no interval start, in the detector's zone.
 *
 * @param moment - epoch milliseconds
 * @param zone - IANA name
 * @returns such as `Sat 28 Nov 2026 14:03`, as intervals are written
 */
export function momentText(moment: number, zone: string): string {
  const parts = new Map(
    momentFormat(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')} ${part('hour')}:${part('minute')}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function momentFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    // In American English September has three letters, as all months have.
    formats.set(zone, (format = new Intl.DateTimeFormat('en-US', { ...day, ...time, timeZone: zone })))
  }
  return format
}
