import { describe, expect, it } from 'vitest'
import { proposeTable } from '../../../../engine/sources/inspect/index.ts'
import type { TableColumn } from '../../../../engine/sources/sql/index.ts'
import { checkSpec, type SourceSpec } from '../../../../spec/index.ts'

const SOURCE: SourceSpec = {
  rds: { engine: 'postgres', host: 'db', database: 'shop', table: 'orders', user: 'reader' },
}
const column = (name: string, kind: TableColumn['kind']): TableColumn => ({ name, kind, type: kind })

const COLUMNS = [
  column('shipped', 'date'),
  column('ordered at', 'local-time'),
  column('shop', 'text'),
  column('net, amount', 'decimal'),
]
const ROWS = Array.from({ length: 40 }, (_, i) => [
  '2026-06-02',
  `2026-06-01 ${String(Math.floor(i / 2)).padStart(2, '0')}:00:00`,
  i % 2 === 0 ? 'a' : 'b',
  `${i % 5}.50`,
])

describe('a proposal for a table', () => {
  it('takes the time that the records are in the order of, whatever the names are', () => {
    const { detector } = proposeTable('orders', { columns: COLUMNS, rows: ROWS, timestamp: COLUMNS[1]! }, SOURCE, 'db')
    expect(detector).toEqual({
      detector: 'orders',
      interval: 'PT1H',
      dataset: {
        source: SOURCE,
        timestamp: { column: 'ordered at' },
        timezone: 'UTC',
        measures: [{ column: 'net, amount', aggregation: 'SUM' }],
        dimensions: ['shop'],
      },
    })
    expect(checkSpec(detector).findings).toEqual([])
  })

  it('reads times that are text, with their format', () => {
    const columns = [column('shop', 'text'), column('hour', 'text'), column('amount', 'float')]
    const rows = ROWS.map(([, at, shop, amount]) => [shop!, at!, amount!])
    const { detector } = proposeTable('orders', { columns, rows, timestamp: null }, SOURCE, 'db')
    expect(detector.dataset.timestamp).toEqual({ column: 'hour', format: 'yyyy-MM-dd HH:mm:ss' })
    expect(checkSpec(detector).findings).toEqual([])
  })

  it.each([
    [COLUMNS, [], COLUMNS[1]!, 'NO_RECORDS'],
    [COLUMNS.slice(2), ROWS.map((row) => row.slice(2)), null, 'NO_TIMESTAMP'],
    [COLUMNS.slice(0, 3), ROWS.map((row) => row.slice(0, 3)), COLUMNS[1]!, 'NO_MEASURE'],
  ])('refuses a table that no detector fits', (columns, rows, timestamp, code) => {
    expect(() => proposeTable('orders', { columns, rows, timestamp }, SOURCE, 'db')).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
