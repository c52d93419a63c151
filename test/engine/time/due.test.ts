import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueAt, intervalGrid, lastDue } from '../../../engine/time/index.ts'
import { INTERVALS } from '../../../spec/interval.ts'
import { zoneAndMoment } from './zones.ts'

const HOUR = 3600

// https://docs.aws.amazon.com/lookoutmetrics/latest/dev/lookoutmetrics-concepts.html, table "Offset examples", read
// 2025-10-01. It prints 00:01:00 for an offset of 1 hour, which is 01:00:00; its row of 8-hour intervals is left out
// because there is no such interval.
const ROWS = [
  { offset: 0, processed: '2022-06-22T00:00:00Z', interval: 'P1D', from: '2022-06-21T00:00', to: '2022-06-22T00:00' },
  {
    offset: HOUR,
    processed: '2022-06-22T01:00:00Z',
    interval: 'P1D',
    from: '2022-06-21T00:00',
    to: '2022-06-22T00:00',
  },
  {
    offset: HOUR,
    processed: '2022-06-22T01:00:00Z',
    interval: 'PT10M',
    from: '2022-06-21T23:50',
    to: '2022-06-22T00:00',
  },
  {
    offset: 57 * HOUR,
    processed: '2022-06-22T09:00:00Z',
    interval: 'P1D',
    from: '2022-06-19T00:00',
    to: '2022-06-20T00:00',
  },
] as const

describe('dueAt and lastDue', () => {
  it.each(ROWS)('process $from to $to at $processed with an offset of $offset s', (row) => {
    const grid = intervalGrid(row.interval, 'UTC')
    const start = Date.parse(`${row.from}Z`)
    expect(grid.next(start)).toBe(Date.parse(`${row.to}Z`))
    expect(dueAt(grid, start, row.offset)).toBe(Date.parse(row.processed))
    expect(lastDue(grid, Date.parse(row.processed), row.offset)).toBe(start)
    expect(lastDue(grid, Date.parse(row.processed) - 1, row.offset)).toBe(grid.previous(start))
  })

  it('agree: the last due interval is due, and the one after it is not', () => {
    fc.assert(
      fc.property(
        zoneAndMoment,
        fc.constantFrom(...INTERVALS),
        fc.integer({ min: 0, max: 432_000 }),
        ({ zone, moment }, interval, offset) => {
          const grid = intervalGrid(interval, zone)
          const start = lastDue(grid, moment, offset)
          expect(dueAt(grid, start, offset)).toBeLessThanOrEqual(moment)
          expect(dueAt(grid, grid.next(start), offset)).toBeGreaterThan(moment)
        },
      ),
    )
  })
})
