import { describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { MYSQL } from '../../../engine/sources/relational/mysql/mysql-dialect.ts'
import { SourceError } from '../../../engine/sources/source-error.ts'
import { sqlSource, type SqlConnector } from '../../../engine/sources/sql/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { withDefaults } from '../../../spec/index.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 5, 1)
const INTERVALS = 100

const { dataset } = withDefaults({
  detector: 'test',
  interval: 'PT1H',
  dataset: {
    source: { rds: { engine: 'mysql', host: 'nowhere', database: 'shop', table: 'orders', user: 'reader' } },
    timestamp: { column: 'at' },
    measures: [{ column: 'amount', aggregation: 'SUM' }],
  },
})

/** A database that has a record in each interval, and does not end a query of more than `most` intervals in time. */
function slowDatabase(most: number, asked: number[]): SqlConnector {
  return {
    place: 'mysql://nowhere/shop/orders',
    dialect: MYSQL,
    table: ['orders'],
    connect: async () => ({
      columns: async () => [
        { name: 'at', kind: 'local-time', type: 'datetime' },
        { name: 'amount', kind: 'integer', type: 'int' },
      ],
      async *rows({ sql }) {
        const intervals =
          Math.max(...[...sql.matchAll(/(?:then|else|select) (\d+)/g)].map(([, number]) => Number(number))) + 1
        asked.push(intervals)
        if (intervals > most) throw new SourceError('QUERY_TIMEOUT', 'here', { seconds: 1 })
        yield Array.from({ length: intervals }, (_, i) => [i, 1, 1, 7, 1])
      },
      explain: async () => [],
      close: async () => undefined,
    }),
  }
}

describe('the history of a database', () => {
  const grid = intervalGrid('PT1H', 'UTC')
  const window = { start: START, end: START + INTERVALS * HOUR }

  async function read(most: number) {
    const asked: number[] = []
    const sink = aggregateRecords({ dataset, grid, window })
    const report = await sqlSource(slowDatabase(most, asked), dataset, grid).readHistory(window, sink)
    const { intervals, values } = sink.finish(report)
    return { asked, sums: new Set(intervals.map((start) => values(start)![0])), intervals: intervals.length }
  }

  it('asks for many intervals at once', async () => {
    expect(await read(Infinity)).toEqual({ asked: [8, 92], sums: new Set([7]), intervals: INTERVALS })
  })

  it('asks for fewer where a query takes too long, and counts each interval once', async () => {
    const { asked, sums, intervals } = await read(20)
    expect([asked.slice(0, 4), sums, intervals]).toEqual([[8, 92, 11, 11], new Set([7]), INTERVALS])
  })

  it('gives up where one interval takes too long', async () => {
    await expect(read(0)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' })
  })
})
