import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cutRun,
  hourOf,
  hourRunOf,
  isSure,
  nextHour,
  nextRun,
  slotRunOf,
  withHour,
  withSlotRun,
} from '../../../engine/detection/runs.ts'

const run = fc.integer({ min: -7, max: 7 })

/** As a shard keeps it. */
function stored(byte: number): number {
  return Int8Array.of(byte)[0]
}

/** The state of an hour after these weeks. */
function after(...sides: number[]): number {
  return sides.reduce((hour, side) => nextHour(hour, side, true), 0)
}

describe('two runs in a byte', () => {
  it('do not change one another', () => {
    fc.assert(
      fc.property(run, run, run, run, (slot, hour, slotThen, hourThen) => {
        const byte = stored(withHour(stored(withSlotRun(0, slot)), hour))
        expect([slotRunOf(byte), hourOf(byte)]).toEqual([slot, hour])
        const then = stored(withSlotRun(byte, slotThen))
        expect([slotRunOf(then), hourOf(then)]).toEqual([slotThen, hour])
        const last = stored(withHour(then, hourThen))
        expect([slotRunOf(last), hourOf(last)]).toEqual([slotThen, hourThen])
      }),
    )
  })
})

describe('a run', () => {
  it('is as long as the sides in a row, up to seven', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 40 }), (sides) => {
        const last = sides.at(-1)!
        const other = sides.findLastIndex((side) => side !== last)
        expect(sides.reduce(nextRun, 0)).toBe(last * Math.min(7, sides.length - 1 - other) + 0)
      }),
    )
  })

  it('that was counted further is the longest of its side', () => {
    expect([100, -100, 7, -7, 3, 0].map(cutRun)).toEqual([7, -7, 7, -7, 3, 0])
  })

  it('of an hour of the week makes it sure in the third week, and moves it again in the third of another', () => {
    const stateOf = (...sides: number[]): readonly [boolean, number] => [
      isSure(after(...sides)),
      hourRunOf(after(...sides)),
    ]
    expect(stateOf(1, 1)).toEqual([false, 2])
    expect(stateOf(1, 1, 0)).toEqual([false, 0])
    expect(stateOf(1, 1, -1)).toEqual([false, -1])
    for (const side of [1, -1]) expect(stateOf(side, side, side)).toEqual([true, 0])
    expect(stateOf(1, 1, 1, 0, 0)).toEqual([true, 0])
    expect(stateOf(1, 1, 1, -1)).toEqual([true, -1])
    expect(stateOf(1, 1, 1, -1, -1)).toEqual([true, -2])
    expect(stateOf(1, 1, 1, 1, 1)).toEqual([true, 2])
    expect(stateOf(1, 1, 1, -1, 0)).toEqual([true, 0])
    expect(stateOf(1, 1, 1, -1, -1, -1)).toEqual([true, 0])
    // It has become what all hours are.
    expect(nextHour(after(1, 1, 1, -1, -1), -1, false)).toBe(0)
  })
})
