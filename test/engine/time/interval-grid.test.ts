import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalGrid } from '../../../engine/time/index.ts'
import { INTERVAL_SECONDS, INTERVALS } from '../../../spec/interval.ts'
import { inZone, zoneAndMoment } from './zones.ts'

const anyInterval = fc.constantFrom(...INTERVALS)

/** Starts of the intervals that touch [from, to), as ISO text. */
function startsBetween(interval: (typeof INTERVALS)[number], zone: string, from: string, to: string): string[] {
  const grid = intervalGrid(interval, zone)
  const starts: string[] = []
  for (let start = grid.start(Date.parse(from)); start < Date.parse(to); start = grid.next(start)) {
    starts.push(grid.iso(start))
  }
  return starts
}

describe('intervalGrid', () => {
  it('parts time: every moment is in one interval, and neighbours touch', () => {
    fc.assert(
      fc.property(zoneAndMoment, anyInterval, ({ zone, moment }, interval) => {
        const grid = intervalGrid(interval, zone)
        const start = grid.start(moment)
        const next = grid.next(start)
        expect(start).toBeLessThanOrEqual(moment)
        expect(moment).toBeLessThan(next)
        expect([grid.start(start), grid.start(next - 1), grid.start(next)]).toEqual([start, start, next])
        expect([grid.previous(next), grid.next(grid.previous(start))]).toEqual([start, start])
      }),
      { numRuns: 500 },
    )
  })

  it('answers the same whatever it was asked before', () => {
    fc.assert(
      fc.property(zoneAndMoment, anyInterval, fc.array(fc.integer({ min: -9e7, max: 9e7 })), (at, interval, shifts) => {
        const used = intervalGrid(interval, at.zone)
        for (const shift of shifts) used.start(at.moment + shift)
        expect(used.start(at.moment)).toBe(intervalGrid(interval, at.zone).start(at.moment))
      }),
    )
  })

  it('begins days where Temporal does', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        const grid = intervalGrid('P1D', zone)
        const day = inZone(moment, zone).startOfDay()
        expect(grid.start(moment)).toBe(day.epochMilliseconds)
        expect(grid.next(grid.start(moment))).toBe(day.add({ days: 1 }).startOfDay().epochMilliseconds)
      }),
      { numRuns: 500 },
    )
  })

  it('begins shorter intervals at wall-clock multiples or at a clock change, and makes none longer than its name', () => {
    fc.assert(
      fc.property(zoneAndMoment, fc.constantFrom('PT5M', 'PT10M', 'PT1H'), ({ zone, moment }, interval) => {
        const grid = intervalGrid(interval, zone)
        const start = grid.start(moment)
        const local = inZone(start, zone)
        const seconds = (local.hour * 60 + local.minute) * 60 + local.second
        const atChange = inZone(start - 1, zone).offsetNanoseconds !== local.offsetNanoseconds
        expect(atChange || seconds % INTERVAL_SECONDS[interval] === 0).toBe(true)
        expect(grid.next(start) - start).toBeLessThanOrEqual(INTERVAL_SECONDS[interval] * 1000)
        expect(inZone(grid.next(start) - 1, zone).offsetNanoseconds).toBe(local.offsetNanoseconds)
      }),
      { numRuns: 500 },
    )
  })

  it('places an interval in the day, week and year of its wall clock', () => {
    fc.assert(
      fc.property(zoneAndMoment, anyInterval, ({ zone, moment }, interval) => {
        const grid = intervalGrid(interval, zone)
        const local = inZone(grid.start(moment), zone)
        const minutes = local.hour * 60 + local.minute
        expect(grid.slot(grid.start(moment))).toEqual({
          ofDay: interval === 'P1D' ? 0 : Math.floor((minutes * 60) / INTERVAL_SECONDS[interval]),
          dayOfWeek: local.dayOfWeek - 1,
          dayOfYear: local.dayOfYear - 1 - Number(local.inLeapYear && local.dayOfYear > 59),
        })
      }),
    )
  })

  it('gives a date the same day of the year in leap years, so that holidays stay where they are', () => {
    const grid = intervalGrid('P1D', 'UTC')
    const dayOf = (date: string): number => grid.slot(Date.parse(date)).dayOfYear
    for (const date of ['01-01', '02-28', '03-01', '05-01', '12-24', '12-31']) {
      expect(dayOf(`2024-${date}`), date).toBe(dayOf(`2025-${date}`))
    }
    expect([dayOf('2024-02-29'), dayOf('2024-03-01')]).toEqual([58, 59])
  })

  it('writes starts as Temporal does', () => {
    fc.assert(
      fc.property(zoneAndMoment, ({ zone, moment }) => {
        const second = Math.floor(moment / 1000) * 1000
        const expected = inZone(second, zone).toString({ timeZoneName: 'never', smallestUnit: 'second' })
        expect(intervalGrid('PT5M', zone).iso(second)).toBe(expected)
      }),
    )
  })

  it.each([
    { zone: 'Europe/Berlin', date: '2026-03-29', hours: 23 },
    { zone: 'Europe/Berlin', date: '2026-03-30', hours: 24 },
    { zone: 'Europe/Berlin', date: '2026-10-25', hours: 25 },
    { zone: 'Australia/Lord_Howe', date: '2026-04-05', hours: 24.5 },
    { zone: 'America/Havana', date: '2026-03-08', hours: 23 },
    { zone: 'UTC', date: '2026-03-29', hours: 24 },
  ])('gives $date in $zone $hours hours', ({ zone, date, hours }) => {
    const grid = intervalGrid('P1D', zone)
    const start = grid.start(Date.parse(`${date}T12:00:00Z`))
    expect(grid.iso(start).slice(0, 10)).toBe(date)
    expect((grid.next(start) - start) / 3_600_000).toBe(hours)
  })

  it('begins hours of Kolkata at half past in UTC', () => {
    const start = intervalGrid('PT1H', 'Asia/Kolkata').start(Date.parse('2026-05-01T10:00:00Z'))
    expect(new Date(start).toISOString()).toBe('2026-05-01T09:30:00.000Z')
  })

  it('begins a day at the first moment it has where midnight does not exist', () => {
    expect(startsBetween('P1D', 'America/Havana', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([
      '2026-03-07T00:00:00-05:00',
      '2026-03-08T01:00:00-04:00',
      '2026-03-09T00:00:00-04:00',
    ])
  })

  it('begins a day at the change where the clock jumps over midnight from before it', () => {
    // Toronto 1919: 23:30 became 00:30.
    expect(startsBetween('P1D', 'America/Toronto', '1919-03-30T12:00:00Z', '1919-04-01T12:00:00Z')).toEqual([
      '1919-03-30T00:00:00-05:00',
      '1919-03-31T00:30:00-04:00',
      '1919-04-01T00:00:00-04:00',
    ])
  })

  it('keeps the moments in a day that has begun when the clock goes back over midnight', () => {
    // St. John's 2010: at 00:01 it became 23:01 of the day before.
    const grid = intervalGrid('P1D', 'America/St_Johns')
    const second = Date.parse('2010-11-07T02:40:00Z')
    expect(grid.iso(second)).toBe('2010-11-06T23:10:00-03:30')
    expect(grid.iso(grid.start(second))).toBe('2010-11-07T00:00:00-02:30')
    expect(startsBetween('P1D', 'America/St_Johns', '2010-11-06T12:00:00Z', '2010-11-08T12:00:00Z')).toEqual([
      '2010-11-06T00:00:00-02:30',
      '2010-11-07T00:00:00-02:30',
      '2010-11-08T00:00:00-03:30',
    ])
  })

  it('makes no day of a date that the zone left out', () => {
    expect(startsBetween('P1D', 'Pacific/Apia', '2011-12-29T12:00:00Z', '2011-12-31T12:00:00Z')).toEqual([
      '2011-12-29T00:00:00-10:00',
      '2011-12-31T00:00:00+14:00',
      '2012-01-01T00:00:00+14:00',
    ])
  })

  it('makes two intervals of an hour that the clock shows twice, and none of one that it jumps over', () => {
    expect(startsBetween('PT1H', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')).toEqual([
      '2026-10-25T02:00:00+02:00',
      '2026-10-25T02:00:00+01:00',
    ])
    expect(startsBetween('PT1H', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z')).toEqual([
      '2026-03-29T01:00:00+01:00',
      '2026-03-29T03:00:00+02:00',
    ])
  })

  it('ends an hour of Lord Howe at its half-hour change', () => {
    expect(startsBetween('PT1H', 'Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T17:00:00Z')).toEqual([
      '2026-04-05T01:00:00+11:00',
      '2026-04-05T01:30:00+10:30',
      '2026-04-05T02:00:00+10:30',
      '2026-04-05T03:00:00+10:30',
    ])
  })
})
