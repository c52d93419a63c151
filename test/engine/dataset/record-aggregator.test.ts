import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregateRecords, type Aggregate, type AggregateOptions } from '../../../engine/dataset/index.ts'
import { parseRecords } from '../../../engine/formats/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { csv, stream } from '../formats/record-list.ts'

interface Row {
  readonly t: number
  readonly a: string
  readonly b: string
  /** Null: empty. */
  readonly v: number | null
  readonly w: number | null
}

const HOUR = 3_600_000
/** Midnight in Berlin, the day before the clock goes forward. */
const START = Date.UTC(2026, 2, 27, 23)

function options(more: Partial<AggregateOptions> = {}): AggregateOptions {
  return {
    dataset: {
      timestamp: { column: 't', format: 'UNIX' },
      timezone: 'Europe/Berlin',
      measures: [
        { column: 'v', aggregation: 'SUM' },
        { column: 'w', aggregation: 'AVG' },
      ],
      dimensions: ['a', 'b'],
      filters: {},
    },
    grid: intervalGrid('PT1H', 'Europe/Berlin'),
    ...more,
  }
}

async function aggregate(rows: readonly Row[], more: Partial<AggregateOptions> = {}): Promise<Aggregate> {
  const sink = aggregateRecords(options(more))
  const lines = rows.map(({ t, a, b, v, w }) => `${t / 1000},${a},${b},${v ?? ''},${w ?? ''}`)
  await parseRecords(stream(`t,a,b,v,w\n${lines.join('\n')}`), csv(), 'f.csv', sink)
  return sink.finish({ files: 1, bytes: 10 })
}

/** Interval start and dimension values -> values and counts: the whole aggregate as plain data. */
function flat({ series, intervals, values, counts, measures }: Aggregate): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {}
  for (const start of intervals) {
    const cells = values(start)!
    const behind = counts(start)!
    series.forEach((names, s) => {
      const at = s * measures.length
      if (behind[at] + behind[at + 1] === 0) return
      found[`${start} ${names.join(' ')}`] = [...cells.subarray(at, at + 2), ...behind.subarray(at, at + 2)]
    })
  }
  return found
}

/** The same by brute force. */
function naive(rows: readonly Row[]): Record<string, readonly number[]> {
  const groups = Object.groupBy(rows, ({ t, a, b }) => `${Math.floor(t / HOUR) * HOUR} ${a} ${b}`)
  const found: Record<string, readonly number[]> = {}
  for (const [key, group] of Object.entries(groups)) {
    const vs = (group ?? []).flatMap(({ v }) => (v === null ? [] : [v]))
    const ws = (group ?? []).flatMap(({ w }) => (w === null ? [] : [w]))
    if (vs.length + ws.length === 0) continue
    found[key] = [vs.length ? sum(vs) : NaN, ws.length ? sum(ws) / ws.length : NaN, vs.length, ws.length]
  }
  return found
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, k) => from + k)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

// Whole numbers: their sums do not depend on the order.
const measure = fc.option(fc.integer({ min: -1e6, max: 1e6 }))
const row: fc.Arbitrary<Row> = fc.record({
  t: fc.integer({ min: 0, max: 60 * 3600 }).map((seconds) => START + seconds * 1000),
  a: fc.constantFrom('x', 'y', 'z', ''),
  b: fc.integer({ min: 0, max: 30 }).map(String),
  v: measure,
  w: measure,
})

describe('aggregateRecords', () => {
  it('adds up what brute force adds up, through a change of the clock', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 200 }), async (rows) => {
        const found = await aggregate(rows)
        expect(flat(found)).toEqual(naive(rows))
        expect(found.series).toEqual(found.series.toSorted((p, q) => (p.join('\0') < q.join('\0') ? -1 : 1)))
        expect(found.report).toMatchObject({ read: rows.length, used: rows.length, files: 1, bytes: 10 })
        expect(found.report.empty).toEqual([
          rows.filter(({ v }) => v === null).length,
          rows.filter(({ w }) => w === null).length,
        ])
      }),
      { numRuns: 200 },
    )
  })

  it('comes to the same whatever the order of records, also when only the newest intervals are kept', async () => {
    const complete = fc.array(
      row.map((one) => ({ ...one, v: one.v ?? 0 })),
      { maxLength: 100 },
    )
    const shuffled = complete.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        fc.integer({ min: 1, max: 20 }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, others, maxIntervals]) => {
        const one = await aggregate(rows, { maxIntervals })
        const other = await aggregate(others, { maxIntervals })
        expect(flat(other)).toEqual(flat(one))
        expect({ ...other, values: 0, counts: 0 }).toEqual({ ...one, values: 0, counts: 0 })
        const newest = [...new Set(rows.map(({ t }) => Math.floor(t / HOUR) * HOUR))].toSorted((p, q) => q - p)
        expect(one.intervals).toEqual(newest.slice(0, maxIntervals).toReversed())
        expect(one.droppedIntervals).toBe(Math.max(0, newest.length - maxIntervals))
        const kept = rows.filter(({ t }) => t >= one.intervals[0])
        expect(one.report).toMatchObject({ read: rows.length, used: kept.length, outside: rows.length - kept.length })
      }),
      { numRuns: 200 },
    )
  })

  it('keeps intervals apart that are any number of days apart, in turns', async () => {
    // Times that share a place in the table of recent intervals: 4,096 x 5 minutes.
    const rows = Array.from({ length: 90 }, (_, i): Row => ({
      t: START + (i % 3) * 4096 * 300_000,
      a: 'x',
      b: 'y',
      v: 1,
      w: 1,
    }))
    expect(flat(await aggregate(rows))).toEqual(naive(rows))
  })

  it('finds series by their hash as it finds them directly', async () => {
    // 5,000 x 3,001 combinations: too many for a place each.
    const rows = Array.from({ length: 20_000 }, (_, i): Row => ({
      t: START,
      a: `a${i % 5000}`,
      b: `b${i % 3001}`,
      v: i,
      w: 1,
    }))
    expect(flat(await aggregate(rows))).toEqual(naive(rows))
  })

  it('keeps the hours of a day of 23 hours together', async () => {
    const rows = Array.from({ length: 49 }, (_, hour): Row => ({ t: START + hour * HOUR, a: 'x', b: 'y', v: 1, w: 1 }))
    const { intervals, values } = await aggregate(rows, { grid: intervalGrid('P1D', 'Europe/Berlin') })
    expect(intervals.map((start) => values(start)![0])).toEqual([24, 23, 2])
  })

  it('leaves out and counts what lies outside the window', async () => {
    const rows = [-1000, 0, HOUR - 1000, HOUR].map((ms): Row => ({ t: START + ms, a: 'x', b: 'y', v: 1, w: 1 }))
    const found = await aggregate(rows, { window: { start: START, end: START + HOUR } })
    expect(found.intervals).toEqual([START])
    expect(found.report).toMatchObject({ read: 4, used: 2, outside: 2 })
  })

  it('keeps the values of a filter, OR within a dimension and AND across', async () => {
    const rows = ['x1', 'x2', 'y1', 'z2', 'x3'].map(([a, b]): Row => ({ t: START, a, b, v: 1, w: 1 }))
    const filters = { a: ['x', 'y', 'absent'], b: ['1', '2'] }
    const found = await aggregate(rows, { dataset: { ...options().dataset, filters } })
    expect(found.series).toEqual([['x', '1'], ['x', '2'], ['y', '1']]) // prettier-ignore
    expect(found.report).toMatchObject({ read: 5, used: 3, filtered: 2 })
  })

  it('leaves out metrics over the quota, and says how many metrics and records', async () => {
    const rows = Array.from({ length: 100 }, (_, i): Row => ({ t: START, a: `a${i % 50}`, b: '', v: 1, w: 1 }))
    const found = await aggregate(rows, { quotas: { metrics: 41 } })
    expect(found.series).toHaveLength(20)
    expect(found.report).toMatchObject({ used: 40, overQuota: 60, metricsOverQuota: 60 })
  })

  it('gives known metrics their place under the quota, in whatever order records come', async () => {
    const rows = ['new', 'y', 'x', 'late'].map((a): Row => ({ t: START, a, b: '', v: 1, w: 1 }))
    const known = [['x', ''], ['absent', ''], ['y', '']] // prettier-ignore
    const found = await aggregate(rows, { quotas: { metrics: 8 }, known })
    expect(found.series).toEqual([['new', ''], ['x', ''], ['y', '']]) // prettier-ignore
    expect(found.report).toMatchObject({ used: 3, overQuota: 1, metricsOverQuota: 2 })
    const full = await aggregate(rows, { quotas: { metrics: 4 }, known })
    expect(full.series).toEqual([['x', '']])
    expect(full.report).toMatchObject({ used: 1, overQuota: 3 })
  })

  it('gives the places of those that are gone to new ones, and keeps all values of both', async () => {
    // Two of three live at any hour, each for a day; what one has left is given away after six hours.
    const rows = range(0, 240).flatMap((hour) =>
      [0, 12].map((off): Row => ({
        t: START + hour * HOUR,
        a: `pod-${off}-${Math.floor((hour + off) / 24)}`,
        b: '',
        v: hour,
        w: off,
      })),
    )
    const found = await aggregate(rows, { quotas: { metrics: 6 }, goneAfter: 6 * HOUR })
    expect(flat(found)).toEqual(naive(rows))
    expect(found.series).toHaveLength(21)
    // The last three are still there, or have no successor yet.
    expect(found.report).toMatchObject({ used: 480, overQuota: 0, metricsOverQuota: 0, metricsGone: 36 })
    const kept = await aggregate(rows, { quotas: { metrics: 6 } })
    expect(kept.series).toHaveLength(3)
    expect(kept.report).toMatchObject({ metricsOverQuota: 36 })
    expect(kept.report).not.toHaveProperty('metricsGone')
  })

  it('never gives a place away that has been silent for less, or has values later in the file', async () => {
    const at = (hour: number, a: string): Row => ({ t: START + hour * HOUR, a, b: '', v: 1, w: 1 })
    const early = [at(0, 'old'), at(6, 'new'), at(8, 'old')]
    expect((await aggregate(early, { quotas: { metrics: 2 }, goneAfter: 6 * HOUR })).series).toEqual([['old', '']])
    const turned = [at(0, 'old'), at(50, 'old'), at(20, 'new')]
    expect((await aggregate(turned, { quotas: { metrics: 2 }, goneAfter: 6 * HOUR })).series).toEqual([['old', '']])
    const back = [at(0, 'old'), at(7, 'new'), at(8, 'old'), at(14, 'old')]
    const found = await aggregate(back, { quotas: { metrics: 2 }, goneAfter: 6 * HOUR })
    expect(flat(found)).toEqual(naive([back[0], back[1], back[3]]))
    expect(found.report).toMatchObject({ used: 3, overQuota: 1, metricsOverQuota: 0 })
  })

  it('adds nothing to the values of others and loses no record, in whatever order records come', async () => {
    const pod = fc.record({ t: fc.nat({ max: 60 }), pod: fc.nat({ max: 6 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(pod, { minLength: 1 }), fc.integer({ min: 1, max: 5 }), async (records, places) => {
        const rows = records.map(({ t, pod: a }): Row => ({ t: START + t * HOUR, a: `${a}`, b: '', v: 10 ** a, w: a }))
        const found = await aggregate(rows, { quotas: { metrics: 2 * places }, goneAfter: 5 * HOUR })
        for (const [key, [v, w, count]] of Object.entries(flat(found))) {
          const a = Number(key.split(' ')[1])
          expect([v, w]).toEqual([count * 10 ** a, a])
        }
        for (const start of found.intervals) {
          expect(found.counts(start)!.filter((count) => count > 0).length).toBeLessThanOrEqual(2 * places)
        }
        const { read, used, overQuota } = found.report
        const added = Object.values(flat(found)).reduce((total, [, , count]) => total + count, 0)
        expect([used + overQuota, added]).toEqual([read, used])
      }),
    )
  })

  it('refuses an interval with more records than the quota, with the number to set', async () => {
    const rows = Array.from({ length: 11 }, (): Row => ({ t: START, a: '', b: '', v: 1, w: 1 }))
    await expect(aggregate(rows, { quotas: { recordsPerInterval: 11 } })).resolves.toBeDefined()
    await expect(aggregate(rows, { quotas: { recordsPerInterval: 10 } })).rejects.toMatchObject({
      code: 'RECORDS_OVER_QUOTA',
      message:
        'The interval 2026-03-28T00:00:00+01:00 has 11 records, over the quota of 10. ' +
        'Aggregate records before they are written, or raise `quotas.recordsPerInterval`. [RECORDS_OVER_QUOTA]',
    })
  })

  it('has no series for records without any value', async () => {
    const found = await aggregate([{ t: START, a: 'x', b: 'y', v: null, w: null }])
    expect(found.series).toEqual([])
    expect(found.report).toMatchObject({ used: 1, incomplete: 1, empty: [1, 1] })
  })

  it('works without dimensions', async () => {
    const dataset = { ...options().dataset, dimensions: [] }
    const found = await aggregate(
      [1, 2].map((v) => ({ t: START, a: '', b: '', v, w: v })),
      { dataset },
    )
    expect(found.series).toEqual([[]])
    expect(found.values(START)).toEqual(Float64Array.of(3, 1.5))
  })
})
