import { describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { historyInPieces, type PieceKeeper } from '../../../engine/run/history-in-pieces.ts'
import { NO_FILES, type Source, type TimeWindow } from '../../../engine/sources/index.ts'
import { dropPieces, keepPiece, keptPiece, memoryStore, type StatePlace } from '../../../engine/state/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'

const HOUR = 3_600_000
const grid = intervalGrid('PT1H', 'UTC')
const WINDOW: TimeWindow = { start: 0, end: 350 * HOUR }
const PLACE: StatePlace = { detector: 'd', generation: 'g' }

/** A source that adds up itself, made up: two shops, and a value that is too long now and then. */
function source(asked: TimeWindow[], fails: (window: TimeWindow) => boolean = () => false): Source {
  return {
    readInterval: () => Promise.reject(new Error('not asked for')),
    check: () => Promise.reject(new Error('not asked for')),
    async readHistory(window, sink, { onProgress } = {}) {
      asked.push(window!)
      if (fails(window!)) throw new Error('killed')
      const starts = Array.from({ length: (window!.end - window!.start) / HOUR }, (_, i) => window!.start + i * HOUR)
      for (const [index, start] of starts.entries()) {
        const shops = ['b', 'a', index % 2 === 0 ? 'ü' : ''].map((shop) => sink.dictionaries[0]!.internText(shop))
        sink.addSums({
          length: 3,
          timestamps: Float64Array.of(start, start, start),
          dimensions: [Int32Array.from(shops)],
          sums: [Float64Array.of(0.1, start / 7, 3)],
          counts: [Float64Array.of(1, 2, 0)],
          records: Float64Array.of(1, 2, 3),
        })
        sink.rejections.add('DIMENSION_TOO_LONG', () => ({ file: 'db', line: 0, text: `x${start}` }), 4)
        onProgress?.(index + 1, starts.length)
      }
      return { ...NO_FILES, scannedBytes: 10 }
    },
  }
}

async function read(from: Source, keeper: PieceKeeper, onProgress?: (done: number, total: number | undefined) => void) {
  const dataset = {
    timestamp: null,
    timezone: 'UTC',
    measures: [{ column: 'v', aggregation: 'AVG' as const }],
    dimensions: ['shop'],
    filters: {},
  }
  const sink = aggregateRecords({ dataset, grid, window: WINDOW })
  const report = await historyInPieces(from, grid, WINDOW, sink, keeper, onProgress === undefined ? {} : { onProgress })
  const aggregate = sink.finish(report)
  return {
    ...aggregate,
    values: aggregate.intervals.map((start) => aggregate.values(start)),
    counts: aggregate.intervals.map((start) => aggregate.counts(start)),
  }
}

function keeperOf(store: ReturnType<typeof memoryStore>): PieceKeeper {
  return {
    load: (name) => keptPiece(store, PLACE, name),
    save: (name, columns) => keepPiece(store, PLACE, name, columns),
  }
}

describe('a history in pieces', () => {
  it('goes on where an ended run stood, and gives what an undisturbed one gives', async () => {
    const undisturbed = await read(source([]), keeperOf(memoryStore()))
    expect(undisturbed.report).toMatchObject({ read: 350 * 10, used: 350 * 6, rejected: 350 * 4, scannedBytes: 40 })

    const store = memoryStore()
    const first: TimeWindow[] = []
    await expect(
      read(
        source(first, ({ start }) => start >= 200 * HOUR),
        keeperOf(store),
      ),
    ).rejects.toThrow('killed')
    const second: TimeWindow[] = []
    const resumed = await read(source(second), keeperOf(store))
    expect(resumed).toEqual(undisturbed)
    expect(first.map(({ start }) => start / HOUR)).toEqual([0, 100, 200])
    expect(second.map(({ start }) => start / HOUR)).toEqual([200, 300])
  })

  it('counts progress over all pieces', async () => {
    const progress: number[] = []
    await read(source([]), keeperOf(memoryStore()), (done, total) => {
      expect(total).toBe(350)
      progress.push(done)
    })
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(350)
  })

  it('reads a piece again that is not what was kept', async () => {
    const store = memoryStore()
    await store.create(`state/d/g/history/0-${100 * HOUR}.bin`, Buffer.from('torn'))
    const asked: TimeWindow[] = []
    await read(source(asked), keeperOf(store))
    expect(asked[0]).toEqual({ start: 0, end: 100 * HOUR })
    expect(asked.length).toBe(4)
  })

  it('leaves nothing behind when it is dropped', async () => {
    const store = memoryStore()
    await read(source([]), keeperOf(store))
    expect((await Array.fromAsync(store.list('state/'))).length).toBe(4)
    await dropPieces(store, PLACE)
    expect(await Array.fromAsync(store.list('state/'))).toEqual([])
  })
})
