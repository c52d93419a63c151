import { getEventListeners } from 'node:events'
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { intervalGrid } from '../../../engine/time/index.ts'
import { check, plain, prepare, readFile, readHistory, readInterval, valuesOf } from './read-table.ts'
import { describeClocks } from './table-clock-contract.ts'
import { unlessGap, wallClock, type TableWorld, type TestRow, type TestTable } from './table-world.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 5, 1, 10)

/** What every source must do that adds up the records of intervals itself, whatever is asked. */
export function describeTableSource(name: string, makeWorld: () => Promise<TableWorld>, gaps: TableWorld['gaps'] = {}) {
  describe(name, () => {
    let world: TableWorld
    beforeAll(async () => {
      world = await makeWorld()
      expect(world.gaps).toEqual(gaps)
    })
    afterAll(() => world?.stop())

    const test = unlessGap(gaps)

    /** Hourly sums of `amount` by `country` in local time or, where there is none, in UTC. */
    async function shop(rows: readonly TestRow[] = []): Promise<TestTable> {
      const at = gaps['local time'] === undefined ? 'local-time' : 'instant'
      const table = await world.makeTable({ at, country: 'dimension', amount: 'decimal', items: 'integer' })
      await table.put(rows)
      return table
    }

    it('adds up the records of an interval: those from its start until just before its end', async () => {
      const { source } = await shop([
        { at: '2026-06-01 09:59:59', country: 'de', amount: 1, items: 1 },
        { at: '2026-06-01 10:00:00', country: 'de', amount: 2.5, items: 2 },
        { at: '2026-06-01 10:59:59', country: 'de', amount: 4, items: 5 },
        { at: '2026-06-01 10:30:00', country: 'us', amount: 8, items: 3 },
        { at: '2026-06-01 11:00:00', country: 'de', amount: 16, items: 1 },
      ])
      const aggregate = await readInterval(world, { source }, START)
      expect(aggregate.series).toEqual([['de'], ['us']])
      expect([...aggregate.values(START)!]).toEqual([6.5, 3.5, 8, 3])
      expect([...aggregate.counts(START)!]).toEqual([2, 2, 1, 1])
      expect(aggregate.report).toMatchObject({ read: 3, used: 3, rejected: 0, outside: 0 })
    })

    it('counts records that come late in the interval that they belong to', async () => {
      const table = await shop([{ at: '2026-06-01 11:30:00', country: 'de', amount: 2, items: 1 }])
      await table.put([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      expect([...(await readInterval(world, table, START)).values(START)!]).toEqual([1, 1])
      expect([...(await readInterval(world, table, START + HOUR)).values(START + HOUR)!]).toEqual([2, 1])
    })

    it('says that an interval without records is empty', async () => {
      const table = await shop([{ at: '2026-06-01 11:30:00', country: 'de', amount: 2, items: 1 }])
      const aggregate = await readInterval(world, table, START)
      expect([aggregate.series, aggregate.intervals, aggregate.report.read]).toEqual([[], [], 0])
    })

    test('takes a dimension without a value as the empty text', ['null dimension'], async () => {
      const table = await shop([
        { at: '2026-06-01 10:00:00', country: null, amount: 1, items: 1 },
        { at: '2026-06-01 10:01:00', country: '', amount: 2, items: 1 },
        { at: '2026-06-01 10:02:00', country: 'de', amount: 4, items: 1 },
      ])
      const aggregate = await readInterval(world, table, START)
      expect([aggregate.series, [...aggregate.values(START)!]]).toEqual([
        [[''], ['de']],
        [3, 1, 4, 1],
      ])
    })

    test('leaves measures without a value out of sums, averages and counts', ['null measure'], async () => {
      const table = await shop([
        { at: '2026-06-01 10:00:00', country: 'de', amount: null, items: 4 },
        { at: '2026-06-01 10:01:00', country: 'de', amount: 2, items: null },
        { at: '2026-06-01 10:02:00', country: 'us', amount: null, items: 6 },
      ])
      const aggregate = await readInterval(world, table, START)
      expect([...aggregate.values(START)!]).toEqual([2, 4, Number.NaN, 6])
      expect([...aggregate.counts(START)!]).toEqual([1, 1, 0, 1])
      expect(aggregate.report.empty).toEqual([2, 1])
    })

    it('keeps the values of the filters alone', async () => {
      const table = await shop(
        ['de', 'us', 'fr', "o'hara"].map((country) => ({ at: '2026-06-01 10:00:00', country, amount: 1, items: 1 })),
      )
      const aggregate = await readInterval(world, { ...table, filters: { country: ['us', "o'hara", 'DE'] } }, START)
      expect([aggregate.series, aggregate.report.used]).toEqual([[["o'hara"], ['us']], 2])
    })

    it('tells dimension values apart letter for letter', async () => {
      const values = ['a', 'A', 'á', 'ss', 'ß', '🦩', '日本', 'a%', 'a_', '\\', "'", '"', '$1', '?', ':p', '@p', '--']
      const table = await shop(
        values.map((country, n) => ({ at: '2026-06-01 10:00:00', country, amount: n, items: 1 })),
      )
      const aggregate = await readInterval(world, table, START)
      const found = aggregate.series.map(([value], s) => [value, aggregate.values(START)![2 * s]])
      expect(new Map(found as [string, number][])).toEqual(new Map(values.map((value, n) => [value, n])))
    })

    test('counts records whose measure is out of range', ['out of range'], async () => {
      const table = await world.makeTable({ at: 'local-time', country: 'dimension', amount: 'float', items: 'integer' })
      await table.put([
        { at: '2026-06-01 10:00:00', country: 'de', amount: 2e15, items: 1 },
        { at: '2026-06-01 10:00:00', country: 'de', amount: -1.1e15, items: 1 },
        { at: '2026-06-01 10:00:00', country: 'de', amount: 1e15, items: 1 },
      ])
      const { report, values } = await readInterval(world, table, START)
      expect([...values(START)!]).toEqual([1e15, 1])
      expect(report.rejections).toMatchObject([{ reason: 'MEASURE_OUT_OF_RANGE', count: 2 }])
    })

    test('counts records whose measure is no number', ['not a number'], async () => {
      const table = await world.makeTable({ at: 'local-time', country: 'dimension', amount: 'float', items: 'integer' })
      const row = { at: '2026-06-01 10:00:00', country: 'de', items: 1 }
      await table.put(['NaN', 'Infinity', '-Infinity', '7'].map((amount) => ({ ...row, amount })))
      const { report, values } = await readInterval(world, table, START)
      expect([...values(START)!]).toEqual([7, 1])
      expect(report.rejections).toMatchObject([{ reason: 'MEASURE_OUT_OF_RANGE', count: 3 }])
    })

    it('counts records whose dimension value is too long', async () => {
      const row = { at: '2026-06-01 10:00:00', amount: 1, items: 1 }
      const table = await shop([
        { ...row, country: 'x'.repeat(500) },
        { ...row, country: 'x'.repeat(500) },
        { ...row, country: 'de' },
      ])
      const { series, report } = await readInterval(world, table, START)
      expect(series).toEqual([['de']])
      expect(report).toMatchObject({ read: 3, used: 1, rejected: 2 })
      expect(report.rejections).toMatchObject([
        { reason: 'DIMENSION_TOO_LONG', count: 2, examples: [{ column: 'country' }] },
      ])
    })

    it('names a column that is not there, and one like it', async () => {
      const table = await shop()
      await expect(readInterval(world, { ...table, dimensions: ['Country'] }, START)).rejects.toMatchObject({
        code: 'COLUMN_MISSING',
        trouble: { column: 'Country', use: 'dimension', suggestion: 'country' },
      })
      const measures = [{ column: 'amounts', aggregation: 'SUM' as const }]
      await expect(readInterval(world, { ...table, measures }, START)).rejects.toMatchObject({
        code: 'COLUMN_MISSING',
        trouble: { suggestion: 'amount' },
      })
    })

    test('refuses columns of types that cannot be meant', ['wrong type'], async () => {
      const table = await world.makeTable({
        at: 'text',
        day: 'date',
        moment: 'local-time',
        country: 'dimension',
        amount: 'decimal',
      })
      const measures = [{ column: 'amount', aggregation: 'SUM' as const }]
      for (const [dataset, column] of [
        [
          { measures: [{ column: 'country', aggregation: 'SUM' as const }], timestamp: { column: 'moment' } },
          'country',
        ],
        [{ measures, timestamp: { column: 'at' } }, 'at'],
        [{ measures, timestamp: { column: 'day' } }, 'day'],
        [{ measures, timestamp: { column: 'amount' } }, 'amount'],
      ] as const) {
        await expect(readInterval(world, { ...table, ...dataset }, START), column).rejects.toMatchObject({
          code: 'COLUMN_WRONG_TYPE',
          trouble: { column },
        })
      }
    })

    test('says that the table is not there', ['missing table'], async () => {
      const source = await world.missing!()
      await expect(readInterval(world, { source }, START)).rejects.toMatchObject({ code: 'TABLE_MISSING' })
    })

    describeClocks(() => world, test)

    it('has the same values in a history as interval by interval, whatever the records are', async () => {
      const row = record({
        minute: integer({ min: -30, max: 20 * 60 }),
        country: constantFrom('de', 'us', 'Ü', '-'),
        amount: integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
        items: integer({ min: -5, max: 5 }),
      })
      await assert(
        asyncProperty(array(row, { maxLength: 60 }), async (records) => {
          const rows = records.map(({ minute, ...rest }) => ({
            at: wallClock(START + minute * 60_000, 'UTC'),
            ...rest,
          }))
          const table = await shop(rows)
          const grid = intervalGrid('PT1H', 'UTC')
          const window = { start: START, end: START + 20 * HOUR }
          const history = await readHistory(world, table, grid, window)
          const timestamp = { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' }
          expect(plain(history)).toEqual(plain(await readFile(world, rows, { ...table, timestamp }, grid, window)))
          for (let start = START; start < window.end; start += 4 * HOUR) {
            expect(valuesOf(await readInterval(world, table, start), start)).toEqual(valuesOf(history, start))
          }
        }),
        { numRuns: 8 },
      )
    })

    it('reads more rows than come at once', async () => {
      const many = world.manyRows
      const table = await shop(
        Array.from({ length: many }, (_, n) => ({ at: '2026-06-01 10:00:00', country: `c${n}`, amount: n, items: 1 })),
      )
      const aggregate = await readInterval(world, table, START)
      const values = aggregate.values(START)!
      expect(aggregate.series.length).toBe(many)
      expect(aggregate.series.every(([country], s) => values[2 * s] === Number(country!.slice(1)))).toBe(true)
    })

    it('tells how far it is with a history', async () => {
      const table = await shop([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      const told: (readonly [number, number | undefined])[] = []
      const window = { start: START - 30 * HOUR, end: START + 70 * HOUR }
      const onProgress = (done: number, total: number | undefined): void => void told.push([done, total])
      const history = await readHistory(world, table, intervalGrid('PT1H', 'UTC'), window, { onProgress })
      expect(history.intervals).toEqual([START])
      expect(told.length).toBeGreaterThan(1)
      expect(told.at(-1)).toEqual([100, 100])
      expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b))
    })

    it('says what it sees, and that there are no records', async () => {
      const table = await shop([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      const full = await check(world, table, START)
      expect(full.seen.join('\n')).toContain('amount')
      expect(full.warnings.map(({ code }) => code)).not.toContain('NO_RECORDS')
      const empty = await check(world, table, START - HOUR)
      expect(empty.warnings.map(({ code }) => code)).toContain('NO_RECORDS')
    })

    it('does not begin once it is told to end', async () => {
      const table = await shop()
      const signal = AbortSignal.abort(new Error('enough'))
      await expect(readInterval(world, table, START, undefined, { signal })).rejects.toThrow('enough')
    })

    it('leaves nothing at a signal that outlives the reading', async () => {
      const table = await shop([{ at: '2026-06-01 10:00:00', country: 'de', amount: 1, items: 1 }])
      const { signal } = new AbortController()
      const aggregate = await readInterval(world, table, START, undefined, { signal })
      expect([aggregate.report.used, getEventListeners(signal, 'abort').length]).toEqual([1, 0])
    })

    test('says who may not read, and what to allow', ['permission'], async () => {
      const table = await shop()
      const source = await world.forbidden!(table)
      await expect(readInterval(world, { source }, START)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
    })

    test('says that it is asked too often, and reads when that is over', ['throttling'], async () => {
      const table = await shop([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      const { source, end } = await world.busy!(table)
      await expect(readInterval(world, { source }, START)).rejects.toMatchObject({ code: 'THROTTLED' })
      await end()
      expect((await readInterval(world, { source }, START)).report.used).toBe(1)
    })

    test('tries a history again when it is asked too often', ['throttling'], async () => {
      const table = await shop([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      const { source, end } = await world.busy!(table)
      const window = { start: START, end: START + 2 * HOUR }
      const reading = readHistory(world, { source }, intervalGrid('PT1H', 'UTC'), window)
      setTimeout(() => void end(), 300)
      expect((await reading).report.used).toBe(1)
    })

    test('ends a query that takes too long, and reads when that is over', ['timeout'], async () => {
      const table = await shop([{ at: '2026-06-01 10:30:00', country: 'de', amount: 1, items: 1 }])
      const { source, end } = await world.slow!(table)
      const before = performance.now()
      await expect(readInterval(world, { source }, START)).rejects.toMatchObject({
        code: 'QUERY_TIMEOUT',
        trouble: { seconds: 1 },
      })
      expect(performance.now() - before).toBeLessThan(5000)
      await end()
      expect((await readInterval(world, { source }, START)).report.used).toBe(1)
    })

    test('ends in the middle of a query when it is told to', ['timeout'], async () => {
      const { source, end } = await world.slow!(await shop())
      const controller = new AbortController()
      const reading = readInterval(world, { source }, START, undefined, { signal: controller.signal })
      setTimeout(() => controller.abort(new Error('enough')), 300)
      const before = performance.now()
      await expect(reading).rejects.toThrow('enough')
      expect(performance.now() - before).toBeLessThan(900)
      await end()
    })

    test('counts nothing of an interval whose connection is lost', ['lost connection'], async () => {
      const rows = Array.from({ length: 3000 }, (_, n) => ({
        at: '2026-06-01 10:00:00',
        country: `c${n}`,
        amount: n,
        items: 1,
      }))
      const { source, breaks, end } = await world.breaking!(await shop(rows), 1)
      const { read, sink } = prepare(world, { source }, intervalGrid('PT1H', 'UTC'), {
        start: START,
        end: START + HOUR,
      })
      await expect(read()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
      expect(breaks()).toBe(1)
      expect(sink.finish({ files: 0, bytes: 0 }).report).toMatchObject({ read: 0, rejected: 0 })
      expect((await readInterval(world, { source }, START)).report.used).toBe(3000)
      await end()
    })

    test('reads on where a history was broken off, and counts nothing twice', ['lost connection'], async () => {
      const rows = Array.from({ length: 4000 }, (_, n) => ({
        at: wallClock(START + (n % 40) * HOUR, 'UTC'),
        country: `c${n % 397}`,
        amount: n,
        items: 1,
      }))
      const table = await shop(rows)
      const grid = intervalGrid('PT1H', 'UTC')
      const window = { start: START, end: START + 40 * HOUR }
      const expected = plain(await readHistory(world, table, grid, window))
      const { source, breaks, end } = await world.breaking!(table, 2)
      expect(plain(await readHistory(world, { source }, grid, window))).toEqual(expected)
      expect(breaks()).toBe(2)
      expect(expected.report.used).toBe(4000)
      await end()
    })
  })
}
