import { describe, expect, it } from 'vitest'
import type { ContextValue } from '../../../policies/evaluate/index.ts'
import { matches } from './ask.ts'

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
// Read 2026-11-22.
const OPERATORS = `${GUIDE}/reference_policies_elements_condition_operators.html`
const SETS = `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`
const CONDITION = `${GUIDE}/reference_policies_elements_condition.html`
const VARIABLES = `${GUIDE}/reference_policies_variables.html`
const W3C = 'https://www.w3.org/TR/NOTE-datetime'

type Row = readonly [
  operator: string,
  policy: unknown,
  request: ContextValue | undefined,
  holds: boolean,
  source: string,
]

const absent = undefined

const ROWS: readonly Row[] = [
  // Text
  ['StringEquals', 'a', 'a', true, OPERATORS],
  ['StringEquals', 'a', 'A', false, OPERATORS],
  ['StringEquals', 'a', absent, false, OPERATORS],
  ['StringEquals', ['b', 'a'], 'a', true, CONDITION],
  ['StringEquals', ['b', 'c'], 'a', false, CONDITION],
  ['StringEquals', 'a*', 'abc', false, OPERATORS],
  ['StringEquals', 'a*', 'a*', true, OPERATORS],
  ['StringEquals', '', '', true, OPERATORS],
  ['StringNotEquals', 'a', 'b', true, OPERATORS],
  ['StringNotEquals', 'a', 'a', false, OPERATORS],
  ['StringNotEquals', 'a', absent, true, OPERATORS],
  ['StringNotEquals', ['a', 'b'], 'b', false, CONDITION],
  ['StringNotEquals', ['a', 'b'], 'c', true, CONDITION],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true, OPERATORS],
  ['StringEqualsIgnoreCase', 'Ab', 'ac', false, OPERATORS],
  ['StringEqualsIgnoreCase', 'a', absent, false, OPERATORS],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false, OPERATORS],
  ['StringNotEqualsIgnoreCase', 'Ab', 'c', true, OPERATORS],
  ['StringNotEqualsIgnoreCase', 'a', absent, true, OPERATORS],
  ['StringLike', 'sales/*', 'sales/a/b', true, OPERATORS],
  ['StringLike', 'sales/*', 'sales/', true, OPERATORS],
  ['StringLike', 'sales/*', 'Sales/a', false, OPERATORS],
  ['StringLike', 's?les', 'sales', true, OPERATORS],
  ['StringLike', 's?les', 'sles', false, OPERATORS],
  ['StringLike', '*', '', true, OPERATORS],
  ['StringLike', '*', absent, false, OPERATORS],
  ['StringLike', '*b*d', 'abcbd', true, OPERATORS],
  ['StringLike', '*b*d', 'abcbdx', false, OPERATORS],
  ['StringLike', 'a.c', 'abc', false, OPERATORS],
  ['StringLike', 'a*', 'a\nb', true, OPERATORS],
  [
    'StringLike',
    'arn:aws:s:*:111122223333:finance/*',
    'arn:aws:s:us-east-2:999999999999:store/abc:111122223333:finance/d',
    true,
    OPERATORS,
  ],
  ['StringNotLike', 'sales/*', 'sales/a', false, OPERATORS],
  ['StringNotLike', 'sales/*', 'other', true, OPERATORS],
  ['StringNotLike', 'sales/*', absent, true, OPERATORS],
  ['stringequals', 'a', 'a', true, OPERATORS],
  // Numbers
  ['NumericEquals', '10', '10.0', true, OPERATORS],
  ['NumericEquals', 10, '10', true, OPERATORS],
  ['NumericEquals', '10', '9', false, OPERATORS],
  ['NumericEquals', ['1', '2'], '2', true, CONDITION],
  ['NumericEquals', '10', absent, false, OPERATORS],
  ['NumericNotEquals', '10', '9', true, OPERATORS],
  ['NumericNotEquals', '10', '10', false, OPERATORS],
  ['NumericNotEquals', '10', absent, true, OPERATORS],
  // Not as texts: "9" > "10".
  ['NumericLessThan', '10', '9', true, OPERATORS],
  ['NumericLessThan', '10', '10', false, OPERATORS],
  ['NumericLessThanEquals', '10', '10', true, OPERATORS],
  ['NumericLessThanEquals', '10', '10.1', false, OPERATORS],
  ['NumericLessThanEquals', '10', absent, false, OPERATORS],
  ['NumericGreaterThan', '10', '11', true, OPERATORS],
  ['NumericGreaterThan', '10', '10', false, OPERATORS],
  ['NumericGreaterThan', '-1.5', '-1', true, OPERATORS],
  ['NumericGreaterThanEquals', '10', '10', true, OPERATORS],
  ['NumericGreaterThanEquals', '10', '9.99', false, OPERATORS],
  // Dates
  ['DateEquals', '2020-01-01T00:00:00Z', '1577836800', true, OPERATORS],
  ['DateEquals', '1577836800', '2020-01-01T01:00:00+01:00', true, OPERATORS],
  ['DateEquals', '2020', '2020-01-01', true, W3C],
  ['DateEquals', '2020-01', '2020-01-01T00:00Z', true, W3C],
  ['DateEquals', '2020-01-01', '2020-01-02', false, OPERATORS],
  ['DateEquals', '2020-01-01', absent, false, OPERATORS],
  ['DateNotEquals', '2020-01-01', '2020-01-02', true, OPERATORS],
  ['DateNotEquals', '2020-01-01', '2020-01-01', false, OPERATORS],
  ['DateNotEquals', '2020-01-01', absent, true, OPERATORS],
  ['DateLessThan', '2020-01-01T00:00:00Z', '2019-12-31T23:59:59Z', true, OPERATORS],
  ['DateLessThan', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', false, OPERATORS],
  ['DateLessThanEquals', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', true, OPERATORS],
  ['DateLessThanEquals', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00.5Z', false, W3C],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-06-01T12:00:00Z', true, OPERATORS],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', '2020-01-01T00:00:01Z', false, OPERATORS],
  ['DateGreaterThan', '2020-01-01T00:00:01Z', absent, false, OPERATORS],
  ['DateGreaterThanEquals', '2020-01-01T00:00:01Z', '1577836801', true, OPERATORS],
  // Truth values
  ['Bool', 'true', 'true', true, OPERATORS],
  ['Bool', true, 'true', true, OPERATORS],
  ['Bool', 'false', 'true', false, OPERATORS],
  ['Bool', 'true', true, true, OPERATORS],
  ['Bool', 'false', absent, false, OPERATORS],
  ['BoolIfExists', 'false', absent, true, OPERATORS],
  // Bytes
  ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', true, OPERATORS],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false, OPERATORS],
  ['BinaryEquals', 'QmluYXJ5', absent, false, OPERATORS],
  // Addresses
  ['IpAddress', '203.0.113.0/24', '203.0.113.255', true, OPERATORS],
  ['IpAddress', '203.0.113.0/24', '203.0.114.0', false, OPERATORS],
  ['IpAddress', '203.0.113.7', '203.0.113.7', true, OPERATORS],
  ['IpAddress', '203.0.113.7', '203.0.113.8', false, OPERATORS],
  ['IpAddress', '203.0.113.9/24', '203.0.113.1', true, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  ['IpAddress', '0.0.0.0/0', '8.8.8.8', true, OPERATORS],
  ['IpAddress', '0.0.0.0/0', '2001:db8::1', false, OPERATORS],
  ['IpAddress', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678:9::1', true, OPERATORS],
  ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false, OPERATORS],
  ['IpAddress', '2001:db8::1', '2001:0db8:0:0:0:0:0:1', true, OPERATORS],
  ['IpAddress', '::ffff:1.2.3.4', '::ffff:102:304', true, 'https://www.rfc-editor.org/rfc/rfc4291#section-2.2'],
  ['IpAddress', '203.0.113.0/24', absent, false, OPERATORS],
  ['NotIpAddress', '203.0.113.0/24', '203.0.114.0', true, OPERATORS],
  ['NotIpAddress', '203.0.113.0/24', '203.0.113.1', false, OPERATORS],
  ['NotIpAddress', '203.0.113.0/24', '2001:db8::1', true, OPERATORS],
  ['NotIpAddress', '203.0.113.0/24', absent, true, OPERATORS],
  // ARNs
  ['ArnEquals', 'arn:aws:sns:eu-west-1:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', true, OPERATORS],
  ['ArnEquals', 'arn:aws:sns:*:111122223333:t*', 'arn:aws:sns:eu-west-1:111122223333:topic', true, OPERATORS],
  [
    'ArnLike',
    'arn:aws:s:*:111122223333:finance/*',
    'arn:aws:s:us-east-2:999999999999:store/abc:111122223333:finance/d',
    false,
    OPERATORS,
  ],
  ['ArnLike', 'arn:aws:sns:*:*:*', 'arn:aws:sns:eu-west-1:111122223333:a:b:c', true, OPERATORS],
  ['ArnLike', 'arn:aws:sns:eu-west-?:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', true, OPERATORS],
  ['ArnLike', 'arn:aws:sns:eu-west-1:111122223333:T', 'arn:aws:sns:eu-west-1:111122223333:t', false, OPERATORS],
  ['ArnLike', 'arn:aws:sns:eu-west-1:111122223333*', 'arn:aws:sns:eu-west-1:111122223333:t', false, OPERATORS],
  ['ArnLike', 'arn:*:*:*:*:*', 'arn:aws-cn:sns:cn-north-1:111122223333:t', true, OPERATORS],
  ['ArnLike', 'arn:aws:sns:*:*:*', 'no-arn', false, OPERATORS],
  ['ArnLike', 'arn:aws:sns:*:*:*', absent, false, OPERATORS],
  ['ArnNotEquals', 'arn:aws:sns:*:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', false, OPERATORS],
  ['ArnNotEquals', 'arn:aws:sns:*:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:u', true, OPERATORS],
  ['ArnNotLike', 'arn:aws:sns:*:111122223333:t', absent, true, OPERATORS],
  ['ArnNotLike', 'arn:aws:sns:*:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', false, OPERATORS],
  // Existence
  ['Null', 'true', absent, true, OPERATORS],
  ['Null', 'true', 'a', false, OPERATORS],
  ['Null', 'false', 'a', true, OPERATORS],
  ['Null', 'false', absent, false, OPERATORS],
  ['Null', false, '', true, OPERATORS],
  ['Null', 'true', [], true, OPERATORS],
  ['StringEqualsIfExists', 'a', absent, true, OPERATORS],
  ['StringEqualsIfExists', 'a', 'b', false, OPERATORS],
  ['StringNotEqualsIfExists', 'a', absent, true, OPERATORS],
  ['StringNotEqualsIfExists', 'a', 'a', false, OPERATORS],
  ['StringLikeIfExists', ['t1.*', 't2.*'], 't2.micro', true, OPERATORS],
  ['StringLikeIfExists', ['t1.*', 't2.*'], 'm9.huge', false, OPERATORS],
  ['NumericLessThanIfExists', '10', absent, true, OPERATORS],
  ['DateLessThanIfExists', '2020-01-01', absent, true, OPERATORS],
  ['IpAddressIfExists', '10.0.0.0/8', absent, true, OPERATORS],
  ['ArnLikeIfExists', 'arn:aws:sns:*:*:*', absent, true, OPERATORS],
  // Sets
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], absent, true, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], [], true, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], '', true, SETS],
  ['ForAllValues:StringEquals', ['a', 'b'], 'c', false, SETS],
  ['ForAllValues:StringLike', ['a*'], ['ab', 'ac'], true, SETS],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true, SETS],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['a', 'd'], false, SETS],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true, SETS],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false, SETS],
  ['ForAnyValue:StringEquals', ['a', 'b'], absent, false, SETS],
  ['ForAnyValue:StringEquals', ['a', 'b'], [], false, SETS],
  ['ForAnyValue:StringEquals', [''], '', false, SETS],
  ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], true, SETS],
  ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false, SETS],
  ['ForAnyValue:StringNotEquals', ['a'], absent, false, SETS],
  ['ForAnyValue:StringEqualsIfExists', ['a'], absent, true, OPERATORS],
  ['ForAllValues:StringEqualsIfExists', ['a'], absent, true, OPERATORS],
  ['ForAllValues:Bool', 'true', ['true', 'false'], false, SETS],
  ['ForAnyValue:ArnLike', 'arn:aws:sns:*:*:*', ['x', 'arn:aws:sns:r:1:t'], true, SETS],
  ['forallvalues:stringequals', 'a', ['a'], true, OPERATORS],
  ['StringEquals', 'a', ['a'], true, SETS],
  // A list without values
  ['StringEquals', [], 'a', false, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  ['ForAllValues:StringEquals', [], absent, true, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  ['ForAllValues:StringEquals', [], ['a'], false, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  ['StringEqualsIfExists', [], absent, true, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  ['ForAnyValue:StringEquals', [], ['a'], false, `${GUIDE}/access-analyzer-reference-policy-checks.html`],
  // Variables
  ['StringEquals', '${aws:PrincipalTag/team}', 'red', true, VARIABLES],
  ['StringEquals', '${AWS:principaltag/TEAM}', 'red', true, VARIABLES],
  ['StringEquals', '${aws:PrincipalTag/team}', 'blue', false, VARIABLES],
  ['StringEquals', '${aws:PrincipalTag/none}', 'red', false, VARIABLES],
  ['StringNotEquals', '${aws:PrincipalTag/none}', 'red', false, VARIABLES],
  ['StringNotEquals', '${aws:PrincipalTag/none}', absent, true, VARIABLES],
  ['StringEquals', "${aws:PrincipalTag/none, 'red'}", 'red', true, VARIABLES],
  ['StringEquals', "${aws:PrincipalTag/team, 'blue'}", 'blue', false, VARIABLES],
  ['StringEquals', ['home/${aws:PrincipalTag/none}', 'red'], 'red', true, VARIABLES],
  ['StringLike', 'x-${aws:PrincipalTag/team}-*', 'x-red-1', true, VARIABLES],
  ['StringLike', '${aws:PrincipalTag/star}', 'anything', false, VARIABLES],
  ['StringLike', '${aws:PrincipalTag/star}', '*', true, VARIABLES],
  ['StringLike', '${aws:TagKeys}', 'a', false, VARIABLES],
  ['StringLike', 'a${*}c', 'abc', false, VARIABLES],
  ['StringLike', 'a${*}c', 'a*c', true, VARIABLES],
  ['StringLike', 'a${?}c', 'a?c', true, VARIABLES],
  ['StringLike', 'a${?}c', 'abc', false, VARIABLES],
  ['StringEquals', '${$}{a}', '${a}', true, VARIABLES],
  ['StringEqualsIgnoreCase', '${aws:PrincipalTag/team}', 'RED', true, VARIABLES],
  ['ArnLike', 'arn:aws:sns:*:*:${aws:PrincipalTag/team}', 'arn:aws:sns:r:1:red', true, VARIABLES],
  ['ArnNotLike', 'arn:aws:sns:*:*:${aws:PrincipalTag/none}', 'arn:aws:sns:r:1:red', false, VARIABLES],
  ['Bool', '${aws:PrincipalTag/yes}', 'true', true, OPERATORS],
]

describe('a condition', () => {
  it.each(ROWS)('%s %j on %j: %s (%s)', (operator, wanted, given, holds) => {
    const context = {
      'aws:PrincipalTag/team': 'red',
      'aws:PrincipalTag/star': '*',
      'aws:PrincipalTag/yes': 'true',
      'aws:TagKeys': ['a', 'b'],
      ...(given === undefined ? {} : { 'Test:Key': given }),
    }
    expect(matches({ Condition: { [operator]: { 'test:key': wanted } } }, { contextVariables: context })).toBe(holds)
  })

  it('holds when every operator and every key holds', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html: AND across, OR within
    const condition = { StringEquals: { 'a:x': ['1', '2'], 'a:y': '3' }, Bool: { 'a:z': 'true' } }
    const all = { 'a:x': '2', 'a:y': '3', 'a:z': 'true' }
    expect(matches({ Condition: condition }, { contextVariables: all })).toBe(true)
    for (const key of Object.keys(all)) {
      expect(matches({ Condition: condition }, { contextVariables: { ...all, [key]: 'false' } })).toBe(false)
    }
  })

  it('knows keys with colons and slashes, such as an encryption context', () => {
    const condition = { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::b' } }
    expect(
      matches({ Condition: condition }, { contextVariables: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::b' } }),
    ).toBe(true)
  })

  it('takes nothing but plain text for a variable before version 2012-10-17', async () => {
    const { evaluateRequest } = await import('../../../policies/index.ts')
    const { request } = await import('./ask.ts')
    const statement = {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'a:b': '${aws:username}' } },
    }
    const decide = (value: string) =>
      evaluateRequest(request({ contextVariables: { 'a:b': value, 'aws:username': 'x' } }), {
        identityPolicies: [{ name: 'old', policy: { Version: '2008-10-17', Statement: [statement] } }],
      }).decision
    expect(decide('${aws:username}')).toBe('Allowed')
    expect(decide('x')).toBe('ImplicitlyDenied')
  })
})
