import { describe, expect, it } from 'vitest'
import { crowsnest } from '../../bench/accuracy/crowsnest.ts'
import { PEERS } from '../../bench/accuracy/peers/index.ts'
import { median } from '../../bench/accuracy/peers/median.ts'
import { SortedWindow } from '../../bench/accuracy/peers/sorted-window.ts'
import { randomNumbers } from '../../bench/accuracy/random-numbers.ts'
import { makeSeries } from './make-series.ts'

const HOURS = 1200
const { normal } = randomNumbers(1)
const wave = Float64Array.from(
  { length: HOURS },
  (_, hour) => 100 + 30 * Math.sin((2 * Math.PI * hour) / 24) + normal(),
)
const methods = [crowsnest, ...PEERS].map((method) => ({ name: method.name, method }))
const seeing = methods.filter(({ name }) => name !== 'random scores')

describe.each(methods)('$name', ({ method }) => {
  it('judges by the past alone: the same beginning has the same scores', () => {
    const whole = method.judge(makeSeries(wave, { seconds: 3600 })).scores
    const half = method.judge(makeSeries(wave.subarray(0, 700), { seconds: 3600 })).scores
    expect(half).toEqual(whole.subarray(0, 700))
  })

  it.each([
    { what: 'a constant', values: new Float64Array(HOURS).fill(5) },
    { what: 'nothing at all', values: new Float64Array(HOURS).fill(Number.NaN) },
    {
      what: 'gaps',
      values: wave.map((value, row) => (row % 7 === 0 || (row > 300 && row < 400) ? Number.NaN : value)),
    },
    { what: 'an end of zeros', values: wave.map((value, row) => (row > 600 ? 0 : value)) },
  ])('has a finite score for every row of $what', ({ values }) => {
    const { scores } = method.judge(makeSeries(values, { seconds: 3600 }))
    expect(scores).toHaveLength(HOURS)
    expect(scores.filter((score) => !Number.isFinite(score) || score < 0)).toHaveLength(0)
  })
})

describe.each(seeing)('$name', ({ method }) => {
  it('sees a great spike above all that came before', () => {
    const spiked = wave.map((value, row) => (row === 1000 ? value + 200 : value))
    const { scores } = method.judge(makeSeries(spiked, { seconds: 3600 }))
    expect(scores[1000]).toBeGreaterThan(scores.subarray(500, 1000).reduce((a, b) => Math.max(a, b)))
  })
})

describe('SortedWindow', () => {
  it('has the median and mean of the last numbers', () => {
    const window = new SortedWindow(3)
    for (const value of [9, 1, 5, 2]) window.push(value)
    expect({ median: window.median, mean: window.mean, count: window.count }).toEqual({
      median: 2,
      mean: 8 / 3,
      count: 3,
    })
  })
})

describe('median', () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [5, 1, 4], middle: 4 },
    { values: [2, 2, 1, 2], middle: 2 },
    { values: [4, 1, 3, 2], middle: 3 },
  ])('of $values is $middle', ({ values, middle }) => {
    expect(median(Float64Array.from(values))).toBe(middle)
  })
})
