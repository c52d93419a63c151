import { describe, expect, it } from 'vitest'
import { declareDetector, listDetectors, memoryStore, readDeclared } from '../../../engine/state/index.ts'
import { keysOf, text } from './store-contract.ts'

const declared = {
  detector: { detector: 'revenue', interval: 'PT1H' },
  dataset: { measures: [{ column: 'views', aggregation: 'SUM' }] },
  alerts: [
    { name: 'a', alert: { name: 'a', threshold: 70 } },
    { name: 'b', alert: { name: 'b' } },
  ],
}

describe('declareDetector', () => {
  it('writes the objects that components write too, as plain JSON', async () => {
    const store = memoryStore()
    await declareDetector(store, 'revenue', declared)
    expect(await keysOf(store.list(''))).toEqual([
      'detectors/revenue/alerts/a.json',
      'detectors/revenue/alerts/b.json',
      'detectors/revenue/dataset.json',
      'detectors/revenue/detector.json',
    ])
    expect(JSON.parse(Buffer.from((await store.get('detectors/revenue/detector.json'))!.bytes).toString())).toEqual(
      declared.detector,
    )
    expect(await readDeclared(store, 'revenue')).toEqual(declared)
  })

  it('writes what differs and removes what is gone', async () => {
    const store = memoryStore()
    await declareDetector(store, 'revenue', declared)
    expect(await declareDetector(store, 'revenue', declared)).toEqual([])
    const changed = { ...declared, alerts: [{ name: 'a', alert: { name: 'a', threshold: 80 } }] }
    expect(await declareDetector(store, 'revenue', changed)).toEqual([
      'detectors/revenue/alerts/a.json',
      'detectors/revenue/alerts/b.json',
    ])
    expect(await readDeclared(store, 'revenue')).toEqual(changed)
  })

  it('survives eight declarations at a time', async () => {
    const store = memoryStore()
    await Promise.all(Array.from({ length: 8 }, () => declareDetector(store, 'revenue', declared)))
    expect(await readDeclared(store, 'revenue')).toEqual(declared)
  })
})

describe('readDeclared', () => {
  it('knows no detector that is not declared', async () => {
    expect(await readDeclared(memoryStore(), 'revenue')).toBeUndefined()
  })

  it('names an object that is no JSON', async () => {
    const store = memoryStore()
    await store.create('detectors/revenue/detector.json', text('{'))
    await expect(readDeclared(store, 'revenue')).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
      message: expect.stringContaining('detectors/revenue/detector.json'),
    })
  })
})

describe('listDetectors', () => {
  it('names every detector once, however many objects it has', async () => {
    const store = memoryStore()
    for (const name of ['b', 'a', 'a-b', 'a0', 'a_b']) await declareDetector(store, name, declared)
    expect(await Array.fromAsync(listDetectors(store))).toEqual(['a-b', 'a', 'a0', 'a_b', 'b'])
  })
})
