import { describe, expect, it } from 'vitest'
import { calendarOf, type CleanSeries } from '../../bench/accuracy/own-sets/clean-series.ts'
import { happen, type Draft, type HappeningKind } from '../../bench/accuracy/own-sets/happenings.ts'
import { randomNumbers } from '../../bench/accuracy/random-numbers.ts'

const ROWS = 600
const ROW = 200
const calendar = calendarOf('PT1H', ROWS)

/** A peak of 100 from eight to two and 40 otherwise, sigma 2, no noise: what is made to happen stands alone. */
function draftOf(range: readonly [number, number] = [0, 1000]): Draft {
  const mean = Float64Array.from({ length: ROWS }, (_, row) =>
    calendar.hour(row) >= 8 && calendar.hour(row) < 14 ? 100 : 40,
  )
  const clean: CleanSeries = {
    values: mean,
    mean,
    sigma: new Float64Array(ROWS).fill(2),
    range,
    whole: false,
    shaped: true,
    dense: true,
  }
  return { clean, values: mean.slice(), labels: new Uint8Array(ROWS) }
}

function make(kind: HappeningKind, grade = 0, draft = draftOf()): Draft & { readonly changed: readonly number[] } {
  expect(happen(draft, calendar, randomNumbers(4), { kind, row: ROW, grade })).toBe(true)
  const changed = [...draft.values.keys()].filter((row) => draft.values[row] !== draft.clean.mean[row])
  return { ...draft, changed }
}

describe('happen', () => {
  it.each([
    { kind: 'spike', grade: 0, change: 8 },
    { kind: 'spike', grade: 2, change: 40 },
    { kind: 'dip', grade: 1, change: -15 },
  ] as const)('makes a $kind of grade $grade as large as its sigma or its per cent say', ({ kind, grade, change }) => {
    const { values, clean, labels } = make(kind, grade)
    // Row 200 is eight in the morning, where 100 is expected.
    expect(values[ROW] - clean.mean[ROW]).toBeCloseTo(change, 9)
    expect(labels[ROW]).toBe(1)
  })

  it('labels half a day of a new level, and leaves the rest and the way back unjudged', () => {
    const { labels, changed } = make('shift')
    expect([...labels.subarray(ROW, ROW + 13)]).toEqual([...new Uint8Array(12).fill(1), 2])
    expect(labels[changed.at(-1)! + 1]).toBe(2)
  })

  it('labels a ramp from one sigma on, and all before it as not to be judged', () => {
    const { values, clean, labels } = make('ramp')
    for (let row = ROW; labels[row] !== 0; row++) {
      expect(labels[row]).toBe(Math.abs(values[row] - clean.mean[row]) >= 2 ? 1 : 2)
    }
  })

  it('repeats the last value in a flat line, whose first repetition is nothing yet', () => {
    const { values, labels } = make('flat')
    expect([values[ROW], values[ROW + 5]]).toEqual([values[ROW - 1], values[ROW - 1]])
    expect([labels[ROW], labels[ROW + 1]]).toEqual([2, 1])
  })

  it('takes away a whole peak, or puts one where none belongs', () => {
    const { changed, values, labels } = make('pattern')
    expect(changed).toHaveLength(6)
    expect(changed.map((row) => labels[row])).toEqual(Array.from({ length: 6 }, () => 1))
    expect(new Set(changed.map((row) => values[row])).size).toBe(1)
  })

  it('loses values, and labels where they are missing', () => {
    const { values, labels } = make('missing')
    expect(labels.filter((label) => label === 1)).toHaveLength(values.filter(Number.isNaN).length)
  })

  it('refuses a dip or a spike that would leave the range', () => {
    for (const kind of ['dip', 'spike'] as const) {
      const draft = draftOf([95, 105])
      expect(happen(draft, calendar, randomNumbers(4), { kind, row: ROW, grade: 0 })).toBe(false)
      expect(draft.labels.every((label) => label === 0)).toBe(true)
    }
  })
})
