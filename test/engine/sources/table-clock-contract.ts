import { describe, expect } from 'vitest'
import { intervalGrid } from '../../../engine/time/index.ts'
import type { DatasetSpec } from '../../../spec/index.ts'
import { plain, readFile, readHistory, readInterval, valuesOf } from './read-table.ts'
import {
  wallClock,
  type GapTest,
  type TableWorld,
  type TestColumn,
  type TestRow,
  type TestTable,
} from './table-world.ts'

const HOUR = 3_600_000

/** Part of the contract of tables: every kind of time, in zones and on days that are awkward, comes to what a file comes to. */
export function describeClocks(world: () => TableWorld, test: GapTest): void {
  describe.each(CLOCKS)('in $zone by $interval', ({ zone, interval, first, days }) => {
    const grid = intervalGrid(interval, zone)
    const from = grid.start(Date.parse(`${first}T12:00:00Z`))
    const window = { start: from, end: grid.start(from + days * 24 * HOUR) }

    /** A record each 20 minutes, so that each interval has another sum. */
    const moments = Array.from(
      { length: Math.round((window.end - window.start) / (HOUR / 3)) + 24 },
      (_, n) => window.start - 4 * HOUR + n * (HOUR / 3),
    )

    /** History and single intervals, against a file with the same records. */
    async function compare(
      table: TestTable,
      inFile: readonly TestRow[],
      format: string,
      timestamp: DatasetSpec['timestamp'],
    ) {
      const dataset = { ...table, timezone: zone }
      const expected = await readFile(
        world(),
        inFile,
        { ...dataset, timestamp: { column: 'at', format } },
        grid,
        window,
      )
      const history = await readHistory(world(), { ...dataset, timestamp: timestamp! }, grid, window)
      expect(plain(history)).toEqual(plain(expected))
      for (let start = window.start; start < window.end; start = grid.next(start)) {
        const alone = await readInterval(world(), { ...dataset, timestamp: timestamp! }, start, grid)
        expect(valuesOf(alone, start)).toEqual(valuesOf(expected, start))
      }
    }

    test('reads local times as files do', ['local time'], async () => {
      const rows = numbered(moments.map((moment) => wallClock(moment, zone)))
      const table = await world().makeTable(SHOP('local-time'))
      await table.put(rows)
      await compare(table, rows, 'yyyy-MM-dd HH:mm:ss', { column: 'at' })
    })

    test('reads moments with a zone as files do', ['instant'], async () => {
      const rows = numbered(moments.map((moment) => wallClock(moment, 'UTC')))
      const table = await world().makeTable(SHOP('instant'))
      await table.put(rows)
      const inFile = rows.map((row) => ({ ...row, at: `${row['at']}Z` }))
      await compare(table, inFile, 'yyyy-MM-dd HH:mm:ssXXX', { column: 'at' })
    })

    test('reads local times that are text as files do', ['text time'], async () => {
      const format = 'yyyyMMdd HHmm'
      const rows = numbered(
        moments.map((moment) => wallClock(moment, zone).replaceAll(/[-:]/g, '').slice(0, 'yyyyMMdd HHmm'.length)),
      )
      const table = await world().makeTable(SHOP('text'))
      await table.put(rows)
      await compare(table, rows, format, { column: 'at', format })
    })

    if (interval === 'P1D') {
      test('reads dates as files do', ['date'], async () => {
        const rows = numbered(moments.map((moment) => wallClock(moment, zone).slice(0, 10)))
        const table = await world().makeTable(SHOP('date'))
        await table.put(rows)
        await compare(table, rows, 'yyyy-MM-dd', { column: 'at' })
      })
    }
  })
}

/** Days on which clocks change, an hour that is not full in UTC, and days that begin at one o'clock. */
const CLOCKS = [
  { zone: 'Europe/Berlin', interval: 'PT1H', first: '2026-10-24', days: 2 },
  { zone: 'Europe/Berlin', interval: 'PT1H', first: '2026-03-28', days: 2 },
  { zone: 'Asia/Kolkata', interval: 'PT1H', first: '2026-06-01', days: 1 },
  { zone: 'America/Havana', interval: 'P1D', first: '2026-03-06', days: 4 },
  { zone: 'America/Havana', interval: 'P1D', first: '2026-10-30', days: 4 },
] as const

const SHOP = (at: TestColumn): Readonly<Record<string, TestColumn>> => ({
  at,
  country: 'dimension',
  amount: 'decimal',
  items: 'integer',
})

function numbered(times: readonly string[]): TestRow[] {
  return times.map((at, n) => ({ at, country: n % 3 === 0 ? 'de' : 'us', amount: n % 17, items: n % 5 }))
}
