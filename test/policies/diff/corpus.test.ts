import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { diffPolicies } from '../../../policies/index.ts'

interface Pair {
  readonly name: string
  readonly policy1: string
  readonly policy2: string
  readonly equivalent: boolean
  readonly err: boolean
}

const path = '../shared/corpora/policy-equivalence/cases.json'
const there = existsSync(path)
if (!there) process.stderr.write(`skipped: no ${path}\n`)

describe.skipIf(!there)('the corpus of equivalent policies', () => {
  const pairs = there ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Pair[]) : []

  it('has pairs', () => {
    expect(pairs.length).toBeGreaterThan(0)
  })

  it.each(pairs)('$name: $equivalent', ({ policy1, policy2, equivalent, err }) => {
    const compare = () => diffPolicies(JSON.parse(policy1), JSON.parse(policy2)).equivalent
    if (err) expect(compare).toThrow()
    else expect(compare()).toBe(equivalent)
  })
})
