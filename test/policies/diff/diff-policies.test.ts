import { describe, expect, it } from 'vitest'
import { DiffError, diffPolicies } from '../../../policies/index.ts'
import { ACCOUNT, policy, statement } from '../evaluate/ask.ts'

const identity = (...parts: readonly Readonly<Record<string, unknown>>[]) =>
  policy(...parts.map((each) => statement(each)))
const resource = (...parts: readonly Readonly<Record<string, unknown>>[]) =>
  policy(...parts.map((each) => ({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', ...each })))

/** added, removed, both or nothing */
function verdict(before: unknown, after: unknown): string {
  const { equivalent, added, removed } = diffPolicies(before, after)
  if (equivalent) return 'nothing'
  return [added.length > 0 ? 'added' : '', removed.length > 0 ? 'removed' : '']
    .filter((each) => each !== '')
    .join(' and ')
}

/** Patterns that overlap in more ways than can be gone through. */
function tangled(seed: number): unknown {
  return identity({
    Resource: Array.from({ length: 30 }, (_, i) => `arn:aws:s3:::*${String.fromCharCode(97 + ((i * seed) % 26))}${i}*`),
  })
}

const role = `arn:aws:iam::${ACCOUNT}:role/app`
const objects = 'arn:aws:s3:::acme/*'

describe('what a change of a policy of an identity means', () => {
  it.each([
    [
      'a wildcard that covers another entry',
      [{ Action: ['s3:Get*', 's3:GetObject'] }],
      [{ Action: 's3:Get*' }],
      'nothing',
    ],
    [
      'a statement that another covers',
      [{ Action: 's3:*' }, { Action: 's3:Get*', Resource: objects }],
      [{ Action: 's3:*' }],
      'nothing',
    ],
    [
      'two statements as one',
      [{ Action: 's3:GetObject' }, { Action: 's3:PutObject' }],
      [{ Action: ['s3:PutObject', 's3:GetObject'] }],
      'nothing',
    ],
    ['the case of an action', [{ Action: 'S3:getobject' }], [{ Action: 's3:GetObject' }], 'nothing'],
    ['the case of a resource', [{ Resource: 'arn:aws:s3:::A' }], [{ Resource: 'arn:aws:s3:::a' }], 'added and removed'],
    [
      'two patterns as one',
      [{ Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a?*'] }],
      [{ Resource: 'arn:aws:s3:::a*' }],
      'nothing',
    ],
    ['one star or two', [{ Resource: 'arn:aws:s3:::**' }], [{ Resource: 'arn:aws:s3:::*' }], 'nothing'],
    ['more actions', [{ Action: 's3:GetObject' }], [{ Action: 's3:Get*' }], 'added'],
    ['fewer resources', [{ Resource: objects }], [{ Resource: 'arn:aws:s3:::acme/sales/*' }], 'removed'],
    [
      'a look-alike prefix',
      [{ Resource: 'arn:aws:s3:::acme/sales/*' }],
      [{ Resource: 'arn:aws:s3:::acme/sales*' }],
      'added',
    ],
    ['a Deny', [{}], [{}, { Effect: 'Deny', Action: 's3:*' }], 'removed'],
    [
      'a Deny of what nothing allows',
      [{ Action: 's3:*' }],
      [{ Action: 's3:*' }, { Effect: 'Deny', Action: 'sqs:*' }],
      'nothing',
    ],
    [
      'a Deny instead of what is left out',
      [{ NotAction: 'iam:*' }],
      [{}, { Effect: 'Deny', Action: 'iam:*' }],
      'nothing',
    ],
    [
      'NotResource instead of a Deny',
      [{ NotResource: objects }],
      [{}, { Effect: 'Deny', Resource: objects }],
      'nothing',
    ],
    ['a Deny that becomes an Allow', [{ Effect: 'Deny' }], [{ Effect: 'Allow' }], 'added'],
    ['Sids', [{ Sid: 'A' }], [{ Sid: 'B' }], 'nothing'],
    ['a condition', [{}], [{ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], 'removed'],
    [
      'the order and case of conditions',
      [{ Condition: { StringEquals: { 'A:b': '1', 'a:c': ['2', '3'] } } }],
      [{ Condition: { stringequals: { 'a:C': ['3', '2', '3'], 'a:b': '1' } } }],
      'nothing',
    ],
    [
      'a value that a pattern covers',
      [{ Condition: { StringLike: { 'a:b': ['x*', 'xy'] } } }],
      [{ Condition: { StringLike: { 'a:b': 'x*' } } }],
      'nothing',
    ],
    [
      'StringLike without wildcards',
      [{ Condition: { StringLike: { 'a:b': 'x' } } }],
      [{ Condition: { StringEquals: { 'a:b': 'x' } } }],
      'nothing',
    ],
    [
      'StringLike * for Null false',
      [{ Condition: { StringLike: { 'a:b': '*' } } }],
      [{ Condition: { Null: { 'a:b': 'false' } } }],
      'nothing',
    ],
    [
      'IfExists',
      [{ Condition: { StringEquals: { 'a:b': 'x' } } }],
      [{ Condition: { StringEqualsIfExists: { 'a:b': 'x' } } }],
      'added',
    ],
    [
      'IfExists of a negated operator',
      [{ Condition: { StringNotEquals: { 'a:b': 'x' } } }],
      [{ Condition: { StringNotEqualsIfExists: { 'a:b': 'x' } } }],
      'nothing',
    ],
    [
      'ForAllValues, which an absent key meets',
      [{ Condition: { StringEquals: { 'a:b': 'x' } } }],
      [{ Condition: { 'ForAllValues:StringEquals': { 'a:b': 'x' } } }],
      'added',
    ],
    [
      'ArnLike for ArnEquals',
      [{ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } } }],
      [{ Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } } }],
      'nothing',
    ],
    [
      'half of a range',
      [{ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } }],
      [{ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/25' } } }],
      'removed',
    ],
    [
      'both halves of a range',
      [{ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } } }],
      [{ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.128/25', '10.0.0.0/25'] } } }],
      'nothing',
    ],
    [
      'another range of IPv6',
      [{ Condition: { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } } }],
      [{ Condition: { IpAddress: { 'aws:SourceIp': '2001:db8::/33' } } }],
      'removed',
    ],
    [
      'a later date',
      [{ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-01' } } }],
      [{ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-02' } } }],
      'added',
    ],
    [
      'the same date as seconds',
      [{ Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }],
      [{ Condition: { DateLessThan: { 'aws:CurrentTime': '1577836800' } } }],
      'nothing',
    ],
    [
      'less than eleven for at most ten',
      [{ Condition: { NumericLessThan: { 's3:max-keys': '11' } } }],
      [{ Condition: { NumericLessThanEquals: { 's3:max-keys': '10' } } }],
      'removed',
    ],
    [
      'cases that complete each other',
      [{ Condition: { StringEquals: { 'a:b': 'x' } } }, { Condition: { StringNotEquals: { 'a:b': 'x' } } }],
      [{}],
      'nothing',
    ],
    [
      'a variable that a wildcard covers',
      [{ Resource: [objects, 'arn:aws:s3:::acme/${aws:username}/*'] }],
      [{ Resource: objects }],
      'nothing',
    ],
    [
      'a variable for a wildcard',
      [{ Resource: objects }],
      [{ Resource: 'arn:aws:s3:::acme/${aws:PrincipalTag/team}' }],
      'removed',
    ],
    [
      'a Deny that a variable can meet',
      [
        { Resource: ['arn:aws:s3:::x/${aws:PrincipalTag/u}', 'arn:aws:s3:::x/b'] },
        { Effect: 'Deny', Resource: 'arn:aws:s3:::x/b' },
      ],
      [{ Resource: 'arn:aws:s3:::x/${aws:PrincipalTag/u}' }],
      'added',
    ],
    ['no statement for one that allows nothing', [], [{ Action: [] }], 'nothing'],
    ['the first statement', [], [{ Action: 's3:GetObject' }], 'added'],
  ])('%s', (_what, before, after, expected) => {
    expect(verdict(identity(...before), identity(...after))).toBe(expected)
  })

  it('is something when the version takes the variables away', () => {
    const statements = [statement({ Resource: 'arn:aws:s3:::acme/${aws:username}' })]
    expect(
      verdict({ Version: '2012-10-17', Statement: statements }, { Version: '2008-10-17', Statement: statements }),
    ).not.toBe('nothing')
    const plain = [statement()]
    expect(verdict({ Version: '2012-10-17', Statement: plain }, { Version: '2008-10-17', Statement: plain })).toBe(
      'nothing',
    )
  })
})

describe('what a change of a policy of a resource means', () => {
  it.each([
    [
      'an account by id or root',
      [{ Principal: { AWS: ACCOUNT } }],
      [{ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
      'nothing',
    ],
    ['everybody, written in two ways', [{ Principal: '*' }], [{ Principal: { AWS: '*' } }], 'nothing'],
    ['whom everybody includes', [{ Principal: '*' }], [{ Principal: { AWS: ['*', role] } }], 'nothing'],
    ['everybody instead of an account', [{ Principal: { AWS: ACCOUNT } }], [{ Principal: '*' }], 'added'],
    [
      'a role instead of its account',
      [{ Principal: { AWS: ACCOUNT } }],
      [{ Principal: { AWS: role } }],
      'added and removed',
    ],
    [
      'a role beside its account',
      [{ Principal: { AWS: ACCOUNT } }],
      [{ Principal: { AWS: [ACCOUNT, role] } }],
      'added',
    ],
    [
      'another service',
      [{ Principal: { Service: 'sns.amazonaws.com' } }],
      [{ Principal: { Service: 'sqs.amazonaws.com' } }],
      'added and removed',
    ],
    [
      'a dropped ExternalId',
      [{ Principal: { AWS: role }, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }],
      [{ Principal: { AWS: role } }],
      'added',
    ],
    [
      'a role by condition, of everybody',
      [{ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': role } } }],
      [{ Principal: '*' }],
      'added',
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(verdict(resource(...before), resource(...after))).toBe(expected)
  })

  it('says when a role needs no permission of its own any more', () => {
    const [change] = diffPolicies(
      resource({ Principal: { AWS: ACCOUNT } }),
      resource({ Principal: { AWS: [ACCOUNT, role] } }),
    ).added
    expect(change).toMatchObject({ principal: [role], lifts: 'own permission' })
    expect(change?.words).toContain('without a permission of their own')
  })

  it('cannot be compared with one of an identity', () => {
    expect(() => diffPolicies(resource({}), identity({}))).toThrow(
      expect.objectContaining({ code: 'DIFF_KINDS_DIFFER' }) as DiffError,
    )
  })
})

describe('a change in words', () => {
  const before = identity({
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::acme', 'arn:aws:s3:::acme/sales/*'],
  })

  it('names the entries that widen, and what was allowed before', () => {
    const { added, removed } = diffPolicies(
      before,
      identity({ Action: ['s3:Get*', 's3:ListBucket'], Resource: ['arn:aws:s3:::acme', objects] }),
    )
    expect(removed).toEqual([])
    expect(
      added.map(({ action, resource: on, except }) => ({ action, on, not: [...except.action, ...except.resource] })),
    ).toEqual([
      { action: ['s3:GetObject', 's3:ListBucket'], on: [objects], not: ['arn:aws:s3:::acme/sales/*'] },
      { action: ['s3:Get*'], on: ['arn:aws:s3:::acme', objects], not: ['s3:GetObject'] },
    ])
    expect(added[0]?.words).toBe(
      'Whoever has the policy may now s3:GetObject, s3:ListBucket on arn:aws:s3:::acme/* (not only arn:aws:s3:::acme/sales/*) ' +
        '(statement 0 of the identity policy "new policy"). Example: s3:GetObject on arn:aws:s3:::acme/example.',
    )
  })

  it('names the Deny that takes access', () => {
    const deny = { Effect: 'Deny', Action: 's3:ListBucket' }
    const { removed } = diffPolicies(identity({ Action: 's3:*' }), identity({ Action: 's3:*' }, deny))
    expect(removed).toHaveLength(1)
    expect(removed[0]).toMatchObject({ action: ['s3:ListBucket'], deniedBy: { policy: 'new policy', index: 1 } })
  })

  it('names the condition that a new policy asks for', () => {
    const { removed } = diffPolicies(
      identity({ Action: 's3:*' }),
      identity({ Action: 's3:*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } } }),
    )
    expect(removed[0]?.words).toContain('except when StringEquals aws:PrincipalTag/team "x"')
  })
})

describe('policies that AWS would refuse', () => {
  it.each([
    [
      'the case of Effect',
      { Statement: [{ Effect: 'allow', Action: 'a:b' }] },
      { Statement: [{ Effect: 'Allow', Action: ['a:b'] }] },
    ],
    [
      'no principals',
      { Statement: [{ Effect: 'Allow', Principal: {} }] },
      { Statement: [{ Effect: 'Allow', Principal: { AWS: [] } }] },
    ],
    ['nothing', [], [{}]],
  ])('are the same when they say the same: %s', (_what, before, after) => {
    expect(diffPolicies(before, after).equivalent).toBe(true)
  })

  it.each([
    ['ELEMENT_MISSING', { Statement: [{ Effect: 'Allow', Action: 'a:b' }] }],
    ['POLICY_NOT_OBJECT', 'text'],
    ['OPERATOR_UNKNOWN', identity({ Condition: { Frobnicates: { 'a:b': '1' } } })],
  ])('are refused otherwise: %s', (code, document) => {
    expect(() => diffPolicies(document, identity({}))).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('are refused when they are too entangled', () => {
    expect(() => diffPolicies(tangled(3), tangled(5))).toThrow(
      expect.objectContaining({ code: 'DIFF_TOO_LARGE' }) as DiffError,
    )
  })
})
