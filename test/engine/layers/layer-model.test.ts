import { expect, it } from 'vitest'
import { SHARDS, shardFromBytes } from '../../../engine/detection/index.ts'
import { POINTS, rowOf } from '../../../engine/detection/layout.ts'
import { LayerModel } from '../../../engine/layers/index.ts'

it('knows nothing of a roll-up that got the number of another one', () => {
  const model = LayerModel.create({ interval: 'PT1H', averaged: [false], dimensions: 2, learningPoints: 3 })
  const { table } = model
  // Two series a pod: with its ports 500 of the 502 values have roll-ups.
  const series = Array.from({ length: 1000 }, (_, k) => [`pod-${Math.floor(k / 2)}`, `port-${k % 2}`])
  for (const [number, values] of series.entries()) table.add(number, values)
  const learn = (hour: number): void => {
    const leaves = Array.from({ length: SHARDS }, (_, shard) => ({
      shard,
      values: new Float64Array(Math.ceil((1000 - shard) / SHARDS)).fill(100 + (hour % 3)),
    }))
    model.learn(leaves, { slot: { ofDay: hour % 24, dayOfWeek: 0, dayOfYear: 0 }, gap: 0, threshold: 50 })
  }
  for (let hour = 0; hour < 20; hour++) learn(hour)
  const taken = table.rollUps[1].findIndex(([pod]) => pod === 'pod-7')
  for (const [k, number] of [14, 15].entries()) {
    table.remove(number)
    table.add(number, ['new-pod', `port-${k}`])
  }
  learn(20)
  expect(table.rollUps[1][taken]).toEqual(['new-pod', null])
  const parts = new Map(model.snapshot())
  const [own, beside] = ['single', 'relative'].map((name) => {
    const { scalars } = shardFromBytes(parts.get(`layers/${name}`)!)
    return { passedOn: scalars[rowOf(taken) + POINTS], kept: scalars[rowOf(taken + 1) + POINTS] }
  })
  expect(own).toEqual({ passedOn: 1, kept: 21 })
  // Beside its siblings it has had no value yet, since nothing is expected of it.
  expect(beside!.passedOn).toBe(0)
  expect(beside!.kept).toBeGreaterThan(10)
})
