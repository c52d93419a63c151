import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_TEXTS, requestCases, type EvaluationErrorCode } from '../../../policies/evaluate/index.ts'
import { loadFacts } from '../../../policies/facts/index.ts'
import { evaluateRequest, EvaluationError, type AccessRequest } from '../../../policies/index.ts'
import { ACCOUNT, policy, request, statement } from './ask.ts'

const facts = await loadFacts(['s3', 'cloudwatch', 'kms', 'redshift-data', 'iam', 'sts'])

/** An identity policy's document, or one of a resource. */
function decide(document: unknown, changes: Partial<AccessRequest> = {}, ofResource = false): unknown {
  const policies = ofResource
    ? { resourcePolicy: { name: 'p', policy: document } }
    : { identityPolicies: [{ name: 'p', policy: document }] }
  return evaluateRequest(request(changes), policies, facts)
}

function withStatement(parts: object, ofResource = false): () => unknown {
  const base = ofResource ? { Effect: 'Allow', Principal: '*', Action: '*' } : statement()
  return () => decide(policy({ ...base, ...parts }), {}, ofResource)
}

const withCondition = (condition: unknown) => withStatement({ Condition: condition })
const asked = (changes: Partial<AccessRequest>) => () => decide(policy(statement()), changes)
const context = (condition: object, contextVariables: object) => () =>
  decide(policy(statement({ Condition: condition })), { contextVariables: contextVariables as never })
const file = (value: unknown) => () => requestCases(value, 'f').map(({ read }) => read())

const ROWS: readonly (readonly [EvaluationErrorCode, string, () => unknown])[] = [
  ['POLICY_NOT_OBJECT', 'p', () => decide('text')],
  ['POLICY_NOT_OBJECT', 'p', () => decide(null)],
  ['POLICY_NOT_OBJECT', 'p', () => decide([policy(statement())])],
  ['POLICY_ELEMENT_UNKNOWN', 'p: statement', () => decide({ Version: '2012-10-17', statement: [] })],
  ['POLICY_ELEMENT_UNKNOWN', 'p: Statement.0.Effekt', withStatement({ Effekt: 'Allow' })],
  ['POLICY_VERSION_UNKNOWN', 'p: Version', () => decide({ Version: '2012-10-18', Statement: [] })],
  ['STATEMENT_MISSING', 'p: Statement', () => decide({ Version: '2012-10-17' })],
  ['STATEMENT_MISSING', 'p: Statement.0', () => decide({ Statement: ['x'] })],
  ['EFFECT_INVALID', 'p: Statement.0.Effect', withStatement({ Effect: 'allow' })],
  ['ELEMENT_MISSING', 'p: Statement.0', () => decide({ Statement: [{ Effect: 'Allow', Resource: '*' }] })],
  ['ELEMENT_MISSING', 'p: Statement', () => decide({ Statement: { Effect: 'Allow', Action: '*' } })],
  ['ELEMENT_MISSING', 'p: Statement', () => decide({ Statement: { Action: '*', Resource: '*' } })],
  ['ELEMENT_MISSING', 'p: Statement.0', () => decide(policy(statement()), {}, true)],
  ['ELEMENT_NOT_ALLOWED', 'p: Statement.0.Principal', withStatement({ Principal: '*' })],
  ['ELEMENT_NOT_ALLOWED', 'p: Statement.0.NotAction', withStatement({ NotAction: 's3:*', Action: '*' })],
  ['ELEMENT_NOT_ALLOWED', 'p: Statement.0.NotPrincipal', withStatement({ NotPrincipal: '*' }, true)],
  ['VALUE_INVALID', 'p: Statement.0.Action.1', withStatement({ Action: ['s3:*', 5] })],
  ['VALUE_INVALID', 'p: Statement.0.Resource', withStatement({ Resource: {} })],
  ['VALUE_INVALID', 'p: Statement.0.Sid', withStatement({ Sid: 5 })],
  ['VALUE_INVALID', 'p: Statement.0.Principal.AWS', withStatement({ Principal: { AWS: 111122223333 } }, true)],
  ['VALUE_INVALID', 'p: Id', () => decide({ Id: {}, Statement: [] })],
  ['ACTION_INVALID', 'p: Statement.0.Action.0', withStatement({ Action: 'GetObject' })],
  ['ACTION_INVALID', 'p: Statement.0.Action.0', withStatement({ Action: 's3:${aws:username}' })],
  ['ACTION_INVALID', 'p: Statement.0.Action.0', withStatement({ Action: '' })],
  ['RESOURCE_INVALID', 'p: Statement.0.Resource.0', withStatement({ Resource: 'acme/*' })],
  ['RESOURCE_INVALID', 'p: Statement.0.Resource.0', withStatement({ Resource: '' })],
  ['PRINCIPAL_INVALID', 'p: Statement.0.Principal', withStatement({ Principal: ACCOUNT }, true)],
  ['PRINCIPAL_INVALID', 'p: Statement.0.Principal.Aws', withStatement({ Principal: { Aws: '*' } }, true)],
  [
    'PRINCIPAL_INVALID',
    'p: Statement.0.Principal.AWS',
    withStatement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/*` } }, true),
  ],
  ['PRINCIPAL_INVALID', 'p: Statement.0.Principal.Service', withStatement({ Principal: { Service: '*' } }, true)],
  [
    'PRINCIPAL_INVALID',
    'p: Statement.0.Principal.AWS',
    withStatement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:group/g` } }, true),
  ],
  ['CONDITION_INVALID', 'p: Statement.0.Condition', withCondition('x')],
  ['CONDITION_INVALID', 'p: Statement.0.Condition.StringEquals', withCondition({ StringEquals: ['x'] })],
  ['CONDITION_INVALID', 'p: Statement.0.Condition.StringEquals.a:b', withCondition({ StringEquals: { 'a:b': {} } })],
  [
    'CONDITION_INVALID',
    'p: Statement.0.Condition.StringEquals.A:b',
    withCondition({ StringEquals: { 'a:b': '1', 'A:b': '2' } }),
  ],
  ['OPERATOR_UNKNOWN', 'p: Statement.0.Condition.StringSounds', withCondition({ StringSounds: { 'a:b': 'x' } })],
  ['OPERATOR_UNKNOWN', 'p: Statement.0.Condition.NullIfExists', withCondition({ NullIfExists: { 'a:b': 'true' } })],
  [
    'OPERATOR_UNKNOWN',
    'p: Statement.0.Condition.ForSomeValues:Bool',
    withCondition({ 'ForSomeValues:Bool': { 'a:b': 'true' } }),
  ],
  ['OPERATOR_UNKNOWN', 'p: Statement.0.Condition.', withCondition({ '': { 'a:b': 'true' } })],
  ['OPERATOR_UNKNOWN', 'p: Statement.0.Condition.constructor', withCondition({ constructor: { 'a:b': 'true' } })],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.NumericEquals.a:b.0',
    withCondition({ NumericEquals: { 'a:b': 'ten' } }),
  ],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.NumericEquals.a:b.0',
    withCondition({ NumericEquals: { 'a:b': '${aws:x}' } }),
  ],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.DateLessThan.a:b.1',
    withCondition({ DateLessThan: { 'a:b': ['2020-01-01', '2020-02-30'] } }),
  ],
  ['CONDITION_VALUE_INVALID', 'p: Statement.0.Condition.Bool.a:b.0', withCondition({ Bool: { 'a:b': 'yes' } })],
  ['CONDITION_VALUE_INVALID', 'p: Statement.0.Condition.Null.a:b', withCondition({ Null: { 'a:b': 'x' } })],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.BinaryEquals.a:b.0',
    withCondition({ BinaryEquals: { 'a:b': '*' } }),
  ],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.IpAddress.a:b.0',
    withCondition({ IpAddress: { 'a:b': '10.0.0.0/33' } }),
  ],
  [
    'CONDITION_VALUE_INVALID',
    'p: Statement.0.Condition.IpAddress.a:b.0',
    withCondition({ IpAddress: { 'a:b': '2001::db8::1' } }),
  ],
  ['VARIABLE_INVALID', 'p: Statement.0.Resource.0', withStatement({ Resource: 'arn:aws:s3:::${aws:username' })],
  ['VARIABLE_INVALID', 'p: Statement.0.Resource.0', withStatement({ Resource: 'arn:aws:s3:::${}' })],
  [
    'VARIABLE_INVALID',
    'p: Statement.0.Condition.StringEquals.a:b.0',
    withCondition({ StringEquals: { 'a:b': '${aws:x, red}' } }),
  ],
  [
    'VARIABLE_INVALID',
    'p: Statement.0.Condition.StringEquals.a:b.0',
    withCondition({ StringEquals: { 'a:b': '${aws: x}' } }),
  ],
  ['REQUEST_INVALID', 'request', file('x')],
  ['REQUEST_INVALID', 'request: request', file({ name: 'x' })],
  ['REQUEST_INVALID', 'request: request.principal', file({ request: { action: 'a:b' } })],
  ['REQUEST_INVALID', 'request: expected', file({ expected: 'Maybe', request: {} })],
  ['REQUEST_ELEMENT_UNKNOWN', 'request: identityPolicy', file({ identityPolicy: {} })],
  ['REQUEST_PRINCIPAL_INVALID', 'request: principal', asked({ principal: 'alice' })],
  ['REQUEST_PRINCIPAL_INVALID', 'request: principal', asked({ principal: `arn:aws:sts::${ACCOUNT}:assumed-role/app` })],
  ['REQUEST_PRINCIPAL_INVALID', 'request: principal', asked({ principal: `arn:aws:iam::${ACCOUNT}:role/*` })],
  ['REQUEST_ACTION_INVALID', 'request: action', asked({ action: 's3:Get*' })],
  ['REQUEST_ACTION_INVALID', 'request: action', asked({ action: 'GetObject' })],
  ['REQUEST_RESOURCE_INVALID', 'request: resource', asked({ resource: { resource: 'acme/a', accountId: ACCOUNT } })],
  [
    'REQUEST_RESOURCE_INVALID',
    'request: resource.accountId',
    asked({ resource: { resource: 'arn:aws:s3:::acme', accountId: '' } }),
  ],
  ['REQUEST_RESOURCE_INVALID', 'request: resource.accountId', asked({ resource: { resource: '*', accountId: '12' } })],
  // s3:GetBucketAcl acts on buckets; cloudwatch:ListMetrics on nothing. Service authorization reference.
  [
    'RESOURCE_NOT_FOR_ACTION',
    'request: resource',
    asked({ action: 's3:GetBucketAcl', resource: { resource: 'arn:aws:s3:::acme/x', accountId: ACCOUNT } }),
  ],
  [
    'RESOURCE_NOT_FOR_ACTION',
    'request: resource',
    asked({
      action: 'redshift-data:DescribeStatement',
      resource: { resource: `arn:aws:redshift:r:${ACCOUNT}:cluster:c`, accountId: ACCOUNT },
    }),
  ],
  ['CONTEXT_KEY_REPEATED', 'request: contextVariables.A:B', context({}, { 'a:b': '1', 'A:B': '2' })],
  [
    'CONTEXT_VALUE_INVALID',
    'request: contextVariables.a:b',
    context({ NumericLessThan: { 'a:b': '10' } }, { 'a:b': 'many' }),
  ],
  [
    'CONTEXT_VALUE_INVALID',
    'request: contextVariables.a:b',
    context({ NotIpAddress: { 'a:b': '10.0.0.0/8' } }, { 'a:b': 'here' }),
  ],
  [
    'CONTEXT_NEEDS_SET_OPERATOR',
    'request: contextVariables.a:b',
    context({ StringEquals: { 'a:b': '1' } }, { 'a:b': ['1', '2'] }),
  ],
]

describe('what is refused', () => {
  it.each(ROWS)('%s at %s', (code, place, provoke) => {
    let caught: unknown
    try {
      provoke()
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(EvaluationError)
    expect(caught).toMatchObject({ code })
    const { message } = caught as EvaluationError
    expect(message.startsWith(`${place}: `)).toBe(true)
    expect(message.endsWith(ERROR_TEXTS[code].help)).toBe(true)
  })

  it.each(Object.entries(ERROR_TEXTS))('%s is documented and can be provoked', (code, { summary }) => {
    const page = readFileSync('docs/evaluate.md', 'utf8').replaceAll(/ +/g, ' ')
    expect(page).toContain(`| \`${code}\` | ${summary} |`)
    expect(ROWS.map(([provoked]) => provoked)).toContain(code)
  })

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::acme/x/y'],
    ['s3:ListBucket', 'arn:aws:s3:::acme'],
    ['kms:Decrypt', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`],
    ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/a/b`],
    ['cloudwatch:GetMetricData', '*'],
    ['s3:FrobnicateObject', 'arn:aws:s3:::acme/x'],
    ['unheardof:Thing', 'arn:aws:unheardof:::x'],
  ])('%s on %s is not', (action, resource) => {
    expect(asked({ action, resource: { resource, accountId: ACCOUNT } })).not.toThrow()
  })
})
