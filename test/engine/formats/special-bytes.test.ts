import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINDER_BYTES, plainFinder, vectorFinder } from '../../../engine/formats/special-bytes.ts'

/** The machine's, where it has one; every one that Node 20 runs on has. */
const finders = [
  { name: 'vectorFinder', find: vectorFinder()! },
  { name: 'plainFinder', find: plainFinder() },
]

describe.each(finders)('$name', ({ find }) => {
  const found = (text: Uint8Array, wanted: readonly number[], least = 0) => {
    const { places, count } = find(text, wanted, least)
    // Its room for one more.
    places[count] = text.length
    return Array.from(places.subarray(0, count))
  }

  it('finds every place of the wanted bytes and of those below the least, and no other, in any text', () => {
    const bytes = fc.uint8Array({ maxLength: 300 })
    const few = fc.uint8Array({ maxLength: 300, max: 3 })
    const wanted = fc.array(fc.oneof(fc.nat(3), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.oneof(bytes, few), wanted, fc.oneof(fc.constant(0), fc.nat(255)), (text, sought, least) => {
        const expected = [...text.keys()].filter((at) => sought.includes(text[at]) || text[at] < least)
        expect(found(text, sought, least)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds nothing of the text before, which was longer', () => {
    expect(found(Buffer.from(',,,,,,,,,,'), [44])).toHaveLength(10)
    expect(found(Buffer.from('a,b'), [44])).toEqual([1])
    expect(found(new Uint8Array(0), [44])).toEqual([])
  })

  it('has room for the longest text full of wanted bytes', () => {
    const { places, count } = find(new Uint8Array(FINDER_BYTES).fill(44), [44], 0)
    expect(count).toBe(FINDER_BYTES)
    expect(places[FINDER_BYTES - 1]).toBe(FINDER_BYTES - 1)
    expect(places.length).toBeGreaterThan(FINDER_BYTES)
  })
})
