import { describe, expect, it } from 'vitest'
import { updateGroups } from '../../../engine/anomalies/index.ts'
import type { GroupUpdate, MeasureFindings, MetricFinding, RollUpFinding } from '../../../engine/anomalies/index.ts'

const HOUR = 3_600_000
const context = {
  detector: 'shop',
  generation: '5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11',
  dimensions: ['country', 'platform'],
  seriesValues: (series: number) => [['us', 'uk', 'fr'][series % 3]!, `p${Math.floor(series / 3)}`],
}
const US = ['us', null] as const
const UK = ['uk', null] as const

describe('a group of a roll-up', () => {
  it('has the metrics that explain it, though none is anomalous alone', () => {
    const [group] = run([{ rollUps: [slice(US, 6, [0, 3, 6])] }]).changed
    expect(group).toMatchObject({
      metricCount: 3,
      rollUps: [{ layer: 'single', values: US, count: 1, point: { score: 6, value: 70, expected: 100 } }],
    })
    expect(group!.metrics.map(({ series }) => series[0])).toEqual(['us', 'us', 'us'])
    expect(group!.contributions[0]).toMatchObject({ dimension: 'country', values: [{ value: 'us', percent: 100 }] })
    // One of 20 single values, one of 5 layers: 6 - log10(20) - log10(5) = 4
    expect(group!.severity).toBe(75)
  })

  it('goes on while the roll-up is anomalous, whichever metrics show it, and is over three intervals later', () => {
    const { updates, ids } = run([
      { rollUps: [slice(US, 6, [0, 3])] },
      { rollUps: [slice(US, 2.6, [3, 6], false)] },
      {},
      { rollUps: [slice(US, 2.6, [9], false)] },
      {},
      {},
      {},
      {},
    ])
    expect(ids.size).toBe(1)
    expect(updates[3]!.changed).toMatchObject([{ start: 0, end: 3 * HOUR, metricCount: 4, severity: 75 }])
    expect(updates.map(({ closed }) => closed.length)).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
  })

  it('takes in a roll-up that its metrics explain, and what else that needs', () => {
    const { ids, updates } = run([
      { metrics: { 0: 7, 3: 7 } },
      { metrics: { 0: 7, 3: 7 } },
      { metrics: { 0: 7, 3: 7 }, rollUps: [slice(US, 6, [0, 3, 6])] },
    ])
    expect(ids.size).toBe(1)
    expect(updates[2]!.changed[0]).toMatchObject({ metricCount: 3, rollUps: [{ values: US }] })
  })

  it.each([
    { parts: [0, 3], groups: 1, what: 'takes in a roll-up that its metrics explain by half' },
    { parts: [0, 3, 6], groups: 2, what: 'leaves one to another that they explain by a third' },
  ])('$what', ({ parts, groups }) => {
    const steps = [{ metrics: { 0: 7 } }, { metrics: { 0: 7 } }]
    expect(run([...steps, { metrics: { 0: 7 }, rollUps: [slice(US, 6, parts)] }]).ids.size).toBe(groups)
  })

  it('leaves a roll-up that others explain to another group', () => {
    const steps = [{ metrics: { 0: 7 } }, { metrics: { 0: 7 } }]
    const { ids, changed } = run([...steps, { metrics: { 0: 7 }, rollUps: [slice(UK, 6, [1, 4, 7])] }])
    expect(ids.size).toBe(2)
    expect(changed.map(({ metricCount }) => metricCount).toSorted()).toEqual([1, 3])
  })

  it('does not begin with a roll-up that is no discovery', () => {
    expect(run([{ rollUps: [slice(US, 2.6, [0, 3], false)] }]).changed).toEqual([])
  })

  it('is the same whether or not the state went through JSON', () => {
    const steps = [
      { rollUps: [slice(US, 6, [0, 3])] },
      { metrics: { 1: 8 }, rollUps: [slice(US, 5, [0, 6])] },
      {},
      { metrics: { 1: 8 }, rollUps: [slice(US, 3, [3, 9], false)] },
    ]
    const again = run(steps, (update) => JSON.parse(JSON.stringify(update)) as GroupUpdate)
    expect(again.changed).toEqual(run(steps).changed)
  })

  it('has room for the metrics of a large roll-up: who looks for their points goes through them once, not once for each', () => {
    const series = Array.from({ length: 1_300 }, (_, k) => 3 * k)
    const large = slice(US, 6, series)
    let looks = 0
    const watched = {
      ...large,
      get parts() {
        looks++
        return large.parts
      },
    }
    const [update] = run([{ rollUps: [watched] }]).updates
    const [group] = update!.changed
    expect(group).toMatchObject({ metricCount: 1_300 })
    const others = update!.unlisted.get(group!.id)!
    expect(others).toHaveLength(300)
    expect(others.every(({ points }) => points.length === 1)).toBe(true)
    expect(looks).toBeLessThan(20)
  })

  it('remembers the 50 most anomalous roll-ups, and counts what it shows', () => {
    const slices = Array.from({ length: 60 }, (_, k) => slice([`c${k}`, null], 6 + k / 100, [k]))
    const { updates } = run([{ rollUps: slices }])
    expect(updates[0]!.open[0]!.rollUps).toHaveLength(50)
    expect(updates[0]!.changed[0]!.rollUps![0]!.values).toEqual(['c59', null])
  })
})

const rollUpsAfter = (steps: readonly Step[]) => run(steps).updates.at(-1)!.open[0]!.rollUps

describe('the roll-ups of a group', () => {
  it('have the point of their most severe interval, and count all', () => {
    const steps = [5, 7, 6].map((score) => ({ rollUps: [slice(US, score, [0, 3])] }))
    expect(rollUpsAfter(steps)).toMatchObject([{ values: US, last: 2, count: 3, point: { start: HOUR, score: 7 } }])
  })

  it('stay where others are anomalous after them, the most severe first', () => {
    const steps = [{ rollUps: [slice(US, 6, [0, 3])] }, { rollUps: [slice(UK, 7, [1, 4])] }]
    expect(rollUpsAfter(steps)).toMatchObject([
      { values: UK, last: 1, count: 1, point: { start: HOUR, score: 7 } },
      { values: US, last: 0, count: 1, point: { start: 0, score: 6 } },
    ])
  })

  // What chance alone shows of so many once in thirty intervals: of 20 one of 2.8, since 2.8 - log10(20 / 1) = 1.5.
  it.each([
    { scores: [2.75], goesOn: false },
    { scores: [2.85], goesOn: true },
    { scores: [2.55, 2.55], goesOn: true },
  ])('go on, where they are 20, with scores of $scores: $goesOn', ({ scores, goesOn }) => {
    const all = Array.from({ length: 20 }, (_, k) => slice([`c${k}`, null], 6, [k]))
    const again = scores.map((score, k) => slice([`c${k}`, null], score, [k], false))
    const { changed } = run([{ rollUps: all }, {}, { rollUps: again }])
    expect(changed.map(({ end }) => end / HOUR)).toEqual(goesOn ? [2] : [])
  })
})

interface Step {
  /** Scores by series. */
  readonly metrics?: Readonly<Record<number, number>>
  readonly rollUps?: readonly RollUpFinding[]
}

function run(steps: readonly Step[], pass = (update: GroupUpdate): GroupUpdate => update) {
  const updates: GroupUpdate[] = []
  for (const [sequence, step] of steps.entries()) {
    const interval = { start: sequence * HOUR, sequence, measures: [findings(step)] }
    updates.push(pass(updateGroups(updates.at(-1)?.open ?? [], interval, context)))
  }
  const ids = new Set(updates.flatMap(({ changed }) => changed.map(({ id }) => id)))
  return { updates, ids, changed: updates.at(-1)!.changed }
}

/** A measure of 60 metrics with all layers, that nothing is known of yet. */
function findings({ metrics = {}, rollUps = [] }: Step): MeasureFindings {
  const calibration = { points: 0, excesses: 0, sum: 0, above: 0 } as const
  const sizes = { leaf: 60, total: 1, single: 20, pair: 60, breadth: 1 }
  const layers = (['leaf', 'total', 'single', 'pair', 'breadth'] as const).map((layer) => ({
    layer,
    scored: sizes[layer],
    raw: 0,
    calibration,
  }))
  return {
    measure: 'orders',
    scored: 60,
    metrics: Object.entries(metrics).map(([series, score]) => metric(Number(series), score)),
    evidence: { layers, calibration },
    rollUps,
  }
}

function slice(
  values: RollUpFinding['values'],
  score: number,
  parts: readonly number[],
  discovered = true,
): RollUpFinding {
  const { series: _, ...verdict } = metric(0, score)
  return { layer: 'single', values, discovered, ...verdict, parts: parts.map((series) => metric(series, 1)) }
}

function metric(series: number, score: number): MetricFinding & { readonly value: number } {
  return { series, value: 70, expected: 100, lower: 90, upper: 110, score, severity: 0 }
}
