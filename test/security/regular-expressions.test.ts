import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BOUNDED, expressions, MADE } from './regular-expressions.ts'

const golden = join(import.meta.dirname, '../golden/linear-expressions.json')

describe('the regular expressions of the sources', () => {
  const all = expressions()
  const linear = new Set(JSON.parse(readFileSync(golden, 'utf8')) as string[])

  it('are all seen', () => {
    expect(all.length).toBeGreaterThan(300)
  })

  // test/cloud/regular-expressions.test.ts proves those of the golden file again, and says how to prove a new one.
  it('are each proven to be linear, or see bounded texts alone', () => {
    const open = all.filter(({ text, made }) => (made ? !(text in MADE) : !linear.has(text) && !(text in BOUNDED)))
    expect(open).toEqual([])
  })

  it('are still there where something is said of them', () => {
    const there = new Set(all.map(({ text }) => text))
    expect([...linear, ...Object.keys(BOUNDED), ...Object.keys(MADE)].filter((text) => !there.has(text))).toEqual([])
  })
})
