import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../engine/dataset/index.ts'
import { SHARDS, shardOf } from '../../../engine/detection/index.ts'
import { SeriesBook } from '../../../engine/run/series-book.ts'
import { intervalGrid } from '../../../engine/time/index.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** Pods of one shard, so that they may have each other's places. */
const PODS = Array.from({ length: 5000 }, (_, k) => [`pod-${k}`])
  .filter((values) => shardOf(values) === 3)
  .slice(0, 6)
const NOBODY: ReadonlySet<number> = new Set()

/** A book whose pods have a value in each hour from 0 until `until[k]`. */
function bookOf(until: readonly number[], hours: number): SeriesBook {
  const book = new SeriesBook('PT1H')
  for (let hour = 0; hour < hours; hour++)
    live(
      book,
      hour * HOUR,
      PODS.filter((_, k) => hour < (until[k] ?? 0)),
    )
  return book
}

/** An interval in which some pods have a value. @returns numbers of those that were new */
function live(book: SeriesBook, start: number, present: readonly (readonly string[])[], gap = 0): readonly number[] {
  const aggregate = { series: present } as unknown as Aggregate
  const places = book.placesOf(aggregate)
  const admitted = book.admit(aggregate, places, new Float64Array(present.length).fill(1), start)
  const values = new Float64Array(book.ofShard(3).length).fill(Number.NaN)
  for (const number of places) values[Math.floor(number / SHARDS)] = 1
  book.note({ start, gap }, [{ shard: 3, values }])
  return admitted
}

function restored(book: SeriesBook): SeriesBook {
  return new SeriesBook('PT1H', book.parts())
}

describe('SeriesBook', () => {
  it('lets a series keep its place until it has been silent for a week, and while a group has it', () => {
    const book = bookOf([300, 20, 30, 200], 300)
    const gone = (start: number, kept = NOBODY): readonly unknown[] => {
      const keeping = book.allKeeping({ start, gap: 0 }, kept)
      return PODS.slice(0, 4).filter((pod) => !keeping.includes(pod))
    }
    expect(gone(19 * HOUR + WEEK)).toEqual([])
    expect(gone(20 * HOUR + WEEK)).toEqual([PODS[1]])
    expect(gone(300 * HOUR)).toEqual([PODS[1], PODS[2]])
    expect(gone(300 * HOUR, new Set([book.number(PODS[2])!]))).toEqual([PODS[1]])
  })

  it.each([
    { interval: 'P1D', zone: 'Europe/Berlin', from: '2027-03-20T12:00Z', intervals: 14 },
    { interval: 'P1D', zone: 'Europe/Berlin', from: '2027-10-20T12:00Z', intervals: 14 },
    { interval: 'PT1H', zone: 'Australia/Lord_Howe', from: '2027-04-02T00:00Z', intervals: 168 },
    { interval: 'PT1H', zone: 'Australia/Lord_Howe', from: '2027-10-01T00:00Z', intervals: 168 },
  ] as const)('lets a place go after $intervals intervals at $interval from $from on', (given) => {
    const grid = intervalGrid(given.interval, given.zone)
    const book = new SeriesBook(given.interval)
    let start = grid.start(Date.parse(given.from))
    live(book, grid.previous(start), PODS.slice(0, 1))
    const keeps: boolean[] = []
    for (let k = 0; k <= given.intervals; k++) {
      live(book, start, PODS.slice(1, 2))
      keeps.push(book.keeping({ start, gap: 0 }, NOBODY)(book.number(PODS[0])!))
      start = grid.next(start)
    }
    expect(keeps.indexOf(false)).toBe(given.intervals)
  })

  it('takes as many places as newcomers need, the longest silent first', () => {
    const book = bookOf([400, 30, 20, 40], 400)
    const [, second, third, fourth] = PODS.map((pod) => book.number(pod)!)
    const leaving = (count: number, limit: number, kept = NOBODY): readonly number[] =>
      book.leaving({ count, start: 400 * HOUR, gap: 0, limit }, kept)
    expect(leaving(1, 5)).toEqual([])
    expect(leaving(1, 4)).toEqual([third])
    expect(leaving(2, 4)).toEqual([third, second])
    expect(leaving(9, 4)).toEqual([third, second, fourth])
    expect(leaving(1, 4, new Set([third]))).toEqual([second])
    // Nobody comes: that there are more than the quota is no reason.
    expect(leaving(0, 2)).toEqual([])
  })

  it('counts intervals without any data as silent ones', () => {
    const book = bookOf([10, 8], 10)
    const [first, second] = PODS.map((pod) => book.number(pod)!)
    const leaving = (gap: number, kept = NOBODY): readonly number[] =>
      book.leaving({ count: 2, start: (10 + gap) * HOUR, gap, limit: 2 }, kept)
    expect(leaving(165)).toEqual([])
    expect(leaving(166)).toEqual([second])
    expect(leaving(168)).toEqual([second, first])
    expect(leaving(168, new Set([second]))).toEqual([first])
    expect(book.allKeeping({ start: 178 * HOUR, gap: 168 }, new Set([first]))).toEqual([PODS[0]])
    // What has no value after the gap either has been silent since it began.
    live(book, 110 * HOUR, [PODS[1]], 100)
    expect(book.leaving({ count: 1, start: 178 * HOUR, gap: 0, limit: 2 }, NOBODY)).toEqual([first])
  })

  it('gives a place to another series, and knows who had it', () => {
    const book = bookOf([400, 20, 30], 400)
    const left = book.number(PODS[1])!
    book.leave([left], 400 * HOUR)
    expect(book.count).toBe(2)
    expect(book.number(PODS[1])).toBeUndefined()
    expect(book.all).toEqual([PODS[0], PODS[2]])
    expect(restored(book).all).toEqual(book.all)
    expect(restored(book).count).toBe(2)
    for (const one of [restored(book), book]) {
      expect(live(one, 400 * HOUR, [PODS[0], PODS[4]])).toEqual([left])
      expect(one.values(left)).toEqual(PODS[4])
      // Who comes again is new.
      expect(live(one, 401 * HOUR, [PODS[1]])).toEqual([3 + 3 * SHARDS])
      expect(one.count).toBe(4)
    }
    expect(restored(book).parts()).toEqual(book.parts())
    const lives = JSON.parse(new TextDecoder().decode(book.parts().get('series/03-lives'))) as unknown
    expect(lives).toEqual({
      silent: [
        [0, 401 * HOUR],
        [1, 401 * HOUR],
        [2, 30 * HOUR],
      ],
      since: [[1, 400 * HOUR]],
      vacant: [],
      former: [{ place: 1, values: PODS[1], since: null, until: 400 * HOUR }],
    })
  })

  it('forgets after 90 days where a series was that has left', () => {
    const book = bookOf([2400, 20, 30], 400)
    const [, second, third] = PODS.map((pod) => book.number(pod)!)
    book.leave([second], 400 * HOUR)
    book.leave([third], 400 * HOUR + 90 * DAY)
    const { former } = JSON.parse(new TextDecoder().decode(book.parts().get('series/03-lives'))) as {
      readonly former: readonly { readonly values: unknown }[]
    }
    expect(former.map(({ values }) => values)).toEqual([PODS[2]])
  })

  it('knows of twice as many that have left as there are places', () => {
    const book = bookOf([9], 9)
    for (const [k, pod] of PODS.slice(1).entries()) {
      book.leave([3], (10 + k) * HOUR)
      expect(live(book, (10 + k) * HOUR, [pod])).toEqual([3])
    }
    const { former } = JSON.parse(new TextDecoder().decode(book.parts().get('series/03-lives'))) as {
      readonly former: readonly { readonly values: unknown }[]
    }
    expect(former.map(({ values }) => values)).toEqual([PODS[3], PODS[4]])
  })
})
