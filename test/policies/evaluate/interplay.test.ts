import { describe, expect, it } from 'vitest'
import {
  evaluateRequest,
  explainRequest,
  type AccessRequest,
  type ApplicablePolicies,
} from '../../../policies/index.ts'
import { ACCOUNT, ask, OBJECT, OTHER_ACCOUNT, policy, request, SESSION, statement, USER } from './ask.ts'

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
// Read 2026-11-22.
const LOGIC = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`
const RESOURCE_AND_IDENTITY = `${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html`
const CROSS = `${GUIDE}/reference_policies_evaluation-logic-cross-account.html`
const BOUNDARY = `${GUIDE}/access_policies_boundaries.html`
const SESSIONS = `${GUIDE}/access_policies.html#policies_session`
const SCP = 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html'
const RCP = 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html'
const ENDPOINT = 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html'
const KMS = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`
const ROOT = `arn:aws:iam::${ACCOUNT}:root`
const FEDERATED = `arn:aws:sts::${ACCOUNT}:federated-user/bob`
const LINKED = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`

const all = policy(statement())
const nothing = policy(statement({ Action: 'sqs:*' }))
const deny = policy(statement(), statement({ Effect: 'Deny' }))
const to = (principal: unknown, more: object = {}) =>
  policy({ Effect: 'Allow', Principal: principal, Action: '*', ...more })
const level = (...policies: never[]) => ({ policies })
const elsewhere: Partial<AccessRequest> = { resource: { resource: OBJECT, accountId: OTHER_ACCOUNT } }
const roleResource = { resource: ROLE, accountId: ACCOUNT }
const key = { resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`, accountId: ACCOUNT }

type Row = readonly [
  what: string,
  policies: ApplicablePolicies,
  changes: Partial<AccessRequest>,
  decision: string,
  source: string,
]

const ROWS: readonly Row[] = [
  ['nothing allows', {}, {}, 'ImplicitlyDenied', LOGIC],
  ['an identity policy allows', { identityPolicies: [all] }, {}, 'Allowed', LOGIC],
  ['one of several identity policies allows', { identityPolicies: [nothing, all] }, {}, 'Allowed', LOGIC],
  ['an identity policy denies', { identityPolicies: [all, deny] }, {}, 'ExplicitlyDenied', LOGIC],
  [
    'the resource policy denies',
    { identityPolicies: [all], resourcePolicy: policy({ Effect: 'Deny', Principal: '*', Action: '*' }) },
    {},
    'ExplicitlyDenied',
    RESOURCE_AND_IDENTITY,
  ],
  [
    'a deny without an allow',
    { identityPolicies: [policy(statement({ Effect: 'Deny' }))] },
    {},
    'ExplicitlyDenied',
    LOGIC,
  ],
  // The resource policy within an account
  ['the resource policy names the user', { resourcePolicy: to({ AWS: USER }) }, { principal: USER }, 'Allowed', LOGIC],
  [
    '... whatever the boundary',
    { resourcePolicy: to({ AWS: USER }), permissionBoundaryPolicies: [nothing] },
    { principal: USER },
    'Allowed',
    LOGIC,
  ],
  ['the resource policy names the session', { resourcePolicy: to({ AWS: SESSION }) }, {}, 'Allowed', LOGIC],
  [
    '... whatever boundary and session policy',
    { resourcePolicy: to({ AWS: SESSION }), permissionBoundaryPolicies: [nothing], sessionPolicies: [nothing] },
    {},
    'Allowed',
    LOGIC,
  ],
  ['the resource policy names the role', { resourcePolicy: to({ AWS: ROLE }) }, {}, 'Allowed', LOGIC],
  [
    '... but not the boundary',
    { resourcePolicy: to({ AWS: ROLE }), permissionBoundaryPolicies: [nothing] },
    {},
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    '... but not the session policy',
    { resourcePolicy: to({ AWS: ROLE }), sessionPolicies: [nothing] },
    {},
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    '... and boundary and session policy',
    { resourcePolicy: to({ AWS: ROLE }), permissionBoundaryPolicies: [all], sessionPolicies: [all] },
    {},
    'Allowed',
    LOGIC,
  ],
  [
    'everybody, with aws:PrincipalArn, whatever the boundary',
    {
      resourcePolicy: to('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }),
      permissionBoundaryPolicies: [nothing],
    },
    { contextVariables: { 'aws:PrincipalArn': ROLE } },
    'Allowed',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  [
    'the resource policy names the account',
    { resourcePolicy: to({ AWS: ROOT }) },
    {},
    'ImplicitlyDenied',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  [
    '... and the identity policy allows',
    { resourcePolicy: to({ AWS: ACCOUNT }), identityPolicies: [all] },
    {},
    'Allowed',
    RESOURCE_AND_IDENTITY,
  ],
  [
    'the resource policy says nothing',
    { resourcePolicy: to({ AWS: OTHER_ACCOUNT }), identityPolicies: [all] },
    {},
    'Allowed',
    RESOURCE_AND_IDENTITY,
  ],
  [
    'role and session are both named',
    {
      resourcePolicy: policy(
        { Effect: 'Allow', Principal: { AWS: ROLE }, Action: '*' },
        { Effect: 'Allow', Principal: { AWS: SESSION }, Action: '*' },
      ),
      permissionBoundaryPolicies: [nothing],
    },
    {},
    'Allowed',
    LOGIC,
  ],
  // Boundaries and session policies
  [
    'boundary and identity policy allow',
    { identityPolicies: [all], permissionBoundaryPolicies: [all] },
    {},
    'Allowed',
    BOUNDARY,
  ],
  ['only the boundary allows', { permissionBoundaryPolicies: [all] }, {}, 'ImplicitlyDenied', BOUNDARY],
  [
    'only the identity policy allows, not the boundary',
    { identityPolicies: [all], permissionBoundaryPolicies: [nothing] },
    {},
    'ImplicitlyDenied',
    BOUNDARY,
  ],
  [
    'the boundary denies',
    { identityPolicies: [all], permissionBoundaryPolicies: [deny] },
    {},
    'ExplicitlyDenied',
    BOUNDARY,
  ],
  [
    'a session policy narrows',
    { identityPolicies: [all], sessionPolicies: [nothing] },
    {},
    'ImplicitlyDenied',
    SESSIONS,
  ],
  [
    'one of several session policies allows',
    { identityPolicies: [all], sessionPolicies: [nothing, all] },
    {},
    'Allowed',
    SESSIONS,
  ],
  ['only the session policy allows', { sessionPolicies: [all] }, {}, 'ImplicitlyDenied', SESSIONS],
  ['the session policy denies', { identityPolicies: [all], sessionPolicies: [deny] }, {}, 'ExplicitlyDenied', SESSIONS],
  [
    'identity, boundary and session policy allow',
    { identityPolicies: [all], permissionBoundaryPolicies: [all], sessionPolicies: [all] },
    {},
    'Allowed',
    BOUNDARY,
  ],
  // Federated users
  [
    'a federated user without session policy',
    { identityPolicies: [all] },
    { principal: FEDERATED },
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    'a federated user with session policy',
    { identityPolicies: [all], sessionPolicies: [all] },
    { principal: FEDERATED },
    'Allowed',
    LOGIC,
  ],
  [
    'a federated user whom the resource policy names',
    { resourcePolicy: to({ AWS: FEDERATED }), sessionPolicies: [nothing] },
    { principal: FEDERATED },
    'Allowed',
    LOGIC,
  ],
  // The root user
  ['the root user in its account', {}, { principal: ROOT }, 'Allowed', LOGIC],
  [
    'the root user, denied by the resource policy',
    { resourcePolicy: policy({ Effect: 'Deny', Principal: '*', Action: '*' }) },
    { principal: ROOT },
    'ExplicitlyDenied',
    LOGIC,
  ],
  [
    'the root user, limited by the organisation',
    { serviceControlPolicies: [level(nothing)] },
    { principal: ROOT },
    'ImplicitlyDenied',
    SCP,
  ],
  ['the root user of another account', {}, { principal: ROOT, ...elsewhere }, 'ImplicitlyDenied', CROSS],
  // Across accounts
  ['across accounts, the identity policy alone', { identityPolicies: [all] }, elsewhere, 'ImplicitlyDenied', CROSS],
  [
    'across accounts, the resource policy alone',
    { resourcePolicy: to({ AWS: ROLE }) },
    elsewhere,
    'ImplicitlyDenied',
    CROSS,
  ],
  [
    'across accounts, the resource policy for the session alone',
    { resourcePolicy: to({ AWS: SESSION }) },
    elsewhere,
    'ImplicitlyDenied',
    CROSS,
  ],
  [
    'across accounts, both',
    { identityPolicies: [all], resourcePolicy: to({ AWS: ROLE }) },
    elsewhere,
    'Allowed',
    CROSS,
  ],
  [
    'across accounts, both, the account named',
    { identityPolicies: [all], resourcePolicy: to({ AWS: ACCOUNT }) },
    elsewhere,
    'Allowed',
    CROSS,
  ],
  [
    'across accounts, both, everybody named',
    { identityPolicies: [all], resourcePolicy: to('*') },
    elsewhere,
    'Allowed',
    CROSS,
  ],
  [
    'across accounts, both, but not the boundary',
    { identityPolicies: [all], permissionBoundaryPolicies: [nothing], resourcePolicy: to({ AWS: SESSION }) },
    elsewhere,
    'ImplicitlyDenied',
    CROSS,
  ],
  [
    'across accounts, both, but not the session policy',
    { identityPolicies: [all], sessionPolicies: [nothing], resourcePolicy: to({ AWS: SESSION }) },
    elsewhere,
    'ImplicitlyDenied',
    CROSS,
  ],
  // Trust policies and key policies
  [
    'a role, the identity policy alone',
    { identityPolicies: [all] },
    { action: 'sts:AssumeRole', resource: roleResource },
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    'a role, the trust policy names the user',
    { resourcePolicy: to({ AWS: USER }) },
    { principal: USER, action: 'sts:AssumeRole', resource: roleResource },
    'Allowed',
    LOGIC,
  ],
  [
    'a role, the trust policy names the account',
    { resourcePolicy: to({ AWS: ACCOUNT }) },
    { principal: USER, action: 'sts:AssumeRole', resource: roleResource },
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    '... and the identity policy allows',
    { resourcePolicy: to({ AWS: ACCOUNT }), identityPolicies: [all] },
    { principal: USER, action: 'sts:AssumeRole', resource: roleResource },
    'Allowed',
    LOGIC,
  ],
  [
    'a role, for iam:GetRole the identity policy suffices',
    { identityPolicies: [all] },
    { action: 'iam:GetRole', resource: roleResource },
    'Allowed',
    LOGIC,
  ],
  [
    'a key, the identity policy alone',
    { identityPolicies: [all] },
    { action: 'kms:Decrypt', resource: key },
    'ImplicitlyDenied',
    KMS,
  ],
  [
    'a key, the key policy names the account',
    { identityPolicies: [all], resourcePolicy: to({ AWS: ROOT }) },
    { action: 'kms:Decrypt', resource: key },
    'Allowed',
    KMS,
  ],
  [
    'a key, the key policy names the role',
    { resourcePolicy: to({ AWS: ROLE }) },
    { action: 'kms:Decrypt', resource: key },
    'Allowed',
    KMS,
  ],
  ['a key, the root user', {}, { principal: ROOT, action: 'kms:Decrypt', resource: key }, 'ImplicitlyDenied', KMS],
  [
    'kms:ListKeys is about no key',
    { identityPolicies: [all] },
    { action: 'kms:ListKeys', resource: { resource: '*', accountId: ACCOUNT } },
    'Allowed',
    KMS,
  ],
  // Services and others without an account
  [
    'a service, named',
    { resourcePolicy: to({ Service: 'sns.amazonaws.com' }) },
    { principal: 'sns.amazonaws.com' },
    'Allowed',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  [
    'a service, not named',
    { resourcePolicy: to({ Service: 'sqs.amazonaws.com' }) },
    { principal: 'sns.amazonaws.com' },
    'ImplicitlyDenied',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  [
    'a service has no identity policies',
    { identityPolicies: [all] },
    { principal: 'sns.amazonaws.com' },
    'ImplicitlyDenied',
    LOGIC,
  ],
  [
    'anybody, named',
    { resourcePolicy: to('*') },
    { principal: '*' },
    'Allowed',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  [
    'anybody, not named',
    { resourcePolicy: to({ AWS: ACCOUNT }) },
    { principal: 'anonymous' },
    'ImplicitlyDenied',
    `${GUIDE}/reference_policies_elements_principal.html`,
  ],
  // Organisations
  [
    'every level allows',
    { identityPolicies: [all], serviceControlPolicies: [level(all), level(all), level(all)] },
    {},
    'Allowed',
    SCP,
  ],
  [
    'one level does not allow',
    { identityPolicies: [all], serviceControlPolicies: [level(all), level(nothing), level(all)] },
    {},
    'ImplicitlyDenied',
    SCP,
  ],
  [
    'one policy of a level allows',
    { identityPolicies: [all], serviceControlPolicies: [level(nothing, all)] },
    {},
    'Allowed',
    SCP,
  ],
  [
    'a level without policies',
    { identityPolicies: [all], serviceControlPolicies: [level()] },
    {},
    'ImplicitlyDenied',
    SCP,
  ],
  [
    'a level denies',
    { identityPolicies: [all], serviceControlPolicies: [level(all), level(deny)] },
    {},
    'ExplicitlyDenied',
    SCP,
  ],
  ['service control policies alone', { serviceControlPolicies: [level(all)] }, {}, 'ImplicitlyDenied', SCP],
  [
    'service control policies limit what the resource policy gives',
    { resourcePolicy: to({ AWS: USER }), serviceControlPolicies: [level(nothing)] },
    { principal: USER },
    'ImplicitlyDenied',
    SCP,
  ],
  [
    'service control policies limit no service',
    { resourcePolicy: to({ Service: 'sns.amazonaws.com' }), serviceControlPolicies: [level(deny)] },
    { principal: 'sns.amazonaws.com' },
    'Allowed',
    SCP,
  ],
  [
    'service control policies limit no service-linked role',
    { identityPolicies: [all], serviceControlPolicies: [level(deny)] },
    { principal: LINKED },
    'Allowed',
    SCP,
  ],
  [
    'a resource control policy denies',
    {
      identityPolicies: [all],
      resourceControlPolicies: [level(policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }))],
    },
    {},
    'ExplicitlyDenied',
    RCP,
  ],
  [
    'a resource control policy denies a service',
    {
      resourcePolicy: to('*'),
      resourceControlPolicies: [level(policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }))],
    },
    { principal: 'sns.amazonaws.com' },
    'ExplicitlyDenied',
    RCP,
  ],
  [
    'a resource control policy that does not allow takes nothing',
    { identityPolicies: [all], resourceControlPolicies: [level()] },
    {},
    'Allowed',
    RCP,
  ],
  [
    'a resource control policy gives nothing',
    { resourceControlPolicies: [level(policy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }))] },
    {},
    'ImplicitlyDenied',
    RCP,
  ],
  [
    'resource control policies limit no service-linked role',
    {
      identityPolicies: [all],
      resourceControlPolicies: [level(policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }))],
    },
    { principal: LINKED },
    'Allowed',
    RCP,
  ],
  // VPC endpoints
  [
    'the endpoint allows',
    { identityPolicies: [all], vpcEndpointPolicies: [to('*', { Resource: '*' })] },
    {},
    'Allowed',
    ENDPOINT,
  ],
  [
    'the endpoint does not allow',
    { identityPolicies: [all], vpcEndpointPolicies: [to('*', { Resource: 'arn:aws:s3:::other/*' })] },
    {},
    'ImplicitlyDenied',
    ENDPOINT,
  ],
  ['the endpoint alone', { vpcEndpointPolicies: [to('*', { Resource: '*' })] }, {}, 'ImplicitlyDenied', ENDPOINT],
  [
    'the endpoint limits what the resource policy gives',
    { resourcePolicy: to({ AWS: SESSION }), vpcEndpointPolicies: [to('*', { Resource: 'arn:aws:s3:::other/*' })] },
    {},
    'ImplicitlyDenied',
    ENDPOINT,
  ],
  [
    'the endpoint denies',
    {
      identityPolicies: [all],
      vpcEndpointPolicies: [policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' })],
    },
    {},
    'ExplicitlyDenied',
    ENDPOINT,
  ],
]

describe('the policies of a request together', () => {
  it.each(ROWS)('%s', (_what, policies, changes, decision) => {
    expect(ask(policies, changes)).toBe(decision)
  })
})

describe('the answer', () => {
  const policies: ApplicablePolicies = {
    identityPolicies: [
      {
        name: 'reads',
        policy: policy(
          statement({ Sid: 'Lists', Action: 's3:ListBucket' }),
          statement({ Sid: 'Reads', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } }),
        ),
      },
    ],
  }

  it('names the statement that decides', () => {
    const answer = evaluateRequest(request({ contextVariables: { 'aws:PrincipalTag/team': 'red' } }), policies)
    expect(answer.statement).toEqual({
      policy: 'reads',
      kind: 'identity policy',
      index: 1,
      sid: 'Reads',
      effect: 'Allow',
    })
    expect(answer.reason).toContain('Statement 1 "Reads" of the identity policy "reads" allows it.')
  })

  it('names the statement that comes nearest, and what it misses', () => {
    const { statement: decided, reason } = evaluateRequest(
      request({ contextVariables: { 'aws:PrincipalTag/team': 'blue' } }),
      policies,
    )
    expect(decided).toBeNull()
    expect(reason).toBe(
      'No identity policy allows it. Nearest is statement 1 "Reads" of the identity policy "reads": ' +
        'the condition StringEquals aws:PrincipalTag/team "red" does not hold: it is "blue".',
    )
  })

  it('says of every statement why it matches or not', () => {
    const { statements } = explainRequest(request(), policies)
    expect(statements.map(({ sid, matches, why }) => [sid, matches, why])).toEqual([
      ['Lists', false, 'Action is s3:ListBucket, not s3:GetObject'],
      [
        'Reads',
        false,
        'the condition StringEquals aws:PrincipalTag/team "red" does not hold: aws:PrincipalTag/team is not in the request',
      ],
    ])
  })
})

describe('keys that follow from the principal', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  it.each([
    [USER, 'aws:username', 'alice'],
    [USER, 'aws:PrincipalArn', USER],
    [USER, 'aws:PrincipalAccount', ACCOUNT],
    [USER, 'aws:PrincipalType', 'User'],
    [SESSION, 'aws:PrincipalAccount', ACCOUNT],
    [SESSION, 'aws:PrincipalType', 'AssumedRole'],
    [SESSION, 'aws:PrincipalIsAWSService', 'false'],
    [`arn:aws:iam::${ACCOUNT}:user/a/b/carol`, 'aws:username', 'carol'],
  ])('%s has %s %s', (principal, name, value) => {
    const identityPolicies = [policy(statement({ Condition: { StringEquals: { [name]: value } } }))]
    expect(ask({ identityPolicies }, { principal })).toBe('Allowed')
    expect(ask({ identityPolicies }, { principal, contextVariables: { [name]: 'given' } })).toBe('ImplicitlyDenied')
  })

  it.each([
    ['sns.amazonaws.com', 'aws:PrincipalIsAWSService', 'true'],
    ['sns.amazonaws.com', 'aws:PrincipalServiceName', 'sns.amazonaws.com'],
    ['*', 'aws:PrincipalType', 'Anonymous'],
  ])('%s has %s %s', (principal, name, value) => {
    const resourcePolicy = to('*', { Condition: { StringEquals: { [name]: value } } })
    expect(ask({ resourcePolicy }, { principal })).toBe('Allowed')
  })

  it('do not include aws:PrincipalArn of a session, whose role may have a path', () => {
    const identityPolicies = [policy(statement({ Condition: { Null: { 'aws:PrincipalArn': 'true' } } }))]
    expect(ask({ identityPolicies })).toBe('Allowed')
  })
})
