import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { POLICY_PROPERTIES } from '../../policy-pack/documents.ts'
import { crowsnestPolicies } from '../../policy-pack/index.ts'
import type { Example } from '../../policy-pack/rule.ts'
import { RULES, type RuleName } from '../../policy-pack/rules.ts'
import { judge, type Said } from './judge.ts'

const NAMES = Object.keys(RULES) as RuleName[]
const AWS = dirname(createRequire(import.meta.url).resolve('@pulumi/aws/package.json'))

/** What a rule says of an example, with the settings of the example. */
async function judgeExample(name: RuleName, example: Example<object>): Promise<readonly Said[]> {
  const policies = crowsnestPolicies({ [name]: example.settings ?? {} }).filter((policy) => policy.name === name)
  return judge(policies, example.resources)
}

describe('every rule of the policy pack', () => {
  it.each(NAMES)('%s finds what is bad in its bad example, with a place and a cure', async (name) => {
    const said = await judgeExample(name, RULES[name].bad)
    expect(said.length).toBeGreaterThan(0)
    for (const { message, resource } of said) {
      expect(message).toMatch(/^[\w.[\]: ]+: [^\n]+\.( \[[A-Z_]+\])?$/)
      expect(message).not.toMatch(/undefined|\[object|Symbol/)
      expect(resource).not.toBe('')
    }
  })

  it.each(NAMES)('%s finds nothing in its good example', async (name) => {
    expect(await judgeExample(name, RULES[name].good)).toEqual([])
  })

  it.each(NAMES)('%s says what it is for, what to do, why it is enforced as it is, and where AWS says so', (name) => {
    const { title, description, why, cure, source } = RULES[name]
    for (const text of [description, why, cure]) expect(text).toMatch(/^[A-Z].*\.$/s)
    expect(title).toMatch(/^[A-Z].*[a-zA-Z]$/)
    expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|www\.pulumi\.com\/docs)\//)
  })

  it.each([
    ...NAMES.flatMap((name) => {
      const rule = RULES[name]
      return rule.kind === 'resource' && rule.types !== null ? rule.types.map((type) => ({ type, name })) : []
    }),
    ...NAMES.flatMap((name) => RULES[name].bad.resources.map(({ type }) => ({ type, name }))),
  ])('$name names $type, which @pulumi/aws has', ({ type }) => {
    const [, module, name] = type.split(':')
    expect(existsSync(join(AWS, `${module}.d.ts`))).toBe(true)
    expect(readFileSync(join(AWS, `${module}.js`), 'utf8')).toContain(`__pulumiType = '${type}'`)
    expect(name).not.toBe('')
  })
})

describe('POLICY_PROPERTIES', () => {
  it.each(Object.entries(POLICY_PROPERTIES))('knows that %s takes a policy', (type, { property }) => {
    const [, module] = type.split(':')
    expect(readFileSync(join(AWS, `${module}.d.ts`), 'utf8')).toMatch(
      new RegExp(`^ {4}${property}\\??: pulumi.Input<`, 'm'),
    )
  })
})
