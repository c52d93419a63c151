import { describe, expect, it } from 'vitest'
import { daily, Feeder, randomNumbers } from './simulate.ts'

describe('the parts of an expected value', () => {
  it.each([
    { noise: 'additive', draw: (hour: number, normal: number) => 100 * daily(hour) + 5 * normal },
    {
      noise: 'of counts',
      draw: (hour: number, normal: number) => 100 * daily(hour) + 10 * Math.sqrt(daily(hour)) * normal,
    },
    { noise: 'in proportion', draw: (hour: number, normal: number) => 100 * daily(hour) * Math.exp(0.1 * normal) },
  ])('add up to it where noise is $noise', ({ draw }) => {
    const { normal } = randomNumbers(3)
    const feeder = new Feeder({ parts: true })
    const weekend = (): number => (feeder.clock.dayOfWeek >= 5 ? 0.6 : 1)
    for (let k = 0; k < 8 * 168; k++) {
      const { expected } = feeder.step(() => weekend() * draw(feeder.clock.hour, normal()))
      const { level, season, long, memory } = feeder.scores.parts!
      const sum = level[0] + season[0] + long[0] + memory[0]
      if (Number.isNaN(expected)) expect(sum).toBeNaN()
      else expect(Math.abs(sum - expected)).toBeLessThan(1e-9 * Math.abs(expected))
    }
  })

  it('say what comes from the time of day and what from the day of the week', () => {
    const { normal } = randomNumbers(4)
    const feeder = new Feeder({ parts: true })
    const usual = (): number =>
      (feeder.clock.dayOfWeek >= 5 ? 80 : 100) + 20 * Math.sin((Math.PI * feeder.clock.hour) / 12)
    for (let k = 0; k < 12 * 168; k++) feeder.step(() => usual() + normal())
    // Monday 6:00 and Saturday 18:00, where the sine is 1 and -1.
    const until = (dayOfWeek: number, hour: number): void => {
      while (!(feeder.clock.dayOfWeek === dayOfWeek && feeder.clock.hour === hour)) feeder.step(usual)
      feeder.step(usual)
    }
    until(0, 6)
    expect(feeder.scores.parts!.season[0]).toBeCloseTo(20, -1)
    expect(feeder.scores.parts!.long[0]).toBeGreaterThan(2)
    until(5, 18)
    expect(feeder.scores.parts!.season[0]).toBeCloseTo(-20, -1)
    expect(feeder.scores.parts!.long[0]).toBeLessThan(-8)
  })
})
