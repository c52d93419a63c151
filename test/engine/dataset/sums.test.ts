import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'

const HOUR = 3_600_000
const grid = intervalGrid('PT1H', 'UTC')

const DATASET = {
  timestamp: null,
  timezone: 'UTC',
  measures: [
    { column: 'revenue', aggregation: 'SUM' as const },
    { column: 'latency', aggregation: 'AVG' as const },
  ],
  dimensions: ['shop'],
}

function sink(options: Partial<Parameters<typeof aggregateRecords>[0]> = {}) {
  return aggregateRecords({
    dataset: { ...DATASET, filters: {} },
    grid,
    ...options,
  })
}

type Row = readonly [time: number, shop: string, revenue: number | null, latency: number | null]

/** Rows as a file has them. */
function addRecords(target: ReturnType<typeof sink>, rows: readonly Row[]): void {
  target.add({
    length: rows.length,
    timestamps: Float64Array.from(rows, ([time]) => time),
    dimensions: [Int32Array.from(rows, ([, shop]) => target.dictionaries[0]!.internText(shop))],
    measures: [
      Float64Array.from(rows, ([, , revenue]) => revenue ?? NaN),
      Float64Array.from(rows, ([, , , latency]) => latency ?? NaN),
    ],
  })
}

/** The same rows as a database adds them up: one for each interval and shop. */
function addSums(target: ReturnType<typeof sink>, rows: readonly Row[]): void {
  const groups = [...Map.groupBy(rows, ([time, shop]) => `${grid.start(time)} ${shop}`).values()]
  const column = (index: 2 | 3) => ({
    sums: Float64Array.from(groups, (group) => group.reduce((sum, row) => sum + (row[index] ?? 0), 0)),
    counts: Float64Array.from(groups, (group) => group.filter((row) => row[index] !== null).length),
  })
  const [revenue, latency] = [column(2), column(3)]
  target.addSums({
    length: groups.length,
    timestamps: Float64Array.from(groups, ([row]) => grid.start(row![0])),
    dimensions: [Int32Array.from(groups, ([row]) => target.dictionaries[0]!.internText(row![1]))],
    records: Float64Array.from(groups, ({ length }) => length),
    sums: [revenue.sums, latency.sums],
    counts: [revenue.counts, latency.counts],
  })
}

const NOTHING = { files: 0, bytes: 0 }

const anyRow: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 5 * HOUR }),
  fc.constantFrom('a', 'b', 'c', ''),
  fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null, freq: 5 }),
  fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: null, freq: 5 }),
)

describe('sums', () => {
  it('give what their records would have given, with filters, a window and quotas', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 60 }), fc.integer({ min: 0, max: 6 }), (rows, quota) => {
        const options = {
          dataset: { ...DATASET, filters: { shop: ['a', 'b', ''] } },
          window: { start: HOUR, end: 4 * HOUR },
          quotas: { metrics: quota },
          known: [['b']],
        }
        const [records, sums] = [sink(options), sink(options)]
        addRecords(records, rows)
        addSums(sums, rows)
        const [one, other] = [records.finish(NOTHING), sums.finish(NOTHING)]
        expect(other.intervals).toEqual(one.intervals)
        expect(other.series).toEqual(one.series)
        for (const start of one.intervals) {
          expect(other.values(start)).toEqual(one.values(start))
          expect(other.counts(start)).toEqual(one.counts(start))
        }
        // Which record lacked which measure is not known any more.
        const { incomplete: least, ...report } = other.report
        const { incomplete, ...expected } = one.report
        expect(report).toEqual(expected)
        expect(least).toBeLessThanOrEqual(incomplete)
      }),
    )
  })

  it('count for as many records as they stand for', () => {
    const target = sink()
    addSums(target, [
      [0, 'a', 1, 2],
      [1, 'a', 3, null],
      [2, 'b', null, null],
    ])
    const { report, ...aggregate } = target.finish({ ...NOTHING, scannedBytes: 7 })
    expect(report).toMatchObject({ read: 3, used: 3, incomplete: 2, empty: [1, 2], scannedBytes: 7 })
    expect(aggregate.values(0)).toEqual(Float64Array.of(4, 2))
    expect(aggregate.counts(0)).toEqual(Uint32Array.of(2, 1))
  })
})
