import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintPolicies } from '../../policies/index.ts'
import { cloudformationTemplates } from '../../templates/cloudformation/index.ts'
import { templates } from '../../templates/cloudformation/templates.ts'

const FOLDER = join(import.meta.dirname, '../../templates/cloudformation')
const FILES = cloudformationTemplates()

/** What our own linter says of templates, with why it stays. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  // Its only permission is no policy.
  'owner-function.yml': ['NO_POLICY_FOUND'],
}

describe('templates/cloudformation', () => {
  it.each([...FILES])('%s is as `npm run templates` writes it', (file, text) => {
    const path = join(FOLDER, file)
    expect(existsSync(path), `${file} is missing: run npm run templates`).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('has no other templates', () => {
    const there = globSync(`${FOLDER}/*.yml`).map((path) => basename(path))
    expect(there.filter((file) => !FILES.has(file))).toEqual([])
  })

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  it.each([...FILES])('%s is no larger than a call takes', (_, text) => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200)
  })

  it.each([...FILES])(
    '%s has policies that our linter has nothing worse than suggestions about',
    async (file, text) => {
      const [findings = []] = await lintPolicies([{ text, file }])
      const worse = findings.filter(({ level }) => level !== 'suggestion').map(({ code }) => code)
      expect([...new Set(worse)]).toEqual(ACCEPTED[file] ?? [])
    },
  )

  it.each(Object.entries(templates()))(
    '%s has parameters that explain themselves and check what they are given',
    (_, template) => {
      for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
        const { Description, Default, AllowedPattern, AllowedValues, MinValue } = parameter
        expect(Description.length, name).toBeGreaterThan(20)
        expect(AllowedPattern ?? AllowedValues ?? MinValue, name).toBeDefined()
        if (Default === undefined) continue
        if (AllowedPattern !== undefined) expect(String(Default), name).toMatch(new RegExp(`^(?:${AllowedPattern})$`))
        if (AllowedValues !== undefined) expect(AllowedValues.map(String), name).toContain(String(Default))
      }
    },
  )

  it.each(Object.entries(templates()))('%s gives every policy with the reasons of its statements', (_, template) => {
    const ids = Object.values(template.Resources).flatMap(({ Properties }) => sidsIn(Properties))
    const reasons = JSON.stringify(Object.values(template.Resources).map(({ Metadata }) => Metadata ?? {}))
    const unexplained = ids.filter((sid) => !reasons.includes(`"${sid}":`))
    expect(unexplained).toEqual([])
  })

  it.each([...FILES])('%s names no account, region or partition', (_, text) => {
    const bare = text.replaceAll(/^\s*(AllowedPattern|ConstraintDescription|Description|Protection): .*$/gm, '')
    expect(bare).not.toMatch(/\d{12}|arn:aws|symbolic|us-east-1/)
  })
})

function sidsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'Sid' && typeof item === 'string' ? [item] : sidsIn(item),
  )
}
