import { didYouMean, show } from '../../../spec/finding-text.ts'
import { identity, resource, row } from './lint-text.ts'

function when(operator: string, keys: Readonly<Record<string, unknown>>) {
  return identity({ Condition: { [operator]: keys } })
}

/** What some of these texts are made from. */
export interface KeyArgs {
  key: string
}

/** What some of these texts are made from. */
export interface OperatorArgs {
  operator: string
}

/** What some of these texts are made from. */
export interface ValueArgs extends OperatorArgs {
  value: string
}

/** A bucket policy that denies under a condition. */
function denyWhen(operator: string, keys: Readonly<Record<string, unknown>>) {
  return resource({ Effect: 'Deny', Principal: '*', Condition: { [operator]: keys } })
}

/** Findings about the values of conditions. */
export const CONDITION_VALUE_TEXTS = {
  TYPE_MISMATCH_BOOLEAN: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The value of Bool or Null is neither true nor false.',
    message: ({ value, operator }) => `${show(value)} is neither true nor false, which ${operator} compares.`,
    help: () => 'Write "true" or "false".',
    bad: when('Bool', { 'aws:SecureTransport': 'yes' }),
    good: when('Bool', { 'aws:SecureTransport': 'true' }),
  }),
  TYPE_MISMATCH_DATE: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The value of a date operator is no date.',
    message: ({ value }) => `${show(value)} is no date.`,
    help: () => 'Write YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ.',
    bad: when('DateLessThan', { 'aws:CurrentTime': 'tomorrow' }),
    good: when('DateLessThan', { 'aws:CurrentTime': '2030-01-01T00:00:00Z' }),
  }),
  INVALID_DATE_VALUE: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A date is stored by IAM, but hardly means what was meant.',
    message: ({ value }) => `IAM reads ${show(value)} as a year or a number of seconds, or fills in what is missing.`,
    help: () => 'Write YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ.',
    bad: when('DateLessThan', { 'aws:CurrentTime': '2030' }),
    good: when('DateLessThan', { 'aws:CurrentTime': '2030-01-01T00:00:00Z' }),
  }),
  DATE_REFUSED: row<{ value: string }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'IAM cannot read a date and refuses to store the policy.',
    message: ({ value }) => `IAM refuses a policy with ${show(value)} as a date.`,
    help: () => 'Write YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ.',
    bad: when('DateLessThan', { 'aws:CurrentTime': '2030-13-01' }),
    good: when('DateLessThan', { 'aws:CurrentTime': '2030-12-01' }),
  }),
  TYPE_MISMATCH_IP_RANGE: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The value of an address operator is no IP address or range.',
    message: ({ value }) => `${show(value)} is no IP address or range in CIDR notation.`,
    help: () => 'Write an address with a length, such as 203.0.113.0/24.',
    bad: when('IpAddress', { 'aws:SourceIp': '203.0.113.0/40' }),
    good: when('IpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  TYPE_MISMATCH_NUMBER: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The value of a numeric operator is no number.',
    message: ({ value, operator }) => `${show(value)} is no number, which ${operator} compares.`,
    help: () => 'Write a number.',
    bad: when('NumericLessThan', { 'aws:MultiFactorAuthAge': '1h' }),
    good: when('NumericLessThan', { 'aws:MultiFactorAuthAge': '3600' }),
  }),
  TYPE_MISMATCH_STRING: row<ValueArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The value of BinaryEquals is no base64.',
    message: ({ value }) => `${show(value)} is no base64, which BinaryEquals compares.`,
    help: () => 'Encode the bytes as base64.',
    bad: when('BinaryEquals', { 'aws:UserAgent': 'not base64!' }),
    good: when('StringEquals', { 'aws:UserAgent': 'nightly' }),
  }),
  INVALID_REGION: row<{ region: string; suggestion: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition names a region that AWS does not have. A warning where it is like none: a placeholder.',
    message: ({ region, suggestion }) => `${show(region)} is no region of AWS.${didYouMean(suggestion)}`,
    help: () => 'Correct the name.',
    bad: when('StringEquals', { 'aws:RequestedRegion': 'us-eest-1' }),
    good: when('StringEquals', { 'aws:RequestedRegion': 'us-east-1' }),
  }),
  PRIVATE_IP_ADDRESS: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'aws:SourceIp is compared with private addresses only, which it never has.',
    message: () => 'aws:SourceIp is a public address, but all of these are private: the statement never applies.',
    help: () => 'Use aws:VpcSourceIp with aws:SourceVpc, or public addresses.',
    bad: when('IpAddress', { 'aws:SourceIp': '10.0.0.0/8' }),
    good: when('IpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  PRIVATE_NOTIPADDRESS: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'aws:SourceIp is to be outside of private addresses only, which it always is.',
    message: () => 'aws:SourceIp is a public address, but all of these are private: the condition is always true.',
    help: () => 'Use aws:VpcSourceIp with aws:SourceVpc, or public addresses.',
    bad: denyWhen('NotIpAddress', { 'aws:SourceIp': '10.0.0.0/8' }),
    good: denyWhen('NotIpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  PRIVATE_IP_ADDRESS_SUBSET: row<{ address: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'Some of the addresses that aws:SourceIp is compared with are private.',
    message: ({ address }) => `aws:SourceIp is a public address; the private ${show(address)} never is it.`,
    help: () => 'Remove it; aws:VpcSourceIp knows private addresses.',
    bad: when('IpAddress', { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] }),
    good: when('IpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  PRIVATE_NOTIPADDRESS_SUBSET: row<{ address: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'Some of the addresses that aws:SourceIp is to be outside of are private.',
    message: ({ address }) => `aws:SourceIp is a public address; excepting the private ${show(address)} does nothing.`,
    help: () => 'Remove it; aws:VpcSourceIp knows private addresses.',
    bad: denyWhen('NotIpAddress', { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] }),
    good: denyWhen('NotIpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  IMPROVE_IP_RANGE: row<{ range: string; better: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A range has bits behind its length, which are ignored.',
    message: ({ range, better }) => `The bits behind the length are ignored: ${show(range)} means ${better}.`,
    help: ({ better }) => `Write ${better}.`,
    bad: when('IpAddress', { 'aws:SourceIp': '203.0.113.9/24' }),
    good: when('IpAddress', { 'aws:SourceIp': '203.0.113.0/24' }),
  }),
  INVALID_VPC_FORMAT: row<{ value: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition compares with something that is no id of a VPC.',
    message: ({ value }) => `${show(value)} is no id of a VPC.`,
    help: () => 'It is vpc- and 8 or 17 letters and digits.',
    bad: when('StringEquals', { 'aws:SourceVpc': 'vpc-123' }),
    good: when('StringEquals', { 'aws:SourceVpc': 'vpc-0123456789abcdef0', 'aws:VpcSourceIp': '10.0.0.1' }),
  }),
  INVALID_VPCE_FORMAT: row<{ value: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition compares with something that is no id of a VPC endpoint.',
    message: ({ value }) => `${show(value)} is no id of a VPC endpoint.`,
    help: () => 'It is vpce- and 8 or 17 letters and digits.',
    bad: when('StringEquals', { 'aws:SourceVpce': 'vpc-0123456789abcdef0' }),
    good: when('StringEquals', { 'aws:SourceVpce': 'vpce-0123456789abcdef0' }),
  }),
  EMPTY_OBJECT_CONDITION: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A condition block is empty.',
    message: () => 'The condition is empty and changes nothing.',
    help: () => 'Name a key, or remove it.',
    bad: identity({ Condition: {} }),
    good: identity(),
  }),
  EMPTY_ARRAY_CONDITION: row<KeyArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A condition key has no values.',
    message: ({ key }) => `${show(key)} has no values.`,
    help: () => 'Name values, or remove the key.',
    bad: when('StringEquals', { 'aws:PrincipalAccount': [] }),
    good: when('StringEquals', { 'aws:PrincipalAccount': '111122223333' }),
  }),
  EMPTY_ARRAY_CONDITION_FORALLVALUES: row<KeyArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A key with ForAllValues has no values: true only when the request lacks the key.',
    message: ({ key }) => `ForAllValues without values is true only for a request without ${show(key)}.`,
    help: ({ key }) => `Say it plainly: "Null": { "${key}": "true" }.`,
    bad: when('ForAllValues:StringEquals', { 'aws:TagKeys': [] }),
    good: when('Null', { 'aws:TagKeys': 'true' }),
  }),
  EMPTY_ARRAY_CONDITION_FORANYVALUE: row<KeyArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A key with ForAnyValue has no values: never true.',
    message: ({ key }) => `ForAnyValue without values of ${show(key)} is never true.`,
    help: () => 'Name values, or remove the statement.',
    bad: when('ForAnyValue:StringEquals', { 'aws:TagKeys': [] }),
    good: when('ForAnyValue:StringEquals', { 'aws:TagKeys': ['team'] }),
  }),
  EMPTY_ARRAY_CONDITION_IFEXISTS: row<KeyArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A key with IfExists has no values: true only when the request lacks the key.',
    message: ({ key }) => `IfExists without values is true only for a request without ${show(key)}.`,
    help: ({ key }) => `Say it plainly: "Null": { "${key}": "true" }.`,
    bad: when('StringEqualsIfExists', { 'aws:PrincipalOrgID': [] }),
    good: when('Null', { 'aws:PrincipalOrgID': 'true' }),
  }),
  REDUNDANT_CONDITION_VALUE_NUM: row<KeyArgs & OperatorArgs & { value: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A key is compared with several numbers of which one decides.',
    message: ({ key, operator, value }) => `Of the values of ${show(key)}, ${value} alone decides with ${operator}.`,
    help: ({ value }) => `Keep ${value} alone.`,
    bad: when('NumericLessThan', { 'aws:MultiFactorAuthAge': ['3600', '7200'] }),
    good: when('NumericLessThan', { 'aws:MultiFactorAuthAge': '7200' }),
  }),
} as const
