import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendResiduals,
  createResidualHistory,
  historyFromBytes,
  historyToBytes,
  residualAt,
  type ResidualHistory,
} from '../../../../engine/anomalies/causes/index.ts'
import { SnapshotError } from '../../../../engine/detection/index.ts'

const residual = fc.oneof(fc.constant(Number.NaN), fc.float({ min: -50, max: 50, noNaN: true }))

/** Rows of two measures, and how many intervals were left out before each. */
const appends = fc.array(
  fc.record({ gap: fc.oneof(fc.constant(0), fc.nat({ max: 12 })), row: fc.tuple(residual, residual) }),
  { minLength: 1, maxLength: 30 },
)

function filled(steps: readonly { readonly gap: number; readonly row: readonly number[] }[], capacity = 8) {
  const history = createResidualHistory(2, capacity)
  const all = new Map<number, readonly number[]>()
  let sequence = 100
  for (const { gap, row } of steps) {
    sequence += gap + 1
    appendResiduals(history, sequence, row)
    all.set(sequence, row)
  }
  return { history, all, newest: sequence }
}

describe('a history of residuals', () => {
  it('holds the newest intervals, and those left out as missing', () => {
    fc.assert(
      fc.property(appends, (steps) => {
        const { history, all, newest } = filled(steps)
        for (let sequence = newest - 10; sequence <= newest + 2; sequence++) {
          const row = sequence > newest - 8 ? all.get(sequence) : undefined
          for (const measure of [0, 1]) {
            expect(residualAt(history, measure, sequence)).toBe(row === undefined ? Number.NaN : row[measure])
          }
        }
        expect(history.newest).toBe(newest)
        expect(history.length).toBe(Math.min(8, newest - [...all.keys()][0] + 1))
      }),
    )
  })

  it('keeps what is not finite as missing and clips what is beyond 50 sigma', () => {
    const history = createResidualHistory(4, 8)
    appendResiduals(history, 0, [Number.POSITIVE_INFINITY, Number.NaN, 1e300, -51])
    expect([0, 1, 2, 3].map((measure) => residualAt(history, measure, 0))).toEqual([Number.NaN, Number.NaN, 50, -50])
  })

  it('has room for 10 measures and 2,500 intervals in 100,000 bytes', () => {
    expect(createResidualHistory(10).residuals.byteLength).toBe(100_000)
  })

  it.each([
    { what: 'the same interval again', sequence: 7, row: [0, 0], text: /interval 7 cannot follow interval 7/i },
    { what: 'an earlier interval', sequence: 6, row: [0, 0], text: /interval 6 cannot follow/i },
    { what: 'half an interval', sequence: 7.5, row: [0, 0], text: /cannot follow/i },
    { what: 'residuals of other measures', sequence: 8, row: [0], text: /1 residuals do not fit 2 measures/ },
  ])('refuses $what', ({ sequence, row, text }) => {
    const history = createResidualHistory(2, 8)
    appendResiduals(history, 7, [1, 2])
    expect(() => appendResiduals(history, sequence, row)).toThrow(text)
    expect(() => appendResiduals(history, sequence, row)).toThrow(RangeError)
  })

  it('begins at no interval before the first of the grid', () => {
    expect(() => appendResiduals(createResidualHistory(1), -1, [0])).toThrow(RangeError)
  })

  it.each([0, 1.5, Number.NaN])('cannot be made for %s measures', (measures) => {
    expect(() => createResidualHistory(measures)).toThrow(RangeError)
  })
})

function some(): ResidualHistory {
  return filled([
    { gap: 0, row: [1, Number.NaN] },
    { gap: 2, row: [-3, 0.5] },
  ]).history
}

describe('the bytes of a history', () => {
  it('give the same history back, which goes on like the first', () => {
    fc.assert(
      fc.property(appends, appends, (before, after) => {
        const { history, newest } = filled(before)
        const restored = historyFromBytes(historyToBytes(history))
        expect(restored).toEqual(history)
        let sequence = newest
        for (const { gap, row } of after) {
          sequence += gap + 1
          for (const each of [history, restored]) appendResiduals(each, sequence, row)
        }
        expect(historyToBytes(restored)).toEqual(historyToBytes(history))
      }),
    )
  })

  it('give an empty history back', () => {
    const empty = createResidualHistory(3)
    expect(historyFromBytes(historyToBytes(empty))).toEqual(empty)
  })

  it('say of an empty history that its newest interval is -1', () => {
    const bytes = historyToBytes(createResidualHistory(3))
    expect(new DataView(bytes.buffer).getFloat64(32, true)).toBe(-1)
  })

  // The history has four intervals, 101 to 104.
  it.each([
    { what: 'has no measures', wrong: { measures: 0 } },
    { what: 'has more intervals than it can hold', wrong: { capacity: 3 } },
    { what: 'ends before as many intervals as it has', wrong: { newest: 2 } },
    { what: 'ends in the middle of an interval', wrong: { newest: 104.5 } },
  ])('are refused where the history $what', ({ wrong }) => {
    expect(refusal(historyToBytes({ ...some(), ...wrong }))).toBe('SNAPSHOT_DAMAGED')
  })

  it('are read from the middle of other bytes', () => {
    const bytes = historyToBytes(some())
    const outer = new Uint8Array(bytes.length + 3)
    outer.set(bytes, 3)
    expect(historyFromBytes(outer.subarray(3))).toEqual(some())
  })

  it('are refused when any one bit was changed', () => {
    const bytes = historyToBytes(some())
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytes.with(at, bytes[at] ^ (1 << bit))
        expect(refusal(changed), `bit ${bit} of byte ${at}`).not.toBe('accepted')
      }
    }
  })

  it('are refused wherever they break off', () => {
    const bytes = historyToBytes(some())
    for (let length = 1; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toBe('SNAPSHOT_TRUNCATED')
    }
  })

  it.each([
    { what: 'no bytes', change: () => new Uint8Array(0), code: 'SNAPSHOT_NOT_ONE' },
    { what: 'other bytes', change: () => new TextEncoder().encode('{"measures":3}'), code: 'SNAPSHOT_NOT_ONE' },
    { what: 'another version', change: (bytes: Uint8Array) => bytes.with(8, 99), code: 'SNAPSHOT_VERSION_UNKNOWN' },
    { what: 'a changed residual', change: (bytes: Uint8Array) => bytes.with(45, 77), code: 'SNAPSHOT_DAMAGED' },
    {
      what: 'one more byte behind them',
      change: (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]),
      code: 'SNAPSHOT_DAMAGED',
    },
    {
      what: 'more bytes behind them',
      change: (bytes: Uint8Array) => Uint8Array.from([...bytes, 0, 0, 0, 0]),
      code: 'SNAPSHOT_DAMAGED',
    },
  ])('are refused for $what with $code', ({ change, code }) => {
    expect(refusal(change(historyToBytes(some())))).toBe(code)
  })
})

function refusal(bytes: Uint8Array): string {
  try {
    historyFromBytes(bytes)
  } catch (error) {
    if (error instanceof SnapshotError) return error.code
    throw error
  }
  return 'accepted'
}
