import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openHistory, type JudgementBook } from '../../../engine/history/index.ts'
import { listJudgements, readGroup, type ObjectStore } from '../../../engine/state/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { keysOf } from '../state/store-contract.ts'
import { END, shopState } from './shop-world.ts'

const GRID = intervalGrid('PT1H', 'UTC')

async function opened(changed: (store: ObjectStore) => ObjectStore = (store) => store) {
  const store = changed(await shopState('live'))
  const history = (await openHistory(store).detector('shop'))!
  const { groups } = await history.generation!.groups.now()
  const indexed = groups.find(({ ref, summary }) => ref.severity === 100 && summary.metricCount >= 3)!
  return { store, group: await readGroup(store, indexed.ref), book: history.judgements }
}

describe('the book of judgements', () => {
  it('records what the engine needs to compare later anomalies with', async () => {
    const { store, group, book } = await opened()
    await book.record(group, GRID, { metrics: [1], relevant: false, by: 'ann' }, END)
    expect((await listJudgements(store, 'shop')).judgements).toEqual([
      expect.objectContaining({
        groupId: group.id,
        whole: false,
        relevant: false,
        at: END,
        by: 'ann',
        measure: group.measure,
        series: group.metrics[1].series,
        direction: 'down',
        slot: GRID.slot(group.start),
        severity: 100,
      }),
    ])
  })

  it('knows what is in force by metric, and how many metrics of a group are judged', async () => {
    const { group, book } = await opened()
    await book.record(group, GRID, { metrics: null, relevant: true, by: 'ann' }, END)
    await book.record(group, GRID, { metrics: [1], relevant: false, by: 'bob' }, END + 1)
    await book.record(group, GRID, { metrics: [2], relevant: null, by: 'bob' }, END + 2)
    const now = await book.now()
    const others = group.metrics.slice(3).map(() => true)
    expect(now.inForce(group)).toEqual([true, false, null, ...others])
    expect(now.countsOf(group.id)).toEqual({ relevant: 1 + others.length, notRelevant: 1 })
    expect(now.countsOf('another')).toEqual({ relevant: 0, notRelevant: 0 })
  })

  it('shows at once what was said here, though it lists what others say once a second', async () => {
    const { group, book } = await opened()
    expect((await book.now()).inForce(group)[0]).toBeNull()
    await book.record(group, GRID, { metrics: [0], relevant: true, by: 'ann' }, END)
    expect((await book.now()).inForce(group)[0]).toBe(true)
  })

  it('tells a judgement of the whole group as one voice, the newest first', async () => {
    const { group, book } = await opened()
    await book.record(group, GRID, { metrics: null, relevant: true, by: 'ann' }, END)
    await book.record(group, GRID, { metrics: [1], relevant: null, by: 'bob' }, END + 5)
    expect((await book.now()).said(group.id)).toEqual([
      { at: END + 5, by: 'bob', relevant: null, series: group.metrics[1].series },
      { at: END, by: 'ann', relevant: true, series: null },
    ])
  })

  it('hears the last word of who changes their mind within one millisecond', async () => {
    const { group, book } = await opened()
    for (const relevant of [true, null, false]) {
      await book.record(group, GRID, { metrics: [0], relevant, by: 'ann' }, END)
    }
    expect((await book.now()).inForce(group)[0]).toBe(false)
  })

  it('hears the last word of who does not wait for an answer, however long the first takes', async () => {
    let creates = 0
    const { group, book } = await opened((store) => ({
      ...store,
      async create(key, bytes) {
        creates++
        await setTimeout(30 / creates)
        return store.create(key, bytes)
      },
    }))
    const words = [true, false, true, null, false]
    await Promise.all(words.map((relevant) => book.record(group, GRID, { metrics: [0], relevant, by: 'ann' }, END)))
    const now = await book.now()
    expect(now.said(group.id).map(({ relevant }) => relevant)).toEqual(words.toReversed())
    expect(now.inForce(group)[0]).toBe(false)
  })

  it('goes on after a word that could not be stored, which whoever said it is told', async () => {
    let creates = 0
    const { group, book } = await opened((store) => ({
      ...store,
      create: (key, bytes) => (creates++ === 0 ? Promise.reject(new Error('full')) : store.create(key, bytes)),
    }))
    const say = (relevant: boolean) => book.record(group, GRID, { metrics: [0], relevant, by: 'ann' }, END)
    const [first, second] = await Promise.allSettled([say(true), say(false)])
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'full' } })
    expect(second.status).toBe('fulfilled')
    expect((await book.now()).inForce(group)[0]).toBe(false)
  })

  it('tells what it cannot read, and goes on with the rest', async () => {
    const { store, group, book } = await opened()
    await book.record(group, GRID, { metrics: [0], relevant: true, by: 'ann' }, END)
    const before = await book.now()
    expect(before.unread).toBeNull()
    const [key] = await keysOf(store.list('detectors/shop/feedback/'))
    const spoilt = key.replace(/.\.json$/u, 'spoilt.json')
    await store.create(spoilt, Buffer.from('{}'))
    const read = (await openHistory(store).detector('shop'))!.judgements
    const now = await read.now()
    expect(now.unread).toEqual({ objects: 1, examples: [expect.stringContaining(spoilt)] })
    expect(now.inForce(group)[0]).toBe(true)
    await read.record(group, GRID, { metrics: [0], relevant: false, by: 'bob' }, END)
    expect((await read.now()).inForce(group)[0]).toBe(false)
  })

  it('loses nothing that two reviewers say at once', async () => {
    const { store, group, book } = await opened()
    const other: JudgementBook = (await openHistory(store).detector('shop'))!.judgements
    await Promise.all([
      book.record(group, GRID, { metrics: [0], relevant: true, by: 'ann' }, END),
      other.record(group, GRID, { metrics: [1], relevant: false, by: 'bob' }, END),
    ])
    expect((await book.now()).inForce(group).slice(0, 2)).toEqual([true, false])
    expect((await other.now()).said(group.id)).toHaveLength(2)
  })
})
