import { assert as assertLaw, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueAt, intervalGrid } from '../../engine/time/index.ts'
import { planWakeUps, type WakeUps } from '../../plans/index.ts'
import { INTERVALS, INTERVAL_SECONDS } from '../../spec/index.ts'

const MINUTE = 60_000

/** The minutes of the hour at which a schedule fires. */
function minutesOf({ expression }: WakeUps): ReadonlySet<number> {
  const field = /^cron\((\S+) \* \* \* \? \*\)$/.exec(expression)?.[1] ?? ''
  const every = /^(\d+)\/(\d+)$/.exec(field)
  if (every === null) return new Set(field.split(',').map(Number))
  const [first, step] = [Number(every[1]), Number(every[2])]
  return new Set(Array.from({ length: Math.ceil((60 - first) / step) }, (_, turn) => first + turn * step))
}

/** The first time at or after a moment that a schedule fires. */
function firstWakeUp(wakeUps: WakeUps, from: number): number {
  const minutes = minutesOf(wakeUps)
  let at = Math.ceil(from / MINUTE) * MINUTE
  while (!minutes.has(Math.floor(at / MINUTE) % 60)) at += MINUTE
  return at
}

const zones = constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Havana', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca') // prettier-ignore
const intervals = constantFrom(...INTERVALS)
const offsets = integer({ min: 0, max: 432_000 })
const moments = integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2031, 0, 1) / 1000 })

describe('planWakeUps', () => {
  it('wakes the engine within a minute of the moment when an interval is due', () => {
    assertLaw(
      property(intervals, zones, offsets, moments, (interval, timezone, offsetSeconds, moment) => {
        const grid = intervalGrid(interval, timezone)
        const due = dueAt(grid, grid.start(moment * 1000), offsetSeconds)
        const wakeUp = firstWakeUp(planWakeUps(interval, { offsetSeconds, timezone }), due)
        expect(wakeUp - due).toBeLessThan(MINUTE)
      }),
    )
  })

  it('wakes it at least once an interval, and hours and days once an hour where clocks are changed by full hours', () => {
    assertLaw(
      property(intervals, zones, offsets, (interval, timezone, offsetSeconds) => {
        const { size } = minutesOf(planWakeUps(interval, { offsetSeconds, timezone }))
        const needed = Math.max(1, 3600 / INTERVAL_SECONDS[interval])
        expect(size).toBe(timezone === 'Australia/Lord_Howe' && needed === 1 ? 2 : needed)
      }),
    )
  })

  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
  it.each([
    ['PT5M', 0, 'UTC', 'cron(0/5 * * * ? *)'],
    ['PT5M', 61, 'UTC', 'cron(2/5 * * * ? *)'],
    ['PT10M', 3600, 'UTC', 'cron(0/10 * * * ? *)'],
    ['PT10M', 0, 'Asia/Kathmandu', 'cron(5/10 * * * ? *)'],
    ['PT1H', 600, 'Europe/Berlin', 'cron(10 * * * ? *)'],
    ['PT1H', 600, 'Asia/Kolkata', 'cron(40 * * * ? *)'],
    ['PT1H', 600, 'Australia/Lord_Howe', 'cron(10,40 * * * ? *)'],
    ['P1D', 7200, 'America/New_York', 'cron(0 * * * ? *)'],
  ] as const)('%s with an offset of %d s in %s: %s', (interval, offsetSeconds, timezone, expression) => {
    expect(planWakeUps(interval, { offsetSeconds, timezone }).expression).toBe(expression)
  })

  it('looks every five minutes while there is no dataset that says when data arrives', () => {
    for (const interval of INTERVALS) {
      expect(planWakeUps(interval, undefined).expression).toBe('cron(0/5 * * * ? *)')
    }
  })

  it('gives a wake-up up when the next one is due', () => {
    expect(planWakeUps('PT5M', { offsetSeconds: 0, timezone: 'UTC' }).maximumEventAgeSeconds).toBe(300)
    expect(planWakeUps('P1D', { offsetSeconds: 0, timezone: 'UTC' }).maximumEventAgeSeconds).toBe(3600)
  })
})
