import { describe, expect, it } from 'vitest'
import type { LabelledSeries } from '../../bench/accuracy/labelled-series.ts'
import { cleanSeries } from '../../bench/accuracy/public-sets/around.ts'
import { inject } from '../../bench/accuracy/public-sets/inject.ts'
import { randomNumbers } from '../../bench/accuracy/random-numbers.ts'

const ROWS = 4000
const GAP = [1234, 1240] as const

/** Hours of a shop that closes at night and sells half on two days of the week, with noise of 5, and one gap. */
function realSeries(): LabelledSeries {
  const random = randomNumbers(3)
  const values = Float64Array.from({ length: ROWS }, (_, row) => usual(row) + 5 * random.normal()).fill(
    Number.NaN,
    ...GAP,
  )
  const times = Float64Array.from({ length: ROWS }, (_, row) => 3600 * row)
  return { name: 'shop', interval: 'PT1H', seconds: 3600, times, values, labels: new Uint8Array(ROWS) }
}

function usual(row: number): number {
  const busy = row % 24 >= 8 && row % 24 < 20 ? 200 : 50
  return Math.floor(row / 24) % 7 < 2 ? busy / 2 : busy
}

describe('a public series', () => {
  it('is expected to be as at the same hour of the weeks around, give or take its noise', () => {
    const { mean, sigma, dense } = cleanSeries(realSeries().values, 24)
    for (let row = 0; row < ROWS; row++) expect(Math.abs(mean[row] - usual(row))).toBeLessThan(15)
    const average = sigma.reduce((sum, value) => sum + value, 0) / ROWS
    expect(average).toBeGreaterThan(4)
    expect(average).toBeLessThan(6)
    expect(dense).toBe(true)
  })

  it('is not dense where it mostly repeats itself', () => {
    expect(cleanSeries(new Float64Array(500).fill(3).fill(4, 100, 110), 24).dense).toBe(false)
  })

  it('is changed only where a label says so, and everywhere where it says an anomaly', () => {
    const series = realSeries()
    const { values, labels } = inject(series, 0, randomNumbers(5))
    const changed = values.map((value, row) => Number(!Object.is(value, series.values[row])))
    const count = (label: number): number => labels.reduce((sum, each) => sum + Number(each === label), 0)
    for (let row = 0; row < ROWS; row++) if (labels[row] === 0) expect(changed[row]).toBe(0)
    const unchanged = changed.filter((each, row) => labels[row] === 1 && each === 0).length
    expect(count(1)).toBeGreaterThan(60)
    expect(unchanged).toBe(0)
  })

  it('has one thing in each of its parts, of many kinds', () => {
    const { happenings = [] } = inject(realSeries(), 0, randomNumbers(5))
    expect(happenings.map(({ start }) => start)).toEqual(Array.from({ length: 16 }, (_, part) => 250 * part))
    expect(new Set(happenings.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8)
  })

  it('is not judged where it had gaps', () => {
    const { labels } = inject(realSeries(), 0, randomNumbers(5))
    expect([...labels.subarray(...GAP)]).toEqual([2, 2, 2, 2, 2, 2])
  })

  it('has nothing in it that cannot be told from what it was', () => {
    const series = realSeries()
    const { values, labels, happenings = [] } = inject(series, 1, randomNumbers(8))
    for (const { start, end } of happenings) {
      const rows = [...labels.keys()].slice(start, end + 1).filter((row) => labels[row] === 1)
      const off = rows.map((row) =>
        Number.isNaN(values[row]) ? Infinity : Math.abs(values[row] - series.values[row]) / 5,
      )
      expect(off.reduce((sum, each) => sum + Math.min(each, 4), 0) / rows.length).toBeGreaterThan(1.5)
    }
  })
})
