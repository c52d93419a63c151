import { describe, expect, it } from 'vitest'
import { crowsnestPolicies, type CrowsnestPolicyOptions } from '../../policy-pack/index.ts'
import { RULES } from '../../policy-pack/rules.ts'
import { judge, UNKNOWN_TEXT, type GivenResource } from './judge.ts'

function policy(name: string, options: CrowsnestPolicyOptions = {}) {
  return crowsnestPolicies(options).find((one) => one.name === name)!
}

const queue = (tags: Readonly<Record<string, unknown>> | string): GivenResource => ({
  type: 'aws:sqs/queue:Queue',
  name: 'lost',
  properties: { tags },
})

describe('crowsnestPolicies', () => {
  it('gives a policy for each rule, each with a level, a schema of its settings, a cure and a source', () => {
    const policies = crowsnestPolicies()
    expect(policies.map(({ name }) => name)).toEqual(Object.keys(RULES))
    for (const { enforcementLevel, configSchema, remediationSteps, url, severity } of policies) {
      expect(['advisory', 'mandatory']).toContain(enforcementLevel)
      expect(configSchema?.properties['scope']).toMatchObject({ enum: ['crowsnest', 'all'] })
      expect([remediationSteps, url, severity].every((text) => text !== undefined && text !== '')).toBe(true)
    }
  })

  it('takes a level for one rule or for all, and settings as the new defaults', () => {
    const options: CrowsnestPolicyOptions = {
      all: 'advisory',
      'crowsnest-state-kept': 'disabled',
      'crowsnest-role-path': { enforcementLevel: 'mandatory', path: '/acme/' },
    }
    expect(policy('crowsnest-confused-deputy', options).enforcementLevel).toBe('advisory')
    expect(policy('crowsnest-state-kept', options).enforcementLevel).toBe('disabled')
    expect(policy('crowsnest-role-path', options)).toMatchObject({
      enforcementLevel: 'mandatory',
      configSchema: { properties: { path: { default: '/acme/' } } },
    })
  })

  it.each([
    {
      options: { 'crowsnest-role-paths': 'advisory' },
      text: 'must NOT have additional properties "crowsnest-role-paths"',
    },
    {
      options: { 'crowsnest-role-path': { paths: '/acme/' } },
      text: '/crowsnest-role-path: must NOT have additional properties "paths"',
    },
    { options: { 'crowsnest-role-path': { path: 1 } }, text: '/crowsnest-role-path/path: must be string' },
    { options: { 'crowsnest-role-path': 'strict' }, text: 'advisory, mandatory, remediate, disabled' },
    { options: { all: 'loud' }, text: '/all: must be equal to one of the allowed values' },
  ])('refuses $options', ({ options, text }) => {
    expect(() => crowsnestPolicies(options as CrowsnestPolicyOptions)).toThrow(text)
  })

  it('lets the configuration of the pack go before the options', async () => {
    const tags = policy('crowsnest-required-tags', { 'crowsnest-required-tags': { tags: { team: [] } } })
    expect(await judge([tags], [queue({})])).toHaveLength(1)
    expect(await judge([tags], [queue({})], { 'crowsnest-required-tags': { tags: {} } })).toEqual([])
  })
})

function code(below: string | undefined, name: string): GivenResource {
  return {
    type: 'aws:lambda/function:Function',
    name: 'code',
    properties: { name, runtime: 'nodejs18.x' },
    ...(below !== undefined && { below }),
  }
}

describe('crowsnest-required-tags', () => {
  const tags = policy('crowsnest-required-tags', {
    'crowsnest-required-tags': { tags: { team: ['growth'], stage: [] } },
  })

  it.each([
    { what: 'in JSON', defaultTags: JSON.stringify({ tags: { stage: 'live', team: 'data' } }) },
    { what: 'as they are', defaultTags: { tags: { stage: 'live', team: 'data' } } },
  ])('counts the tags of the provider, given $what, behind those of the resource', async ({ defaultTags }) => {
    const provider = { defaultTags }
    expect(await judge([tags], [{ ...queue({ team: 'growth' }), provider }])).toEqual([])
    const [said, ...others] = await judge([tags], [{ ...queue({}), provider }])
    expect([said?.message, others]).toEqual(['tags.team: "data" is not allowed. Use growth.', []])
  })

  it('leaves out what can have no tags, and objects in buckets', async () => {
    const types = [
      'aws:iam/rolePolicy:RolePolicy',
      'aws:scheduler/schedule:Schedule',
      'aws:s3/bucketObjectv2:BucketObjectv2',
    ]
    expect(
      await judge(
        [tags],
        types.map((type) => ({ type, name: 'it', properties: {} })),
      ),
    ).toEqual([])
    expect(await judge([tags], [{ type: 'aws:rds/cluster:Cluster', name: 'it', properties: {} }])).toHaveLength(2)
  })
})

describe('the scope of a rule', () => {
  const runtime = policy('crowsnest-function-runtime')

  it.each([
    { what: 'a child of a component', resource: code('crowsnest:index:Engine', 'any'), found: 1 },
    {
      what: 'a child of a component in another',
      resource: code('acme:index:Metrics$crowsnest:index:Engine', 'any'),
      found: 1,
    },
    { what: 'what carries the name', resource: code(undefined, 'crowsnest-main'), found: 1 },
    { what: 'not what only sounds like it', resource: code('acme:index:Metrics', 'my-crowsnest'), found: 0 },
    { what: 'not what only begins like it', resource: code(undefined, 'crowsnests'), found: 0 },
  ])('has $what', async ({ resource, found }) => {
    expect(await judge([runtime], [resource])).toHaveLength(found)
  })

  it('can be the whole stack', async () => {
    const all = { 'crowsnest-function-runtime': { scope: 'all' } }
    expect(await judge([runtime], [code(undefined, 'mine')], all)).toHaveLength(1)
  })
})

describe('a value that a preview does not know', () => {
  it.each([
    queue({ team: UNKNOWN_TEXT }),
    queue(UNKNOWN_TEXT),
    {
      type: 'aws:iam/role:Role',
      name: 'r',
      properties: { assumeRolePolicy: UNKNOWN_TEXT, permissionsBoundary: UNKNOWN_TEXT },
    },
    { type: 'aws:iam/rolePolicy:RolePolicy', name: 'r', properties: { policy: UNKNOWN_TEXT } },
    {
      type: 'aws:scheduler/schedule:Schedule',
      name: 's',
      properties: { target: { deadLetterConfig: { arn: UNKNOWN_TEXT } } },
    },
    { type: 'aws:scheduler/schedule:Schedule', name: 's', properties: { target: { deadLetterConfig: UNKNOWN_TEXT } } },
    { type: 'aws:kms/key:Key', name: 'k', properties: { enableKeyRotation: UNKNOWN_TEXT } },
    { type: 'aws:cloudwatch/logGroup:LogGroup', name: 'l', properties: { retentionInDays: UNKNOWN_TEXT } },
    {
      type: 'aws:lambda/permission:Permission',
      name: 'p',
      properties: {
        action: 'lambda:InvokeFunction',
        principal: 'sns.amazonaws.com',
        function: UNKNOWN_TEXT,
        sourceArn: UNKNOWN_TEXT,
      },
    },
  ])('is no violation: $type $properties', async (resource) => {
    const policies = crowsnestPolicies({
      'crowsnest-required-tags': { tags: { team: ['growth'] } },
      'crowsnest-permissions-boundary': { boundary: '*' },
    })
    const said = await judge(policies, [
      { ...resource, properties: { tags: { team: 'growth' }, ...resource.properties } },
    ])
    expect(said).toEqual([])
  })
})
