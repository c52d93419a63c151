import { describe, expect, it } from 'vitest'
import { openHistory, type GenerationHistory, type MetricHistory } from '../../../engine/history/index.ts'
import {
  commitLog,
  memoryStore,
  readGroup,
  writePoints,
  writeSnapshot,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { generationHistory } from '../../../engine/history/generation-history.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { PLACE, record, T0 } from '../state/records.ts'
import { countingStore } from './counting-store.ts'
import { END, HOUR, LIVE, LIVE_RECORDS, MISSING, shopSpec, shopState, SPOILT } from './shop-world.ts'

const MEASURES = shopSpec('live').dataset.measures.map(({ column }) => column)
const GRID = intervalGrid('PT1H', 'UTC')

async function generationOf(store: ObjectStore): Promise<GenerationHistory> {
  return (await openHistory(store).detector('shop'))!.generation!
}

async function read(
  generation: GenerationHistory,
  metrics: readonly { readonly measure: string; readonly series: readonly string[] }[],
  starts: readonly number[],
): Promise<readonly MetricHistory[]> {
  const { last } = await generation.groups.now()
  const wanted = metrics.map(({ measure, series }) => ({ measure: MEASURES.indexOf(measure), series }))
  return generation.series.read(last!, GRID, MEASURES.length, wanted, starts)
}

function hours(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, hour) => from + hour * HOUR)
}

describe('a metric that is read back', () => {
  it('has the values that the files have, and none for an hour without a file', async () => {
    const generation = await generationOf(await shopState('live'))
    const series = [
      ['web', 'us'],
      ['kiosk', 'jp'],
      ['ios', 'br'],
    ]
    const starts = hours(LIVE, 48)
    const metrics = series.flatMap((one) => MEASURES.map((measure) => ({ measure, series: one })))
    const histories = await read(generation, metrics, starts)
    const expected = metrics.map(({ measure, series: [platform, country] }) =>
      starts.map((start) => {
        const found = LIVE_RECORDS.get(start)!.find((fields) => fields[0] === platform && fields[1] === country)
        return found === undefined || start === MISSING ? null : Number(found[2 + MEASURES.indexOf(measure)])
      }),
    )
    expect(expected.flat().filter((value) => value === null).length).toBeGreaterThan(9)
    expect(histories.map(({ value }) => value)).toEqual(expected)
    expect(histories[0].expected[starts.indexOf(MISSING)]).toBeNull()
    expect(histories[0].value[starts.indexOf(SPOILT)]).not.toBeNull()
  })

  it.each(['live', 'backtest'] as const)('has what the groups of a %s say of their points', async (kind) => {
    const store = await shopState(kind)
    const generation = await generationOf(store)
    let points = 0
    for (const { ref } of (await generation.groups.now()).groups) {
      const { measure, metrics, start, end } = await readGroup(store, ref)
      const starts = hours(start, (end - start) / HOUR + 1)
      const histories = await read(
        generation,
        metrics.map(({ series }) => ({ measure, series })),
        starts,
      )
      for (const [index, metric] of metrics.entries()) {
        for (const point of metric.points) {
          const at = starts.indexOf(point.start)
          const history = histories[index]
          expect(history.value[at]).toBe(point.value)
          for (const name of ['expected', 'lower', 'upper'] as const) {
            expect(history[name][at]).toBe(Math.fround(point[name]))
          }
          expect(history.severity[at]).toBeCloseTo(point.severity, 1)
          points++
        }
      }
    }
    expect(points).toBeGreaterThan(20)
  })

  it('is all nulls where nothing was judged: in the history, in the future, and of a series that never came', async () => {
    const generation = await generationOf(await shopState('live'))
    const nothing = [null, null]
    const starts = hours(LIVE - 100 * HOUR, 2)
    const metric = { measure: 'orders', series: ['web', 'us'] }
    expect((await read(generation, [metric], starts))[0]).toMatchObject({ value: nothing, expected: nothing })
    expect((await read(generation, [metric], hours(END, 2)))[0]).toMatchObject({ value: nothing, severity: nothing })
    const unknown = { measure: 'orders', series: ['fax', 'us'] }
    expect((await read(generation, [unknown], hours(LIVE, 2)))[0]).toMatchObject({ value: nothing, upper: nothing })
  })

  it('shows what a backtest tested and the 100 intervals before', async () => {
    const generation = await generationOf(await shopState('backtest'))
    const { last } = await generation.groups.now()
    const starts = hours(last!.start - 101 * HOUR, 103)
    const [{ value }] = await read(generation, [{ measure: 'orders', series: ['web', 'us'] }], starts)
    expect(value[0]).toBeNull()
    expect(value.slice(1).filter((one) => one === null)).toEqual([])
  })

  it('is read once for many metrics, and not again', async () => {
    const store = countingStore(await shopState('live', memoryStore()))
    const generation = await generationOf(store)
    const metrics = ['us', 'uk', 'de'].map((country) => ({ measure: 'orders', series: ['web', country] }))
    await read(generation, metrics, hours(LIVE + 10 * HOUR, 20))
    const points = (): number => store.reads.splice(0).filter((key) => key.includes('/points/')).length
    expect(points()).toBe(20)
    await read(generation, metrics, hours(LIVE + 10 * HOUR, 21))
    expect(points()).toBe(1)
  })

  it('has nulls before its series came, though its shard was there', async () => {
    const { generation, last } = await twoIntervals({ 'series/03': [['us'], ['uk']] }, [1, 2])
    const wanted = { measure: 1, series: ['uk'] }
    const starts = [T0 - HOUR, T0]
    const [{ value, severity }] = await generation.series.read(last, GRID, 2, [wanted], starts)
    expect(value).toEqual([null, 6])
    expect(severity).toEqual([null, 100])
  })

  it('is read where it was then, when another series has its place, or it has come again at another', async () => {
    const lives = {
      silent: [],
      since: [[1, T0]],
      vacant: [0],
      former: [
        { place: 1, values: ['it'], since: null, until: T0 },
        { place: 0, values: ['uk'], since: null, until: T0 },
      ],
    }
    const parts = { 'series/03': [[], ['uk']], 'series/03-lives': lives }
    const { generation, last } = await twoIntervals(parts, [1, 2, 7, 8])
    const wanted = [['it'], ['uk'], ['us']].map((series) => ({ measure: 1, series }))
    const histories = await generation.series.read(last, GRID, 2, wanted, [T0 - HOUR, T0])
    expect(histories.map(({ value }) => value)).toEqual([
      [8, null],
      [2, 6],
      [null, null],
    ])
    expect((await generation.series.places(last)).count).toBe(1)
  })
})

/** Two intervals of a shard, the first one with `before`, the second with 3, 4, 5, 6; series and their lives as `parts` say. */
async function twoIntervals(
  parts: Readonly<Record<string, unknown>>,
  before: readonly number[],
): Promise<{ readonly generation: GenerationHistory; readonly last: CommitRecord }> {
  const store = memoryStore()
  const log = commitLog(store, PLACE)
  const bytes = Object.entries(parts).map(([name, part]) => [name, Buffer.from(JSON.stringify(part))] as const)
  let last: CommitRecord | undefined
  for (const [sequence, values] of [before, [3, 4, 5, 6]].entries()) {
    const { end } = record(sequence)
    const points = await writePoints(store, PLACE, end, {
      shard: Uint32Array.of(3, 5),
      metrics: Uint32Array.of(values.length, 2),
      ...Object.fromEntries(
        ['value', 'expected', 'lower', 'upper', 'score'].map((name) => [name, Float64Array.of(...values, 9, 9)]),
      ),
    })
    const snapshot = await writeSnapshot(store, PLACE, end, bytes)
    last = (await log.append({ ...record(sequence), points, snapshot }, last)).record
  }
  return { generation: generationHistory(store, log), last: last! }
}
