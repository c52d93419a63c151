import { describe, expect, it } from 'vitest'
import { LINT_TEXTS, lintPolicies, type Example, type LintCode } from '../../../policies/lint/index.ts'
import { exampleText } from './example-source.ts'

const CODES = Object.keys(LINT_TEXTS) as LintCode[]

async function lint(example: Example) {
  const { type, context, inside } = example
  const [findings = []] = await lintPolicies([{ text: exampleText(example), file: 'example.json' }], {
    ...context,
    type: inside === undefined ? type : null,
  })
  return findings
}

describe('every finding of the linter', () => {
  it.each(CODES)('%s is found in its bad example, at a place, in words', async (code) => {
    const findings = await lint(LINT_TEXTS[code].bad)
    const finding = findings.find((one) => one.code === code)
    expect(finding, findings.map((one) => one.code).join()).toBeDefined()
    expect(finding!.line).toBeGreaterThan(0)
    expect(finding!.message).toMatch(/^[^\n]+[.?]$/)
    expect(finding!.help).toMatch(/^[^\n]+\.$/)
    expect(`${finding!.message}${finding!.help}`).not.toMatch(/undefined|\[object|\uE000|`null`/)
  })

  it.each(CODES)('%s is not in its good example, which has no error and no security warning', async (code) => {
    const findings = await lint(LINT_TEXTS[code].good)
    expect(findings.map((one) => one.code)).not.toContain(code)
    const serious = findings.filter(({ level }) => level === 'error' || level === 'security-warning')
    expect(serious.map(({ code: other, message }) => `${other} ${message}`)).toEqual([])
  })

  it.each(CODES)('%s has a summary that the reference can show', (code) => {
    expect(LINT_TEXTS[code].summary).toMatch(/\.$/)
  })
})
