import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyIntervalsIn, metricsOf, originalPrice, planCost, type CostLineId } from '../../plans/index.ts'
import { withDefaults, type DetectorSpec, type ResolvedDetector } from '../../spec/index.ts'
import { sampleSpec } from '../spec/sample-spec.ts'

const FORMAT = { csv: {} }
const S3 = { s3: { continuous: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}', format: FORMAT } }

function detector(changes: Readonly<Record<string, unknown>> = {}): ResolvedDetector {
  return withDefaults(sampleSpec({ 'dataset.source': S3, ...changes }) as unknown as DetectorSpec)
}

function of(metrics: number): { readonly metrics: { readonly low: number; readonly high: number } } {
  return { metrics: { low: metrics, high: metrics } }
}

// The cost calculator in the samples of the original service: 42 and 50,000 metrics are its own examples.
describe('originalPrice', () => {
  it.each([
    [0, 0],
    [1, 0.75],
    [42, 31.5],
    [1_000, 750],
    [1_001, 750.5],
    [5_000, 2_750],
    [20_000, 6_500],
    [50_000, 9_500],
    [60_000, 10_000],
  ])('of %d metrics is %d dollars', (metrics, dollars) => {
    expect(originalPrice(metrics)).toBeCloseTo(dollars, 6)
  })
})

describe('planCost', () => {
  it.each([
    ['PT5M', 8_760, 8_760],
    ['PT10M', 4_380, 4_380],
    ['PT1H', 730, 730],
    // Days are looked at every hour.
    ['P1D', 730, 365 / 12],
  ])('counts the wake-ups and intervals of a month of %s', (interval, wakeUps, intervals) => {
    const plan = planCost(detector({ interval, 'dataset.timezone': 'UTC' }), of(10))
    expect(plan.wakeUps).toBeCloseTo(wakeUps, 6)
    expect(plan.intervals).toBeCloseTo(intervals, 6)
  })

  it('adds up its lines, none of which is below zero or upside down', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.boolean(),
        (low, more, key) => {
          const { lines, total, original } = planCost(detector(), { metrics: { low, high: low + more }, key })
          for (const { dollars, quantity } of [...lines, { dollars: original, quantity: total }]) {
            expect(dollars.low).toBeGreaterThanOrEqual(0)
            expect(dollars.high).toBeGreaterThanOrEqual(dollars.low)
            expect(quantity.high).toBeGreaterThanOrEqual(quantity.low)
          }
          expect(total.low).toBeCloseTo(
            lines.reduce((sum, { dollars }) => sum + dollars.low, 0),
            9,
          )
          expect(total.high).toBeCloseTo(
            lines.reduce((sum, { dollars }) => sum + dollars.high, 0),
            9,
          )
        },
      ),
    )
  })

  it('costs more for more metrics, for shorter intervals, for a key and for memory', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), (metrics) => {
        const { total } = planCost(detector(), of(metrics))
        expect(planCost(detector(), of(metrics + 1_000)).total.high).toBeGreaterThan(total.high)
        expect(planCost(detector({ interval: 'PT5M' }), of(metrics)).total.low).toBeGreaterThan(total.low)
        expect(planCost(detector(), { ...of(metrics), key: true }).total.low).toBeGreaterThanOrEqual(total.low + 1)
        expect(planCost(detector(), { ...of(metrics), memory: 3_538 }).total.low).toBeGreaterThan(total.low)
      }),
    )
  })

  it('costs nothing a month for a backtest, which is not woken again', () => {
    const source = { s3: { historical: 's3://acme/history/', format: FORMAT } }
    const plan = planCost(detector({ 'dataset.source': source, 'dataset.offset': undefined, alerts: [] }), of(1_000))
    expect(plan.wakeUps).toBe(0)
    expect(plan.total).toEqual({ low: 0, high: 0 })
    expect(plan.activation.high).toBeGreaterThan(0)
  })

  it('computes by hand what can be computed by hand', () => {
    const { lines } = planCost(detector({ alerts: [] }), of(1_000))
    const dollars = (id: CostLineId): number => lines.find((line) => line.id === id)!.dollars.low
    // 730 calls at $0.20 and $1.00 a million.
    expect(dollars('function-requests')).toBeCloseTo(0.000146, 9)
    expect(dollars('wake-ups')).toBeCloseTo(0.00073, 9)
    // 730 x (5 writes and 6.5 lists at $0.005, 11 reads at $0.0004 a thousand).
    expect(dollars('state-requests')).toBeCloseTo((730 * (11.5 * 0.005 + 11 * 0.0004)) / 1_000, 9)
    // Three metrics of CloudWatch, every hour.
    expect(dollars('metrics')).toBeCloseTo(0.9, 9)
  })

  // Peaks of npm run bench:scale: 1,294 MB for an interval of 500,000 metrics.
  it.each([
    [1_000, 1_769, 243],
    [50_000, 1_769, 369],
    [500_000, 1_769, 1_528],
    [1_000_000, 2_816, 2_815],
    [5_000_000, 10_240, 13_115],
  ])('gives the function of %d metrics %d MB, of which an interval needs %d', (metrics, size, interval) => {
    const { memory } = planCost(detector(), of(metrics))
    expect(memory).toMatchObject({ size, need: { interval } })
    expect(planCost(detector(), { ...of(metrics), memory: 512 }).memory.size).toBe(512)
  })

  it('says how many intervals of history fit into a memory', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 5_000 }), (metrics, intervals) => {
        const quotas = { historyIntervals: intervals }
        const { history } = planCost(detector({ quotas }), of(metrics)).memory.need
        expect(historyIntervalsIn(history, metrics)).toBeGreaterThanOrEqual(intervals)
        expect(historyIntervalsIn(history - 1, metrics)).toBeLessThan(intervals + 2 ** 20 / metrics)
      }),
    )
    expect(historyIntervalsIn(512, 500_000)).toBe(0)
  })

  it.each([
    [{ folder: { historical: './a.csv', continuous: './{{yyyyMMdd}}/{{HHmm}}', format: FORMAT } }, ['data-requests']],
    [S3, ['data-requests']],
    [{ appflow: { flow: 'a', destination: 's3://acme/a/', format: FORMAT } }, ['data-requests', 'source']],
    [{ cloudwatch: { namespace: 'AWS/Lambda' } }, ['source']],
    [{ athena: { workgroup: 'a', database: 'b', table: 'c' } }, ['source']],
    [{ redshift: { cluster: 'a', database: 'b', table: 'c', secret: 'AmazonLookoutMetrics-a' } }, ['source']],
    [
      { rds: { engine: 'mysql', instance: 'a', database: 'b', table: 'c', secret: 'AmazonLookoutMetrics-a' } },
      ['source', 'network'],
    ],
  ])('knows what asking %j costs', (source, ids) => {
    const { lines } = planCost(detector({ 'dataset.source': source }), of(100))
    const found = lines.filter(({ id }) => ['data-requests', 'source', 'network'].includes(id))
    expect(found.map(({ id }) => id)).toEqual(ids)
  })

  it('charges CloudWatch as the page of its prices does: 1,000 metrics every hour are $7.30 a month', () => {
    const { lines } = planCost(detector({ 'dataset.source': { cloudwatch: { namespace: 'a' } } }), of(1_000))
    expect(lines.find(({ id }) => id === 'source')!.dollars.low).toBeCloseTo(7.3, 6)
  })
})

describe('metricsOf', () => {
  it.each([
    [
      'is the measures without dimensions',
      { 'dataset.dimensions': [], 'dataset.filters': undefined },
      'measures',
      [2, 2],
    ],
    [
      'is what the filters let through',
      { 'dataset.dimensions': ['a'], 'dataset.filters': { a: ['x', 'y', 'z'] } },
      'filters',
      [2, 6],
    ],
    ['is assumed otherwise', { 'dataset.filters': undefined }, 'assumed', [20, 2_000]],
    ['stays within the quota', { 'dataset.filters': undefined, quotas: { metrics: 500 } }, 'assumed', [20, 500]],
  ])('%s', (_what, changes, from, [low, high]) => {
    expect(metricsOf(detector({ alerts: [], ...changes }))).toEqual({ metrics: { low, high }, from })
  })
})
