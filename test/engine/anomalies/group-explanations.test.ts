import { describe, expect, it } from 'vitest'
import { updateGroups } from '../../../engine/anomalies/index.ts'
import type { AnomalyGroup, GroupUpdate, MetricFinding } from '../../../engine/anomalies/index.ts'
import { randomNumbers } from '../detection/simulate.ts'

const HOUR = 3_600_000
const COUNTRIES = ['at', 'br', 'de', 'fr', 'jp', 'uk', 'us', 'za']
const PLATFORMS = ['android', 'ios', 'kiosk', 'tv', 'web']
const NAMES = COUNTRIES.flatMap((country) => PLATFORMS.map((platform) => [country, platform]))
const NORMAL = { expected: 100, lower: 94, upper: 106 }

describe('the explanation of a group', () => {
  it('names what joins a group that cannot become more severe', () => {
    const [first, second] = run([{ de: -0.4 }, { de: -0.4, tv: -0.6 }])
    expect(first).toMatchObject({ severity: 100, slices: [{ values: ['de', null] }] })
    expect(second).toMatchObject({ id: first.id, severity: 100 })
    expect(second.slices!.map(({ values }) => values)).toEqual([
      [null, 'tv'],
      ['de', null],
    ])
    expect(second.contributions[1].values[0].value).toBe('tv')
  })

  it('stays as it was where what joins may be chance, and where the same metrics go on', () => {
    const [first, ...later] = run([{ de: -0.4 }, { de: -0.6, tv: -0.1 }, { de: -0.6 }])
    expect(later.map(({ metricCount, slices }) => [metricCount, slices])).toEqual([
      [12, first.slices],
      [12, first.slices],
    ])
  })
})

/**
 * The group of a story, interval by interval: what the metrics of some values are off by, in proportion. Beyond a fifth they
 * have the score 9; else 3, which seven of forty reach once in 170 intervals.
 */
function run(steps: readonly Readonly<Record<string, number>>[]): readonly AnomalyGroup[] {
  const { normal } = randomNumbers(5)
  let open: GroupUpdate['open'] = []
  return steps.map((step, sequence) => {
    const changes = NAMES.map((names) => names.reduce((sum, name) => sum + (step[name] ?? 0), 0))
    const value = Float64Array.from(changes, (change) => 100 * (1 + change) + 3 * normal())
    const metrics = changes.flatMap((change, series): MetricFinding[] =>
      change === 0
        ? []
        : [{ series, value: value[series], ...NORMAL, score: Math.abs(change) > 0.2 ? 9 : 3, severity: 50 }],
    )
    const interval = {
      start: sequence * HOUR,
      sequence,
      measures: [{ measure: 'orders', scored: NAMES.length, metrics }],
    }
    const update = updateGroups(open, interval, {
      detector: 'shop',
      generation: '5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11',
      dimensions: ['country', 'platform'],
      seriesValues: (series) => NAMES[series],
      leaves: () => ({
        series: Int32Array.from(NAMES.keys()),
        value,
        expected: new Float64Array(NAMES.length).fill(NORMAL.expected),
        deviation: value.map((one) => (one - NORMAL.expected) / 3),
        score: Float64Array.from(changes, (change) => (change === 0 ? 0 : Math.abs(change) > 0.2 ? 9 : 3)),
      }),
    })
    open = update.open
    expect(update.changed).toHaveLength(1)
    return update.changed[0]
  })
}
