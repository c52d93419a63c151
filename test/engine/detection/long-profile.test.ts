import { describe, expect, it } from 'vitest'
import { shardToBytes } from '../../../engine/detection/index.ts'
import { hourOf, isSure } from '../../../engine/detection/runs.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

/** Sunday from two to four. */
const JOB = [146, 147]

function isJob({ clock }: Feeder): boolean {
  return JOB.includes(24 * clock.dayOfWeek + Math.floor(clock.hour))
}

function sureHours({ shard }: Feeder): readonly number[] {
  return Array.from({ length: 168 }, (_, hour) => hour).filter((hour) => isSure(hourOf(shard.runs[hour])))
}

describe('an hour of the week whose last value is not there', () => {
  const perHour = 6

  /** Four weeks of a job each week; the last ten minutes of each hour have no value, or nothing comes at all. */
  function learned(how: 'missing' | 'skipped', beside?: Feeder): Feeder {
    const { normal } = randomNumbers(41)
    const noise = randomNumbers(42)
    const feeder = new Feeder({ interval: 'PT10M' })
    for (let k = 0; k < 4 * 168 * perHour; k++) {
      beside?.step(() => 100 * noise.normal())
      const value = (isJob(feeder) ? 80 : 50) + 3 * normal()
      const isLast = k % perHour === perHour - 1
      if (isLast && how === 'skipped') feeder.skip(1)
      else feeder.step(() => (isLast ? Number.NaN : value))
    }
    feeder.step(() => 50)
    return feeder
  }

  it.each(['missing', 'skipped'] as const)(
    'is what its own noise says, not that of a metric judged before it, where it is %s',
    (how) => {
      const alone = learned(how)
      expect(sureHours(alone)).toEqual(JOB)
      const besideNoise = learned(how, new Feeder({ interval: 'PT10M' }))
      expect(Buffer.compare(shardToBytes(besideNoise.shard), shardToBytes(alone.shard))).toBe(0)
    },
  )
})

describe('an hour of the week that is read alone', () => {
  it.each(['PT5M', 'PT10M'] as const)('teaches the hours beside it nothing at %s', (interval) => {
    const { normal } = randomNumbers(43)
    const feeder = new Feeder({ interval })
    const until = (hour: number, job: number): void => {
      do feeder.step(() => (isJob(feeder) ? job : 50) + 3 * normal())
      while (24 * feeder.clock.dayOfWeek + feeder.clock.hour !== hour)
    }
    for (let week = 0; week < 5; week++) until(JOB[0], 150)
    expect(sureHours(feeder)).toEqual(JOB)
    const before = feeder.shard.long.slice()
    until(JOB[1] + 1, 300)
    const after = feeder.shard.long
    for (const hour of JOB) expect(after[hour]).toBeGreaterThan(before[hour])
    for (const hour of [JOB[0] - 1, JOB[1] + 1]) expect(after[hour]).toBe(before[hour])
  })
})

/** What the profiles of day and week add together to the last of so many hours, where it is so far off, in values. */
function profilesAfter(hours: number, off: number): number {
  const { normal } = randomNumbers(44)
  const feeder = new Feeder()
  for (let k = 1; k <= hours; k++) {
    const usual = 1000 * daily(feeder.clock.hour)
    feeder.step(() => usual + (k === hours ? off : 10 * normal()))
  }
  const { season, long, exact } = feeder.shard
  return (season[(hours - 1) % 24] + long[hours - 1]) / exact[0]
}

describe('what is new in a value of a young metric', () => {
  it('is taken once by the profiles of day and week together', () => {
    const off = 5
    // From the second day on.
    for (let hours = 26; hours <= 120; hours++) {
      const taken = (profilesAfter(hours, off) - profilesAfter(hours, 0)) / off
      expect(taken).toBeGreaterThan(0.5)
      expect(taken).toBeLessThanOrEqual(1)
    }
  })
})
