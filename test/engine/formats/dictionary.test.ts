import { describe, expect, it } from 'vitest'
import { createDictionary } from '../../../engine/formats/index.ts'

describe('a dictionary', () => {
  it('numbers distinct values in order of appearance and gives them back', () => {
    const dictionary = createDictionary()
    // Enough for some to share all 32 bits of their hash.
    const values = Array.from({ length: 300_000 }, (_, i) => 'x'.repeat(i % 7) + (i * 7919).toString(36))
    const distinct = [...new Set(values)]
    expect(distinct.map((value) => dictionary.internText(value)).every((code, i) => code === i)).toBe(true)
    expect(distinct.every((value, i) => dictionary.internText(value) === i && dictionary.value(i) === value)).toBe(true)
    expect(dictionary.size).toBe(distinct.length)
  })

  it('gives bytes and text the same code, wherever the bytes stand', () => {
    const dictionary = createDictionary()
    const bytes = Buffer.from('-- élan --')
    expect(dictionary.intern(bytes, 3, 8)).toBe(dictionary.internText('élan'))
    expect(dictionary.intern(bytes, 0, 0)).toBe(dictionary.internText(''))
    expect(dictionary.value(1)).toBe('')
  })

  it('refuses what is no UTF-8, too long, or one value too many', () => {
    const dictionary = createDictionary(1)
    expect(dictionary.intern(Uint8Array.of(0xc3), 0, 1)).toBe(-1)
    expect(dictionary.internText('x'.repeat(41))).toBe(-2)
    expect(dictionary.internText('x'.repeat(10_000))).toBe(-2)
    expect(dictionary.internText('a')).toBe(0)
    expect(dictionary.internText('b')).toBe(-3)
    expect(dictionary.internText('a')).toBe(0)
    expect(dictionary.size).toBe(1)
  })
})
