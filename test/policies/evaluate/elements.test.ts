import { describe, expect, it } from 'vitest'
import { ACCOUNT, ask, matches, OBJECT, OTHER_ACCOUNT, policy, SESSION, statement, USER } from './ask.ts'

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
// Read 2026-11-22.
const ACTION = `${GUIDE}/reference_policies_elements_action.html`
const NOT_ACTION = `${GUIDE}/reference_policies_elements_notaction.html`
const RESOURCE = `${GUIDE}/reference_policies_elements_resource.html`
const NOT_RESOURCE = `${GUIDE}/reference_policies_elements_notresource.html`
const PRINCIPAL = `${GUIDE}/reference_policies_elements_principal.html`
const NOT_PRINCIPAL = `${GUIDE}/reference_policies_elements_notprincipal.html`
const VARIABLES = `${GUIDE}/reference_policies_variables.html`

describe('Action', () => {
  it.each([
    ['*', 's3:GetObject', true, ACTION],
    ['s3:*', 's3:GetObject', true, ACTION],
    ['s3:Get*', 's3:GetObject', true, ACTION],
    ['s3:Get*', 's3:PutObject', false, ACTION],
    ['S3:getobject', 's3:GetObject', true, ACTION],
    ['s3:GetObject', 'S3:GETOBJECT', true, ACTION],
    ['s3:Get?bject', 's3:GetObject', true, ACTION],
    ['s3:*Object', 's3:GetObjectAcl', false, ACTION],
    ['iam:*AccessKey*', 'iam:CreateAccessKey', true, ACTION],
    ['s?:GetObject', 's3:GetObject', true, ACTION],
    ['s3:GetObject', 's3:GetObjectAcl', false, ACTION],
    ['s3express:*', 's3:GetObject', false, ACTION],
    // AWS stores such a policy; it is about nothing.
    ['s3: Get Object', 's3:GetObject', false, ACTION],
  ])('%s and %s: %s (%s)', (wanted, action, expected) => {
    expect(matches({ Action: wanted }, { action })).toBe(expected)
    expect(matches({ Action: ['sqs:*', wanted] }, { action })).toBe(expected)
    // NotAction is its opposite: reference_policies_elements_notaction
    expect(matches({ NotAction: wanted }, { action })).toBe(!expected)
  })

  it(`matches nothing when the list is empty (${NOT_ACTION})`, () => {
    expect(matches({ Action: [] })).toBe(false)
    expect(matches({ NotAction: [] })).toBe(true)
  })
})

describe('Resource', () => {
  it.each([
    ['*', OBJECT, true, RESOURCE],
    [OBJECT, OBJECT, true, RESOURCE],
    ['arn:aws:s3:::acme/*', OBJECT, true, RESOURCE],
    ['arn:aws:s3:::acme/*', 'arn:aws:s3:::acme', false, RESOURCE],
    ['arn:aws:s3:::acme*', 'arn:aws:s3:::acme', true, RESOURCE],
    ['arn:aws:s3:::Acme/*', OBJECT, false, RESOURCE],
    ['arn:aws:s3:::acme/*/a.csv', 'arn:aws:s3:::acme/x/y/a.csv', true, RESOURCE],
    ['arn:aws:s3:::acme/*/test/*', 'arn:aws:s3:::acme/1-test/object.jpg', false, RESOURCE],
    ['arn:aws:s3:::acme/?.csv', 'arn:aws:s3:::acme/a.csv', true, RESOURCE],
    ['arn:aws:sns:*:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', true, RESOURCE],
    ['arn:aws:sns:eu-*-1:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', true, RESOURCE],
    // A wildcard within a field stays within it; one that ends a field may go beyond the colon.
    ['arn:aws:sns:e*t:t', 'arn:aws:sns:eu:111122223333:t:t', false, RESOURCE],
    ['arn:aws:sns:*', 'arn:aws:sns:eu-west-1:111122223333:t', true, RESOURCE],
    ['arn:aws:sns:*:t', 'arn:aws:sns:eu-west-1:111122223333:t', true, RESOURCE],
    ['arn:aws:sns:eu?west-1:111122223333:t', 'arn:aws:sns:eu:west-1:111122223333:t', false, RESOURCE],
    ['arn:aws:lambda:*:*:function:f*', 'arn:aws:lambda:eu-west-1:111122223333:function:f:live', true, RESOURCE],
    ['arn:aws:lambda:*:*:function:f', 'arn:aws:lambda:eu-west-1:111122223333:function:f:live', false, RESOURCE],
    ['arn:aws:s3:::*', '*', false, RESOURCE],
    ['*', '*', true, RESOURCE],
    ['arn:aws:s3:::acme/${aws:PrincipalTag/team}/*', 'arn:aws:s3:::acme/red/a', true, VARIABLES],
    ['arn:aws:s3:::acme/${aws:PrincipalTag/team}/*', 'arn:aws:s3:::acme/blue/a', false, VARIABLES],
    ['arn:aws:s3:::acme/${aws:PrincipalTag/star}', 'arn:aws:s3:::acme/a', false, VARIABLES],
    ["arn:aws:s3:::acme/${aws:PrincipalTag/none, 'red'}", 'arn:aws:s3:::acme/red', true, VARIABLES],
    ['arn:aws:s3:::acme/${*}', 'arn:aws:s3:::acme/a', false, VARIABLES],
    ['arn:aws:s3:::acme/${*}', 'arn:aws:s3:::acme/*', true, VARIABLES],
  ])('%s and %s: %s (%s)', (wanted, resource, expected) => {
    const asked = {
      resource: { resource, accountId: ACCOUNT },
      contextVariables: { 'aws:PrincipalTag/team': 'red', 'aws:PrincipalTag/star': '*' },
    }
    expect(matches({ Resource: wanted }, asked)).toBe(expected)
    expect(matches({ Resource: ['arn:aws:sqs:::q', wanted] }, asked)).toBe(expected)
    expect(matches({ NotResource: wanted }, asked)).toBe(!expected)
  })

  it(`is void with a variable that has no value, NotResource too (${VARIABLES}, ${NOT_RESOURCE})`, () => {
    const wanted = 'arn:aws:s3:::acme/${aws:PrincipalTag/none}/*'
    expect(matches({ Resource: wanted })).toBe(false)
    expect(matches({ NotResource: wanted })).toBe(false)
    expect(matches({ Resource: [wanted, OBJECT] })).toBe(true)
    expect(matches({ NotResource: [wanted, OBJECT] })).toBe(false)
  })
})

describe('Principal', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/app`
  const root = `arn:aws:iam::${ACCOUNT}:root`
  const provider = `arn:aws:iam::${ACCOUNT}:saml-provider/idp`
  const canonical = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'

  // Whether a resource policy alone is about the caller (with an identity policy that allows everything beside it).
  it.each([
    ['*', SESSION, true],
    [{ AWS: '*' }, SESSION, true],
    [{ AWS: '*' }, 'scheduler.amazonaws.com', true],
    [{ AWS: '*' }, '*', true],
    [{ AWS: ACCOUNT }, SESSION, true],
    [{ AWS: root }, SESSION, true],
    [{ AWS: root }, USER, true],
    [{ AWS: root }, root, true],
    [{ AWS: root }, 'scheduler.amazonaws.com', false],
    [{ AWS: root }, '*', false],
    [{ AWS: OTHER_ACCOUNT }, SESSION, false],
    [{ AWS: role }, SESSION, true],
    [{ AWS: role }, role, true],
    [{ AWS: `${role}2` }, SESSION, false],
    [{ AWS: role }, USER, false],
    [{ AWS: SESSION }, SESSION, true],
    [{ AWS: `${SESSION}2` }, SESSION, false],
    [{ AWS: USER }, USER, true],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:user/path/alice` }, USER, false],
    [{ AWS: [OTHER_ACCOUNT, USER] }, USER, true],
    [{ Service: 'scheduler.amazonaws.com' }, 'scheduler.amazonaws.com', true],
    [{ Service: 'states.amazonaws.com' }, 'scheduler.amazonaws.com', false],
    [{ Service: ['states.amazonaws.com', 'scheduler.amazonaws.com'] }, 'scheduler.amazonaws.com', true],
    [{ Federated: provider }, provider, true],
    [{ Federated: 'accounts.google.com' }, 'accounts.google.com', true],
    [{ Federated: 'cognito-identity.amazonaws.com' }, 'cognito-identity.amazonaws.com', true],
    [{ Federated: provider }, 'accounts.google.com', false],
    [{ CanonicalUser: canonical }, canonical, true],
    [{ AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` }, `arn:aws:sts::${ACCOUNT}:federated-user/bob`, true],
    [{ AWS: role, Service: 'states.amazonaws.com' }, 'states.amazonaws.com', true],
    [{}, SESSION, false],
    [{ AWS: [] }, SESSION, false],
  ])(`%j and %s: %s (${PRINCIPAL})`, (principal, caller, expected) => {
    const resourcePolicy = policy({ Effect: 'Deny', Principal: principal, Action: '*' })
    const denied =
      ask({ resourcePolicy, identityPolicies: [policy(statement())] }, { principal: caller }) === 'ExplicitlyDenied'
    expect(denied).toBe(expected)
  })

  it('compares the path of a role where the request tells it', () => {
    const resourcePolicy = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/lfm/app` },
      Action: '*',
    })
    const decide = (arn: string) => ask({ resourcePolicy }, { contextVariables: { 'aws:PrincipalArn': arn } })
    expect(decide(`arn:aws:iam::${ACCOUNT}:role/lfm/app`)).toBe('Allowed')
    expect(decide(`arn:aws:iam::${ACCOUNT}:role/app`)).toBe('ImplicitlyDenied')
    expect(ask({ resourcePolicy })).toBe('Allowed')
  })

  it('knows a deleted principal by its unique id', () => {
    const resourcePolicy = policy({ Effect: 'Allow', Principal: { AWS: 'AROA1234567890ABCDEF' }, Action: '*' })
    const decide = (id: string) => ask({ resourcePolicy }, { contextVariables: { 'aws:userid': id } })
    expect(decide('AROA1234567890ABCDEF:run')).toBe('Allowed')
    expect(decide('AROAZZZ4567890ABCDEF:run')).toBe('ImplicitlyDenied')
  })
})

describe('NotPrincipal', () => {
  const root = `arn:aws:iam::${ACCOUNT}:root`
  const role = `arn:aws:iam::${ACCOUNT}:role/app`

  it.each([
    [[USER, root], USER, 'Allowed'],
    [[USER], USER, 'ExplicitlyDenied'],
    [[root], USER, 'ExplicitlyDenied'],
    [[SESSION, role, root], SESSION, 'Allowed'],
    [[SESSION, root], SESSION, 'ExplicitlyDenied'],
    [[role, root], SESSION, 'ExplicitlyDenied'],
    [[USER, root], SESSION, 'ExplicitlyDenied'],
    [[root], root, 'Allowed'],
    [['*'], USER, 'Allowed'],
  ])(`with Deny: %j spares %s: %s (${NOT_PRINCIPAL})`, (names, principal, expected) => {
    const resourcePolicy = policy({ Effect: 'Deny', NotPrincipal: { AWS: names }, Action: '*' })
    expect(ask({ resourcePolicy, identityPolicies: [policy(statement())] }, { principal })).toBe(expected)
  })

  it.each([
    [{ Service: 'states.amazonaws.com' }, 'states.amazonaws.com', 'ImplicitlyDenied'],
    [{ Service: 'states.amazonaws.com' }, 'scheduler.amazonaws.com', 'Allowed'],
    [{ AWS: root }, USER, 'ImplicitlyDenied'],
    [{ AWS: USER }, '*', 'Allowed'],
  ])(`with Allow: %j and %s: %s (${NOT_PRINCIPAL})`, (names, principal, expected) => {
    const resourcePolicy = policy({ Effect: 'Allow', NotPrincipal: names, Action: '*' })
    expect(ask({ resourcePolicy }, { principal })).toBe(expected)
  })
})
