import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimeError, zoneClock } from '../../../engine/time/index.ts'
import { inZone, wallClock, zoneAndMoment } from './zones.ts'

describe('zoneClock', () => {
  it('is as far ahead of UTC as Temporal says, in any zone around clock changes', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        expect(zoneClock(zone).offsetAt(moment)).toBe(inZone(moment, zone).offsetNanoseconds / 1e6)
      }),
      { numRuns: 500 },
    )
  })

  it('reads local times that come twice or never as Temporal does by default', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        const local = moment + zoneClock(zone).offsetAt(moment)
        const expected = wallClock(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
        expect(zoneClock(zone).toEpoch(local)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('reads any local time as Temporal does, existing or not', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        const expected = wallClock(moment).toZonedDateTime(zone).epochMilliseconds
        expect(zoneClock(zone).toEpoch(moment)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    { zone: 'Europe/Berlin', local: '2026-03-29T02:30:00', epoch: '2026-03-29T01:30:00Z', why: 'jumped over' },
    { zone: 'Europe/Berlin', local: '2026-10-25T02:30:00', epoch: '2026-10-25T00:30:00Z', why: 'first of two' },
    { zone: 'Australia/Lord_Howe', local: '2026-04-05T01:45:00', epoch: '2026-04-04T14:45:00Z', why: 'first of two' },
    { zone: 'Australia/Lord_Howe', local: '2026-10-04T02:15:00', epoch: '2026-10-03T15:45:00Z', why: 'jumped over' },
    { zone: 'Pacific/Apia', local: '2011-12-30T12:00:00', epoch: '2011-12-30T22:00:00Z', why: 'a date left out' },
    { zone: 'Asia/Kathmandu', local: '2026-01-01T00:00:00', epoch: '2025-12-31T18:15:00Z', why: 'quarter hour' },
  ])('reads $local in $zone as $epoch ($why)', ({ zone, local, epoch }) => {
    expect(zoneClock(zone).toEpoch(Date.parse(`${local}Z`))).toBe(Date.parse(epoch))
  })

  it('finds a clock change to the second, and none where there is none', () => {
    const clock = zoneClock('Europe/Berlin')
    const change = Date.parse('2026-03-29T01:00:00Z')
    expect(clock.changeIn(change - 5 * 86_400_000, change + 1000)).toBe(change)
    expect(clock.changeIn(change - 1, change)).toBe(change)
    expect(clock.changeIn(change, change + 86_400_000)).toBeUndefined()
    expect(zoneClock('UTC').changeIn(change - 1, change + 1)).toBeUndefined()
  })

  it('names a zone that does not exist', () => {
    expect(() => zoneClock('Europe/Atlantis')).toThrow(TimeError)
    expect(() => zoneClock('Europe/Atlantis')).toThrow(/"Europe\/Atlantis" is not a time zone.*\[ZONE_UNKNOWN\]/)
  })
})
