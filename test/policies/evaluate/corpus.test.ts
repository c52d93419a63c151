import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requestCases } from '../../../policies/evaluate/index.ts'
import { loadFacts } from '../../../policies/facts/index.ts'
import { evaluateRequest, EvaluationError } from '../../../policies/index.ts'

const path = '../shared/corpora/evaluation-cases/cases.json'
const there = existsSync(path)
if (!there) process.stderr.write(`skipped: no ${path}\n`)

describe.skipIf(!there)('the corpus of requests', async () => {
  const cases = there ? requestCases(JSON.parse(readFileSync(path, 'utf8')), path) : []
  const facts = await loadFacts(cases.map(({ read }) => read().request.action.split(':')[0]!))

  it('has cases', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  it.each(cases)('$name', ({ read }) => {
    const { request, policies, expected } = read()
    let decision: string
    try {
      decision = evaluateRequest(request, policies, facts).decision
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      decision = 'refused'
    }
    // A case without an agreed answer only has to get one.
    if (expected !== null) expect(decision).toBe(expected)
  })
})
