import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf, newestFirst, newestFirstFlat } from '../../../engine/state/keys.ts'

const moment = fc.integer({ min: -49_999_999_999_999, max: 50_000_000_000_000 })

describe('newestFirst', () => {
  it('counts down and can be read', () => {
    expect(newestFirst(Date.UTC(2026, 0, 31, 23))).toBe('482300/48230099600000_20260131-230000')
    expect(newestFirstFlat(0)).toBe('50000000000000_19700101-000000')
  })

  it('sorts later moments first, whatever follows', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a !== b)
        for (const text of [newestFirst, newestFirstFlat]) {
          expect(`${text(a)}.json` < `${text(b)}/x.json`).toBe(a > b)
        }
      }),
    )
  })

  it('gives its moment back, to the millisecond', () => {
    fc.assert(
      fc.property(moment, (at) => {
        expect(momentOf(`state/a/b/commits/${newestFirst(at)}.json`)).toBe(at)
        expect(momentOf(`state/a/b/chunks/${newestFirstFlat(at)}_abc.bin`)).toBe(at)
      }),
    )
    expect(momentOf(`a/${newestFirst(Date.UTC(1925, 0, 1))}.json`)).toBe(Date.UTC(1925, 0, 1))
    expect(momentOf('state/a/b/commits/readme.txt')).toBeNaN()
  })
})
