import { describe, expect, it } from 'vitest'
import { JsonScanner, KIND } from '../../../engine/formats/json-scanner.ts'
import { JsonShape, OTHER_SHAPE } from '../../../engine/formats/json-shape.ts'

describe('JsonShape', () => {
  it('goes on behind an object of another shape from there, so that a file of many shapes takes no longer and longer', () => {
    const one = '{"d":"a"}\n'
    const other = '{"e":"a"}\n'
    const text = Buffer.from(one + other.repeat(1000) + one)
    const scanner = new JsonScanner(text.length)
    scanner.bytes.set(text)
    scanner.setLimit(text.length)
    const shape = new JsonShape(1)
    shape.begin()
    shape.note(0, KIND.string, 6, 7)
    shape.learn(scanner.bytes, 0, one.length - 1)
    expect(shape.read(scanner, 500 * other.length, new Int32Array(1), new Int32Array(1))).toBe(OTHER_SHAPE)
    expect(scanner.places[scanner.place]).toBeGreaterThanOrEqual(500 * other.length)
    expect(shape.read(scanner, 1001 * other.length, new Int32Array(1), new Int32Array(1))).toBe(1002 * other.length - 1)
  })
})
