import { describe, expect, it } from 'vitest'
import { createScores } from '../../../engine/detection/index.ts'
import type { LivingLeaves } from '../../../engine/layers/begun.ts'
import { takeBackHandedOver } from '../../../engine/layers/handed-over.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

const OVERLAP = { ofMetrics: 12, ofValues: 288 }

/** A metric of service, zone, version and pod: what it has, of 100 that are expected of those which are judged. */
interface Pod {
  readonly value: number
  readonly expected?: number
  readonly age?: number
  readonly silence?: number
}

const old = (value: number, expected = 100): Pod => ({ value, expected, age: 5000 })
const begun = (value: number, age = 0): Pod => ({ value, age })
const silent: Pod = { value: Number.NaN, age: 5000, silence: 1 }

describe('takeBackHandedOver', () => {
  it('takes the verdicts on those back of whose values others that have just begun in their places have what is missing', () => {
    const fleet = {
      'web a v1 p1': old(30),
      'web a v1 p2': old(60),
      'web b v1 p3': old(30),
      'web a v1 p4': begun(50),
      'web a v1 p5': begun(55),
      'api a v1 p6': old(20),
    }
    expect(judgedOf(fleet)).toEqual(['web b v1 p3', 'api a v1 p6'])
  })

  it('knows a new version', () => {
    expect(judgedOf({ 'web a v1 p1': old(30), 'api b v1 p8': old(99), 'web a v2 p2': begun(65) })).toEqual([
      'api b v1 p8',
    ])
  })

  it.each([
    { what: 'have too little of it', others: { 'web a v1 p2': begun(45) } },
    { what: 'are of another service', others: { 'api a v1 p2': begun(70) } },
    { what: 'are elsewhere', others: { 'web b v1 p2': begun(70) } },
    { what: 'began long before', others: { 'web a v1 p2': begun(70, 13) } },
    { what: 'have nothing that is new', others: { 'web a v1 p7': begun(70) } },
    { what: 'have taken the place of one that is silent', others: { 'web a v1 p2': begun(70), 'web a v1 p3': silent } },
    {
      what: 'have too little, though a third one has more',
      others: { 'web a v1 p2': begun(45), 'web a v1 p3': old(115) },
    },
    { what: 'have what a third one lacks', others: { 'web a v1 p2': begun(70), 'web a v1 p3': old(40) } },
  ])('leaves the verdict where the others $what', ({ others }) => {
    const around = { 'web a v1 p9': old(99), 'api b v1 p9': old(99), 'web b v1 p9': old(99), 'api a v1 p7': old(99) }
    expect(judgedOf({ 'web a v1 p1': old(30), ...around, ...others })).toContain('web a v1 p1')
  })

  it('looks at how much a value comes to where it is below 0', () => {
    const fleet = { 'web a v1 p1': old(-30, -100), 'web a v1 p2': begun(-60) }
    expect(judgedOf(fleet)).toEqual([])
    expect(judgedOf({ ...fleet, 'web a v1 p2': begun(60) })).toEqual(['web a v1 p1'])
    expect(judgedOf({ ...fleet, 'web a v1 p3': old(30, 100), 'web a v1 p4': begun(70) })).toEqual([])
    expect(judgedOf({ ...fleet, 'web a v1 p3': old(-130, -100) })).toEqual(['web a v1 p3'])
  })

  it('leaves the verdict on a value of the other sign, which is no part of what was expected', () => {
    expect(judgedOf({ 'web a v1 p1': old(-30), 'web a v1 p2': begun(140) })).toEqual(['web a v1 p1'])
  })

  it('has nothing to do with averages, nor with what is more than expected', () => {
    const fleet = { 'web a v1 p1': old(30), 'web a v1 p2': begun(70) }
    expect(judgedOf(fleet, true)).toEqual(['web a v1 p1'])
    expect(judgedOf({ ...fleet, 'web a v1 p3': old(110) })).toEqual(['web a v1 p3'])
  })
})

/** Those on which a verdict stands. */
function judgedOf(fleet: Readonly<Record<string, Pod>>, averaged = false): readonly string[] {
  const names = Object.keys(fleet)
  const table = new RollUpTable(4)
  names.forEach((name, number) => table.add(number, name.split(' ')))
  table.settle()
  const leaves = names.map((name, shard): LivingLeaves => {
    const { value, expected = 100, age = Number.NaN, silence = Number.NaN } = fleet[name]!
    const scores = createScores(1)
    scores.age[0] = age
    scores.silence[0] = silence
    if (age > 300 && !Number.isNaN(value)) {
      scores.expected[0] = expected
      scores.score[0] = Math.abs(value - expected) / 10
    }
    return { shard, values: Float64Array.of(value), scores }
  })
  takeBackHandedOver(table, leaves, [averaged], OVERLAP)
  return names.filter((_, shard) => !Number.isNaN(leaves[shard]!.scores.score[0]))
}
