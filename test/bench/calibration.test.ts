import { describe, expect, it } from 'vitest'
import { CLEAN_DATA } from '../../bench/calibration/clean-data.ts'
import { SEVERITIES, measureCalibration, statedRate } from '../../bench/calibration/measure.ts'
import { calibrationPlot } from '../../bench/calibration/plot.ts'
import { randomNumbers } from '../../bench/accuracy/random-numbers.ts'

const amount = { metrics: 4, learned: 400, judged: 100 }

describe('measureCalibration', () => {
  it('counts a value once for each severity that it reaches, of all that are judged', () => {
    const { counts, points } = measureCalibration(CLEAN_DATA[0], 'PT1H', amount, 3)
    expect(points).toBe(400)
    expect(counts).toHaveLength(SEVERITIES.length)
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts)
  })

  it('states a severity of 50 once in 1,000 values', () => {
    expect(statedRate(50)).toBeCloseTo(0.001, 12)
    expect(statedRate(75)).toBeCloseTo(0.0001, 12)
  })
})

describe.each(CLEAN_DATA.map((data) => ({ name: data.name, data })))('clean data, $name', ({ data }) => {
  it('comes again from the same seed and is never missing', () => {
    const moments = Array.from({ length: 300 }, (_, k) => ({
      ofDay: (k % 24) / 24,
      ofWeek: (k % 168) / 168,
      day: k / 24,
    }))
    const [first, second] = [data.metric('PT1H', randomNumbers(9)), data.metric('PT1H', randomNumbers(9))]
    const values = moments.map(first)
    expect(moments.map(second)).toEqual(values)
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([])
  })
})

describe('calibrationPlot', () => {
  it('has a panel for each interval, a line for each data, and both schemes', () => {
    const results = (['PT1H', 'P1D'] as const).map((interval) => measureCalibration(CLEAN_DATA[0], interval, amount, 3))
    const svg = calibrationPlot(results)
    expect(svg.match(/<polyline/gu)).toHaveLength(2)
    expect(svg).toContain('>PT1H</text>')
    expect(svg).toContain('>P1D</text>')
    expect(svg).toContain('prefers-color-scheme:dark')
  })
})
