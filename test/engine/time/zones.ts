import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'

const ZONES = Intl.supportedValuesOf('timeZone')

/** Any time zone that Node knows. */
export const anyZone = fc.constantFrom(...ZONES)

/** A zone and a moment, mostly within two days of a change of its clock between 1995 and 2034, if there is one. */
export const zoneAndMoment = fc
  .record({
    zone: anyZone,
    from: fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2033, 0, 1) }),
    shift: fc.integer({ min: -172_800_000, max: 172_800_000 }),
    near: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ zone, from, shift, near }) => {
    const change = near < 8 ? inZone(from, zone).getTimeZoneTransition('next') : null
    return { zone, moment: (change?.epochMilliseconds ?? from) + shift }
  })

/** Temporal's idea of a moment in a zone: the independent answer. */
export function inZone(epochMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone)
}

/** Temporal's idea of what local milliseconds (counted as if in UTC) are on the wall clock. */
export function wallClock(localMs: number): Temporal.PlainDateTime {
  return inZone(localMs, 'UTC').toPlainDateTime()
}
