import { describe, expect, it } from 'vitest'
import { lintDocument, type PolicyType } from '../../../policies/lint/index.ts'

async function serious(document: unknown, type: PolicyType): Promise<readonly string[]> {
  const findings = await lintDocument(document, { type })
  return findings
    .filter(({ level }) => level === 'error' || level === 'security-warning')
    .map(({ code, path, message }) => `${path.join('.')} ${code} ${message}`)
}

type Statement = Readonly<Record<string, unknown>>

function allow(Action: unknown, Resource: unknown, Condition?: unknown): Statement {
  return { Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) }
}

const ACCOUNT = '111122223333'
const REGION = 'us-east-1'

/** Statements as careful people and AWS itself write them; none of them is wrong. */
const IDENTITY: readonly (readonly [string, readonly Statement[]])[] = [
  [
    'a Lambda function writes its log',
    [
      allow('logs:CreateLogGroup', `arn:aws:logs:${REGION}:${ACCOUNT}:*`),
      allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/f:*`,
      ),
    ],
  ],
  [
    'a person works in a folder of their own',
    [
      allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*'),
      allow('s3:ListBucket', 'arn:aws:s3:::home', { StringLike: { 's3:prefix': ['', '${aws:username}/*'] } }),
      allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::home/${aws:username}/*'),
    ],
  ],
  [
    'rows of a table are limited by key',
    [
      allow(['dynamodb:GetItem', 'dynamodb:Query'], `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders`, {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${www.amazon.com:user_id}'] },
      }),
    ],
  ],
  [
    'a key is used through a service',
    [
      allow('kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`, {
        StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:CallerAccount': ACCOUNT },
      }),
    ],
  ],
  [
    'instances are started by tag',
    [
      allow(['ec2:StartInstances', 'ec2:StopInstances'], `arn:aws:ec2:*:*:instance/*`, {
        StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
      }),
      allow('ec2:DescribeInstances', '*'),
    ],
  ],
  [
    'one role is passed to one service',
    [
      allow('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/app/worker`, {
        StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      }),
      allow('ecs:RunTask', `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/worker:*`),
    ],
  ],
  [
    'everything outside of two regions is denied',
    [
      {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*', 'cloudfront:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
      },
    ],
  ],
  [
    'everything is denied without multi-factor authentication',
    [
      {
        Effect: 'Deny',
        NotAction: ['iam:ListMFADevices', 'sts:GetSessionToken'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ],
  ],
  [
    'public models, images and managed policies have no account',
    [
      allow('bedrock:InvokeModel', `arn:aws:bedrock:${REGION}::foundation-model/anthropic.claude-v2`),
      allow('iam:GetPolicy', 'arn:aws:iam::aws:policy/*'),
      allow('apigateway:GET', `arn:aws:apigateway:${REGION}::/restapis/*`),
    ],
  ],
  [
    'in China and GovCloud',
    [
      allow('s3:GetObject', 'arn:aws-cn:s3:::data/*'),
      allow('sqs:SendMessage', `arn:aws-us-gov:sqs:us-gov-west-1:${ACCOUNT}:work`),
    ],
  ],
]

describe('a good identity policy has no errors and no security warnings', () => {
  it.each(IDENTITY)('%s', async (_name, statements) => {
    expect(await serious({ Version: '2012-10-17', Statement: statements }, 'identity')).toEqual([])
  })
})

const TRUST: readonly (readonly [string, Statement])[] = [
  ['a Lambda execution role', { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  [
    'another account, with an external id',
    {
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'a-long-id' } },
    },
  ],
  [
    'workflows of one branch',
    {
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': 'repo:acme/infra:ref:refs/heads/main',
        },
      },
    },
  ],
  [
    'corporate sign-in',
    {
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corporate` },
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    },
  ],
  [
    'pods of a cluster',
    { Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
  ],
]

describe('a good trust policy has no errors and no security warnings', () => {
  it.each(TRUST)('%s', async (_name, statement) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }
    expect(await serious(document, 'trust')).toEqual([])
  })
})

const RESOURCE: readonly (readonly [string, Statement])[] = [
  [
    'a bucket denies what is not encrypted',
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
  [
    'an organization reads a bucket',
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::data/*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    },
  ],
  [
    'an alarm publishes to a topic',
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: `arn:aws:sns:${REGION}:${ACCOUNT}:oncall`,
      Condition: {
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*` },
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
      },
    },
  ],
  [
    'a key leaves access to IAM',
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
  [
    'a repository of images has no resource',
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    },
  ],
]

describe('a good resource policy has no errors and no security warnings', () => {
  it.each(RESOURCE)('%s', async (_name, statement) => {
    expect(await serious({ Version: '2012-10-17', Statement: [statement] }, 'resource')).toEqual([])
  })
})
