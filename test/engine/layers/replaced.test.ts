import { describe, expect, it } from 'vitest'
import { SHARDS, createScores } from '../../../engine/detection/index.ts'
import type { LivingLeaves } from '../../../engine/layers/begun.ts'
import { takeBackReplaced } from '../../../engine/layers/replaced.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

const OVERLAP = { ofMetrics: 12, ofValues: 288 }
const OLD = { age: 5000 }

/** Metrics of service, zone, version and pod, of which the silent ones have a verdict. */
type Fleet = Readonly<Record<string, { readonly age: number; readonly silence?: number }>>

describe('takeBackReplaced', () => {
  it('takes the verdicts on those back whose places others of their service and zone have taken', () => {
    const fleet = {
      'web a v1 p1': { age: 5000, silence: 3 },
      'web a v1 p2': { age: 5000, silence: 3 },
      'web a v1 p3': OLD,
      'web a v1 p4': { age: 2 },
      'api a v1 p5': OLD,
    }
    expect(silentOf(fleet)).toEqual(['web a v1 p2'])
  })

  it.each([
    { what: 'began long before', other: { 'web a v1 p2': { age: 16 } } },
    { what: 'is of another service', other: { 'api a v1 p2': { age: 3 } } },
    { what: 'began elsewhere', other: { 'web b v1 p2': { age: 3 } } },
    { what: 'has nothing that is new', other: { 'web a v1 p7': { age: 3 } } },
  ])('leaves those alone where the other $what', ({ other }) => {
    const others = { 'web a v1 p9': OLD, 'api b v1 p9': OLD, 'api a v1 p7': OLD }
    expect(silentOf({ 'web a v1 p1': { age: 5000, silence: 3 }, ...others, ...other })).toEqual(['web a v1 p1'])
  })

  it('knows a new version, that others of it began some hours ago, and that it is no new one after a day', () => {
    expect(silentOf(releaseOf(100))).toEqual([])
    expect(silentOf(releaseOf(400))).toEqual(['web a v1 p1'])
  })

  it('lets one that is silent itself have taken a place', () => {
    const fleet = {
      'web a v1 p1': { age: 9000, silence: 1500 },
      'web a v1 p2': { age: 1503, silence: 3 },
      'api a v1 p9': OLD,
    }
    expect(silentOf(fleet)).toEqual(['web a v1 p2'])
    expect(silentOf({ ...fleet, 'web a v1 p3': { age: 2 } })).toEqual([])
  })
})

/** A pod of a new version, which began elsewhere so many intervals ago. */
const releaseOf = (first: number): Fleet => ({
  'web a v1 p1': { age: 5000, silence: 3 },
  'api a v1 p8': OLD,
  'api b v1 p9': OLD,
  'web b v2 p2': { age: first },
  'web a v2 p3': { age: 3 },
})

/** Those on which the verdict stands. */
function silentOf(fleet: Fleet): readonly string[] {
  const names = Object.keys(fleet)
  const table = new RollUpTable(4)
  names.forEach((name, number) => table.add(number, name.split(' ')))
  table.settle()
  const leaves = names.map((name, shard): LivingLeaves => {
    const scores = createScores(1)
    const { age, silence } = fleet[name]!
    scores.age[0] = age
    if (silence !== undefined) {
      scores.silence[0] = silence
      scores.score[0] = 4
    }
    return { shard, values: Float64Array.of(silence === undefined ? 10 : Number.NaN), scores }
  })
  expect(names.length).toBeLessThan(SHARDS)
  takeBackReplaced(table, leaves, 1, OVERLAP)
  return names.filter((_, shard) => !Number.isNaN(leaves[shard]!.scores.score[0]))
}
