import { didYouMean, either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row } from './lint-text.ts'

type Keys = Readonly<Record<string, unknown>>

/** An identity policy that reads a bucket under a condition. */
function when(operator: string, keys: Keys) {
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

/** Findings about conditions: operators, keys and how they fit. */
export const CONDITION_TEXTS = {
  INVALID_CONDITION_OPERATOR: row<OperatorArgs & { suggestion: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition operator does not exist. A warning where it has no keys: IAM stores it then.',
    message: ({ operator, suggestion }) => `${show(operator)} is no condition operator.${didYouMean(suggestion)}`,
    help: () => 'Correct the name.',
    bad: when('StringMatches', { 'aws:RequestedRegion': 'us-east-1' }),
    good: when('StringEquals', { 'aws:RequestedRegion': 'us-east-1' }),
  }),
  INVALID_CONDITION_DATA_TYPE: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The values of a condition are of different JSON types.',
    message: ({ key }) => `The values of ${show(key)} are of different types.`,
    help: () => 'Write all of them as texts.',
    bad: when('StringEquals', { 'aws:PrincipalAccount': ['111122223333', 444455556666] }),
    good: when('StringEquals', { 'aws:PrincipalAccount': ['111122223333', '444455556666'] }),
  }),
  INVALID_CONDITION_KEY_FORMAT: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition key is not `service:key`. A warning where no global key has that name: IAM stores it.',
    message: ({ key }) => `${show(key)} is not \`service:key\`, so that no request has it.`,
    help: () => 'Put the prefix before it, such as `aws:`.',
    bad: when('StringEquals', { RequestedRegion: 'us-east-1' }),
    good: when('StringEquals', { 'aws:RequestedRegion': 'us-east-1' }),
  }),
  INVALID_CONDITION_MULTIPLE_BOOLEAN: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A truth value is compared with several.',
    message: ({ key }) => `${show(key)} is compared with several truth values.`,
    help: () => 'Write one: "true" or "false".',
    bad: when('Bool', { 'aws:SecureTransport': ['true', 'false'] }),
    good: when('Bool', { 'aws:SecureTransport': 'true' }),
  }),
  DUPLICATE_KEYS_WITH_DIFFERENT_CASE: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A condition key is there twice in different case; case does not matter to IAM.',
    message: ({ key }) => `${show(key)} is already there in other capitals, which IAM does not tell apart.`,
    help: () => 'Put the values under one key.',
    bad: when('StringEquals', { 'aws:PrincipalArn': 'a', 'aws:principalarn': 'b' }),
    good: when('StringEquals', { 'aws:PrincipalAccount': ['111122223333', '444455556666'] }),
  }),
  INVALID_GLOBAL_CONDITION_KEY: row<KeyArgs & { suggestion: string | null; asOf: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A key with the prefix `aws:` does not exist. A warning where nothing like it exists either.',
    message: ({ key, suggestion, asOf }) =>
      `${show(key)} is no global condition key that AWS listed on ${asOf}.${didYouMean(suggestion)}`,
    help: () => 'Correct the name.',
    bad: when('StringEquals', { 'aws:PrincipalAcount': '111122223333' }),
    good: when('StringEquals', { 'aws:PrincipalAccount': '111122223333' }),
  }),
  INVALID_SERVICE_CONDITION_KEY: row<KeyArgs & { service: string; suggestion: string | null; asOf: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A service does not have this condition key. A warning where nothing like it exists either.',
    message: ({ key, service, suggestion, asOf }) =>
      `${show(key)} is no condition key that \`${service}\` listed on ${asOf}.${didYouMean(suggestion)}`,
    help: () => 'Correct the name.',
    bad: identity({
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::acme-data',
      Condition: { StringLike: { 's3:prefixx': 'sales/*' } },
    }),
    good: identity({
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::acme-data',
      Condition: { StringLike: { 's3:prefix': 'sales/*' } },
    }),
  }),
  UNSUPPORTED_GLOBAL_CONDITION_KEY: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The old key `aws:ARN` is used in a resource policy, where it was never there.',
    message: ({ key }) => `${show(key)} is not there in the context of a resource policy.`,
    help: () => 'Use aws:PrincipalArn for who calls, aws:SourceArn for what a service calls about.',
    bad: resource({ Condition: { ArnEquals: { 'aws:ARN': 'arn:aws:iam::111122223333:role/reader' } } }),
    good: resource({ Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/reader' } } }),
  }),
  DEPRECATED_GLOBAL_CONDITION_KEY: row<KeyArgs>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The old key `aws:ARN` is used.',
    message: ({ key }) => `${show(key)} is an old name.`,
    help: () => 'Write aws:PrincipalArn.',
    bad: when('ArnEquals', { 'aws:ARN': 'arn:aws:iam::111122223333:role/reader' }),
    good: when('ArnEquals', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/reader' }),
  }),
  MISSING_QUALIFIER: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A key that has several values in a request is compared without ForAllValues or ForAnyValue.',
    message: ({ key }) => `A request can have several values of ${show(key)}, which this operator cannot compare.`,
    help: () =>
      'Put ForAnyValue: before the operator (at least one value fits); in a Deny or with a Null check, ForAllValues:.',
    bad: when('StringEquals', { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' }),
    good: when('ForAnyValue:StringLike', { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' }),
  }),
  FORALLVALUES_WITH_SINGLE_VALUED_KEY: row<KeyArgs & OperatorArgs>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'ForAllValues with a key that has one value: true also when the request lacks the key.',
    message: ({ key, operator }) =>
      `${operator} is also true for a request without ${show(key)}, which has one value at most.`,
    help: ({ operator }) => `Write ${operator.replace(/^ForAllValues:/i, '')}.`,
    bad: identity({
      Action: 'secretsmanager:GetSecretValue',
      Resource: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:sales-??????',
      Condition: { 'ForAllValues:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    }),
    good: identity({
      Action: 'secretsmanager:GetSecretValue',
      Resource: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:sales-??????',
      Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    }),
  }),
  NULL_WITH_IF_EXISTS: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'Null has the suffix IfExists.',
    message: () => 'Null asks whether a key exists, so it cannot have IfExists.',
    help: () => 'Write Null.',
    bad: when('NullIfExists', { 'aws:PrincipalOrgID': 'false' }),
    good: when('Null', { 'aws:PrincipalOrgID': 'false' }),
  }),
  NULL_WITH_QUALIFIER: row<OperatorArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'Null has ForAllValues or ForAnyValue, with which it always gives the same.',
    message: ({ operator }) => `${operator} always gives the same answer.`,
    help: () => 'Write Null.',
    bad: when('ForAnyValue:Null', { 'aws:TagKeys': 'false' }),
    good: when('Null', { 'aws:TagKeys': 'false' }),
  }),
  TYPE_MISMATCH: row<KeyArgs & OperatorArgs & { expected: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'The operator compares another type than the key has.',
    message: ({ key, operator, expected }) => `${operator} does not fit ${show(key)}, which is ${expected}.`,
    help: ({ expected }) => `Use an operator for ${expected}.`,
    bad: when('StringEquals', { 'aws:SecureTransport': 'true' }),
    good: when('Bool', { 'aws:SecureTransport': 'true' }),
  }),
  MISSING_TAG_KEY_IN_CONDITION: row<KeyArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A tag condition does not say which tag.',
    message: ({ key }) => `${show(key)} does not say which tag.`,
    help: ({ key }) => `Write ${key.replace(/\/$/, '')}/tag-name.`,
    bad: when('StringEquals', { 'aws:PrincipalTag': 'growth' }),
    good: when('StringEquals', { 'aws:PrincipalTag/team': 'growth' }),
  }),
  WILDCARD_WITHOUT_LIKE_OPERATOR: row<ValueArgs & { better: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A value has a wildcard, but the operator compares letter by letter.',
    message: ({ value, operator }) => `${operator} takes the wildcard of ${show(value)} for a letter.`,
    help: ({ better }) => `Use ${better} if you mean a pattern.`,
    bad: when('StringEquals', { 'aws:PrincipalTag/team': 'growth-*' }),
    good: when('StringLike', { 'aws:PrincipalTag/team': 'growth-*' }),
  }),
  STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: row<KeyArgs & OperatorArgs>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'An ARN is compared as a text, so that a wildcard reaches across its fields.',
    message: ({ key, operator }) =>
      `With ${operator} a wildcard in ${show(key)} also matches colons, and so other fields of the ARN.`,
    help: ({ operator }) =>
      `Use ${operator.replace(/StringNotLike/i, 'ArnNotLike').replace(/StringLike/i, 'ArnLike')}.`,
    bad: when('StringLike', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' }),
    good: when('ArnLike', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' }),
  }),
  EQUIVALENT_TO_NULL_FALSE: row<KeyArgs & OperatorArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A condition says only that a key exists.',
    message: ({ key, operator }) => `${operator} with "*" says only that the request has ${show(key)}.`,
    help: ({ key }) => `Say it plainly: "Null": { "${key}": "false" }.`,
    bad: when('StringLike', { 'aws:PrincipalTag/team': '*' }),
    good: when('Null', { 'aws:PrincipalTag/team': 'false' }),
  }),
  MISSING_PAIRED_CONDITION_KEYS: row<KeyArgs & { pairs: readonly string[] }>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'A key says little without another one.',
    message: ({ key, pairs }) => `${show(key)} alone is too little: it says something only with ${either(pairs)}.`,
    help: ({ pairs }) => `Add ${either(pairs)} to the condition.`,
    bad: when('IpAddress', { 'aws:VpcSourceIp': '10.0.0.0/8' }),
    good: identity({
      Condition: {
        IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' },
        StringEquals: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' },
      },
    }),
  }),
  UNSUPPORTED_ACTION_FOR_CONDITION_KEY: row<KeyArgs & { actions: readonly string[] }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A trust policy asks an STS action for a key that this action does not have.',
    message: ({ key, actions }) => `${either(actions)} never has the key ${show(key)}.`,
    help: () => 'Write one statement an action, each with the keys of its action.',
    bad: {
      type: 'trust',
      document: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/engine' },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Condition: { StringEquals: { 'sts:RoleSessionName': 'nightly' } },
        },
      },
    },
    good: {
      type: 'trust',
      document: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/engine' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:RoleSessionName': 'nightly' } },
        },
      },
    },
  }),
  MISSING_ACTION_FOR_CONDITION_KEY: row<KeyArgs & { action: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A trust policy limits the values of something that it does not let anyone set.',
    message: ({ key, action }) => `${show(key)} is limited, but nobody may set it: \`${action}\` is missing.`,
    help: ({ action }) => `Add a statement with \`${action}\`.`,
    bad: {
      type: 'trust',
      document: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/engine' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:SourceIdentity': 'nightly' } },
        },
      },
    },
    good: {
      type: 'trust',
      document: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/engine' },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Condition: { StringEquals: { 'sts:SourceIdentity': 'nightly' } },
        },
      },
    },
  }),
  UNKNOWN_CONDITION_FOR_ACTION: row<KeyArgs & { actions: readonly string[] }>({
    level: 'warning',
    origin: 'parliament',
    summary: 'No action of the statement has the condition key.',
    message: ({ key, actions }) => `${either(actions)} never has the key ${show(key)}.`,
    help: () => 'Use a key of the action; the service authorization reference lists them.',
    bad: identity({ Condition: { StringEquals: { 's3:prefix': 'sales/' } } }),
    good: identity({
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::acme-data',
      Condition: { StringEquals: { 's3:prefix': 'sales/' } },
    }),
  }),
} as const
