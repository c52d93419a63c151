import { assert, constantFrom, property, tuple, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partitionRows } from '../../../../engine/sources/athena/partition-rows.ts'
import { partitionTree, type PartitionBranch } from '../../../../engine/sources/athena/partition-tree.ts'
import { intervalGrid, type IntervalGrid } from '../../../../engine/time/index.ts'
import { wallClock } from '../table-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Starts of so many intervals. */
function startsFrom(grid: IntervalGrid, moment: number, count: number): number[] {
  const starts = [grid.start(moment)]
  while (starts.length < count) starts.push(grid.next(starts.at(-1)!))
  return starts
}

/** Milliseconds that the wall clock is ahead of UTC. */
function offsetOf(moment: number, zone: string): number {
  const second = Math.floor(moment / 1000) * 1000
  return Date.parse(`${wallClock(second, zone)}Z`) - second
}

function flat(branches: readonly PartitionBranch[]): readonly (readonly string[])[] {
  return branches.flatMap(({ values, below }) =>
    values.flatMap((value) => (below.length === 0 ? [[value]] : flat(below).map((rest) => [value, ...rest]))),
  )
}

describe('partitionRows', () => {
  it.each([
    { zone: 'UTC', interval: 'PT1H', around: '2026-06-01T10:00Z' },
    { zone: 'Asia/Kolkata', interval: 'PT1H', around: '2026-06-01T22:00Z' },
    { zone: 'Europe/Berlin', interval: 'PT1H', around: '2026-10-24T22:00Z' },
    { zone: 'America/Havana', interval: 'P1D', around: '2026-10-30T12:00Z' },
    { zone: 'Australia/Lord_Howe', interval: 'PT1H', around: '2026-04-04T12:00Z' },
    { zone: 'Europe/Berlin', interval: 'PT5M', around: '2026-06-01T21:30Z' },
  ] as const)(
    'has every partition that a minute of an interval lies in: $zone by $interval',
    ({ zone, interval, around }) => {
      const grid = intervalGrid(interval, zone)
      for (const start of startsFrom(grid, Date.parse(around), 12)) {
        const seen = new Set<string>()
        for (let moment = start; moment < grid.next(start); moment += MINUTE) {
          const shown = wallClock(moment, zone)
          seen.add(`${shown.slice(0, 10)} ${shown.slice(11, 13)}`)
        }
        const rows = partitionRows(['yyyy-MM-dd', 'HH'], zone, [start], grid).map((row) => row.join(' '))
        expect([...seen].filter((row) => !rows.includes(row))).toEqual([])
        // Beyond them only where the clock is changed: local times that come twice or never belong somewhere too.
        const offsets = new Set([start - 1, start, grid.next(start) - 1].map((moment) => offsetOf(moment, zone)))
        if (offsets.size === 1) expect(rows.toSorted()).toEqual([...seen].toSorted())
      }
    },
  )

  it('has the partition of local times that the clock jumps over', () => {
    const grid = intervalGrid('PT1H', 'Europe/Berlin')
    const start = Date.parse('2026-03-29T01:00Z')
    expect(partitionRows(['HH'], 'Europe/Berlin', [start], grid).flat()).toEqual(['02', '03'])
  })

  it('writes patterns as they stand, with one digit or two', () => {
    const grid = intervalGrid('PT1H', 'UTC')
    expect(partitionRows(['yyyy', 'M', 'DD', "'h'HH"], 'UTC', [Date.UTC(2026, 5, 1, 9)], grid)).toEqual([
      ['2026', '6', '01', 'h09'],
    ])
  })

  it('has each minute where partitions are minutes', () => {
    const grid = intervalGrid('PT5M', 'UTC')
    expect(partitionRows(['mm'], 'UTC', [Date.UTC(2026, 5, 1, 9, 55)], grid).flat()).toEqual([
      '55',
      '56',
      '57',
      '58',
      '59',
    ])
  })
})

describe('partitionTree', () => {
  it('has exactly the partitions that it was made of', () => {
    const row = tuple(constantFrom('a', 'b', 'c'), constantFrom('1', '2'), constantFrom('x', 'y', 'z'))
    assert(
      property(uniqueArray(row, { selector: String, maxLength: 18 }), (rows) => {
        const found = flat(partitionTree(rows)).map(String)
        expect(found.toSorted()).toEqual(rows.map(String).toSorted())
      }),
    )
  })

  it('needs three branches for a history of whole days', () => {
    const grid = intervalGrid('PT1H', 'UTC')
    const starts = startsFrom(grid, Date.UTC(2026, 4, 20, 10), 256)
    const tree = partitionTree(partitionRows(['yyyy-MM-dd', 'HH'], 'UTC', starts, grid))
    expect(tree.map(({ values, below }) => [values.length, below.flatMap((branch) => branch.values).length])).toEqual([
      [1, 14],
      [10, 24],
      [1, 2],
    ])
    expect(starts.at(-1)! - starts[0]!).toBe(255 * HOUR)
  })
})
