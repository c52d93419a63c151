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

/** A policy of one statement, of parts. */
function statement(parts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...parts }] } }
}

describe('crowsnest-no-wildcards', () => {
  const rules = crowsnestPolicies().filter(({ name }) => name === 'crowsnest-no-wildcards')
  const saidOf = async (type: string, properties: Readonly<Record<string, unknown>>) =>
    (await judge(rules, [{ type, name: 'it', properties }])).map(({ message }) => message.split(':')[0])
  const ACCOUNT = { AWS: 'arn:aws:iam::111122223333:root' }

  it.each([
    { what: 'everything but', parts: { NotAction: 'iam:*', Resource: 'arn:aws:s3:::acme/*' }, at: 'NotAction' },
    {
      what: 'all resources but',
      parts: { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::acme/*' },
      at: 'NotResource',
    },
    {
      what: 'all of a service',
      parts: { Action: ['s3:GetObject', 's3:*'], Resource: 'arn:aws:s3:::acme/*' },
      at: 'Action',
    },
  ])('finds $what', async ({ parts, at }) => {
    expect(await saidOf('aws:iam/rolePolicy:RolePolicy', statement(parts))).toEqual([`policy.Statement[0].${at}`])
  })

  it.each([
    { who: 'everybody', parts: { Principal: '*' }, found: 1 },
    { who: 'everybody, as an account', parts: { Principal: { AWS: '*' } }, found: 1 },
    {
      who: 'everybody with TLS',
      parts: { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      found: 1,
    },
    {
      who: 'an organization',
      parts: { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-acme' } } },
      found: 0,
    },
    { who: 'a role', parts: { Principal: { AWS: 'arn:aws:iam::111122223333:role/reader' } }, found: 0 },
    { who: 'nobody, by a Deny', parts: { Effect: 'Deny', Principal: '*' }, found: 0 },
  ])('finds $found in a queue for $who', async ({ parts, found }) => {
    const policy = statement({
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:us-east-2:111122223333:lost',
      ...parts,
    })
    expect(await saidOf('aws:sqs/queuePolicy:QueuePolicy', policy)).toHaveLength(found)
  })

  it.each([
    {
      what: 'the account manage its key, as AWS does',
      parts: { Principal: ACCOUNT, Action: 'kms:*', Resource: '*' },
      found: 0,
    },
    {
      what: 'a role manage it',
      parts: { Principal: { AWS: 'arn:aws:iam::111122223333:role/a' }, Action: 'kms:*', Resource: '*' },
      found: 1,
    },
  ])('finds $found when a key lets $what', async ({ parts, found }) => {
    expect(await saidOf('aws:kms/key:Key', statement(parts))).toHaveLength(found)
  })

  it('leaves out the policies of endpoints, which only take away', async () => {
    const policy = statement({ Principal: '*', Action: '*', Resource: '*' })
    expect(await saidOf('aws:ec2/vpcEndpoint:VpcEndpoint', policy)).toEqual([])
  })

  it('finds a function that everybody may call', async () => {
    const permission = { action: 'lambda:InvokeFunction', function: 'notify' }
    expect(await saidOf('aws:lambda/permission:Permission', { ...permission, principal: '*' })).toEqual(['principal'])
    const ours = { ...permission, principal: '*', principalOrgId: 'o-acme' }
    expect(await saidOf('aws:lambda/permission:Permission', ours)).toEqual([])
  })
})

describe('crowsnest-state-bucket', () => {
  const rules = crowsnestPolicies().filter(({ name }) => name === 'crowsnest-state-bucket')
  const example = RULES['crowsnest-state-bucket'].good.resources

  it.each(example.slice(1).map(({ type }) => ({ type })))('finds that $type is missing', async ({ type }) => {
    const said = await judge(
      rules,
      example.filter((resource) => resource.type !== type),
    )
    // S3 encrypts by itself.
    expect(said).toHaveLength(type.includes('Encryption') ? 0 : 1)
  })

  it('knows the bucket of an engine by what its function is told, and its settings by its name', async () => {
    const byName = example.map(({ type, name, properties }) => ({
      type,
      name,
      properties: { bucket: 'acme-state', ...properties, ...(type.endsWith(':Bucket') && { bucket: 'acme-state' }) },
    }))
    const engine = {
      type: 'aws:lambda/function:Function',
      name: 'engine',
      properties: { environment: { variables: { CROWSNEST_STATE: 's3://acme-state/metrics/' } } },
    }
    expect(await judge(rules, byName)).toEqual([])
    // The policy of the example is about another bucket.
    expect((await judge(rules, [...byName, engine])).map(({ message }) => message.split(':')[0])).toEqual(['TLS'])
  })

  it.each([
    { what: 'is about objects alone', statement: { Resource: 'arn:aws:s3:::crowsnest-main-state/*' } },
    { what: 'lets a role through', statement: { Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } } },
    { what: 'denies reading alone', statement: { Action: 's3:Get*' } },
  ])('is not content with a policy that $what', async ({ statement: parts }) => {
    const changed = example.map((resource) => {
      const { policy } = resource.properties as { readonly policy?: { readonly Statement: readonly object[] } }
      return policy === undefined
        ? resource
        : { ...resource, properties: { policy: { ...policy, Statement: [{ ...policy.Statement[0], ...parts }] } } }
    })
    expect((await judge(rules, changed)).map(({ message }) => message.split(':')[0])).toEqual(['TLS'])
  })
})
