import { either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row, trust, type Example } from './lint-text.ts'

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0123abcd-0123-abcd-0123-0123456789ab'
const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:AmazonLookoutMetrics-sales'
const ENGINE = 'arn:aws:iam::111122223333:role/crowsnest/engine'
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:oncall'
const ALARM = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:late'

function decrypt(condition: Readonly<Record<string, unknown>>): Example {
  return identity({ Action: 'kms:Decrypt', Resource: KEY, Condition: condition })
}

function scheduler(source: string): Example {
  return trust({
    Principal: { Service: 'scheduler.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': source } },
  })
}

function engineTrust(condition?: unknown): Example {
  return { ...trust({ Principal: { AWS: ENGINE }, Condition: condition }), context: { engineRoles: [ENGINE] } }
}

function askingFor(id: string) {
  return trust({ Principal: { AWS: ENGINE }, Condition: { StringEquals: { 'sts:ExternalId': id } } }).document
}

function externalIds(first: string, second: string): Example {
  return { type: 'trust', document: [askingFor(first), askingFor(second)] }
}

const SALES = 'crowsnest:us-east-1:111122223333:detector/sales/dataset'
const VIEWS = 'crowsnest:us-east-1:111122223333:detector/views/dataset'

/** The rules that no other linter has, privilege escalation and two of parliament's patterns. */
export const CROWSNEST_TEXTS = {
  VIA_SERVICE_UNKNOWN: row<{ host: string; suggestion: string | null }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'kms:ViaService names a host of no service that uses AWS KMS: the condition is never true.',
    message: ({ host }) => `No service uses AWS KMS as ${show(host)}, so that this is never true.`,
    help: ({ suggestion }) =>
      suggestion === null ? 'Write service.region.amazonaws.com.' : `Write ${suggestion}.region.amazonaws.com.`,
    bad: decrypt({ StringEquals: { 'kms:ViaService': 'secret.us-east-1.amazonaws.com' } }),
    good: decrypt({ StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } }),
  }),
  REGIONAL_ARN_INCOMPLETE: row<{ arn: string; service: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'An ARN in a condition lacks its region or account: nothing has such an ARN.',
    message: ({ arn, service }) => `ARNs of \`${service}\` have a region and an account, but ${show(arn)} lacks one.`,
    help: () => 'Fill it in; `*` matches any.',
    bad: resource({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC,
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:::alarm:late' } },
    }),
    good: resource({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC,
      Condition: { ArnLike: { 'aws:SourceArn': ALARM } },
    }),
  }),
  SECRET_ARN_WITHOUT_SUFFIX: row<{ arn: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'The ARN of a secret lacks the six characters that Secrets Manager adds: it matches no secret.',
    message: ({ arn }) =>
      `${show(arn)} matches no secret: Secrets Manager adds a hyphen and six characters to its name.`,
    help: () => 'Add them, or "-??????" where they are not known.',
    bad: identity({ Action: 'secretsmanager:GetSecretValue', Resource: SECRET }),
    good: identity({ Action: 'secretsmanager:GetSecretValue', Resource: `${SECRET}-??????` }),
  }),
  SOURCE_KEY_WITHOUT_SERVICE: row<{ key: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'aws:SourceArn or aws:SourceAccount is asked of a role or user, who never has it: nothing is allowed.',
    message: ({ key }) => `Only a call of an AWS service has ${show(key)}; the principals here are none.`,
    help: () => 'Use aws:PrincipalArn or aws:PrincipalAccount; against a confused deputy of your own, sts:ExternalId.',
    bad: trust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    good: trust({ Condition: { StringEquals: { 'sts:ExternalId': SALES } } }),
  }),
  SOURCE_ARN_ON_LAMBDA_TRUST: row<{ key: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'The trust policy of a Lambda execution role asks for aws:SourceArn, which AWS does not document there.',
    message: ({ key }) => `AWS does not document ${show(key)} for the call with which Lambda assumes a role.`,
    help: () => 'Remove it: iam:PassRole already ties role and function to one account.',
    bad: trust({
      Principal: { Service: 'lambda.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:us-east-1:111122223333:function:engine' } },
    }),
    good: trust({ Principal: { Service: 'lambda.amazonaws.com' } }),
  }),
  SCHEDULER_SOURCE_NOT_GROUP: row<{ arn: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'EventBridge Scheduler sends the ARN of the schedule group, but the trust policy asks for something else.',
    message: ({ arn }) => `EventBridge Scheduler sends the ARN of the schedule group; ${show(arn)} is none.`,
    help: () => 'Write arn:aws:scheduler:region:account:schedule-group/NAME.',
    bad: scheduler('arn:aws:scheduler:us-east-1:111122223333:schedule/crowsnest/*'),
    good: scheduler('arn:aws:scheduler:us-east-1:111122223333:schedule-group/crowsnest'),
  }),
  EXTERNAL_ID_MISSING: row<{ principal: string }>({
    level: 'security-warning',
    origin: 'crowsnest',
    summary: 'Code that assumes many roles is trusted without sts:ExternalId: it can be led to use the wrong one.',
    message: ({ principal }) => `${show(principal)} assumes roles for many; this one does not ask on whose behalf.`,
    help: () => 'Add StringEquals sts:ExternalId with an id that the code derives from what it is running.',
    bad: engineTrust(),
    good: engineTrust({ StringEquals: { 'sts:ExternalId': SALES } }),
  }),
  EXTERNAL_ID_SHARED: row<{ id: string; others: number }>({
    level: 'security-warning',
    origin: 'crowsnest',
    summary: 'Two roles ask for the same external id: each can be used in place of the other.',
    message: ({ id }) => `Another role of this run also asks for ${show(id)}, so that each can be used for the other.`,
    help: () => 'Give each its own id.',
    bad: externalIds(SALES, SALES),
    good: externalIds(SALES, VIEWS),
  }),
  TRUST_OF_WHOLE_ACCOUNT: row<{ principal: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'A role trusts a whole account: everyone there whom an administrator allows.',
    message: ({ principal }) => `${show(principal)} stands for everyone in the account who is allowed sts:AssumeRole.`,
    help: () => 'Name the role, or limit it with ArnEquals aws:PrincipalArn; ask for sts:ExternalId.',
    bad: trust({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
    good: trust({
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': ENGINE } },
    }),
  }),
  REQUIRED_RESOURCE_MISSING: row<{ action: string; missing: readonly string[] }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'A call needs several resources, and the policy names only some: it is denied.',
    message: ({ action, missing }) => `\`${action}\` also needs ${either(missing)}, which no statement allows.`,
    help: () => 'Add an ARN of that type to a statement with the action.',
    bad: identity({
      Action: 'ec2:CreateNetworkInterface',
      Resource: 'arn:aws:ec2:us-east-1:111122223333:network-interface/*',
    }),
    good: identity({
      Action: 'ec2:CreateNetworkInterface',
      Resource: [
        'arn:aws:ec2:us-east-1:111122223333:network-interface/*',
        'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-0123456789abcdef0',
      ],
    }),
  }),
  DEPENDENT_PERMISSION_MISSING: row<{ action: string; needs: readonly string[]; why: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'An action works only with another one that the policy does not allow.',
    message: ({ action, needs, why }) => `\`${action}\` ${why} ${either(needs)}, which nothing here allows.`,
    help: ({ needs }) => `Add a statement with ${either(needs)}.`,
    bad: identity({
      Action: 'redshift-data:ExecuteStatement',
      Resource: 'arn:aws:redshift:us-east-1:111122223333:cluster:sales',
    }),
    good: identity(
      { Action: 'redshift-data:ExecuteStatement', Resource: 'arn:aws:redshift:us-east-1:111122223333:cluster:sales' },
      { Action: 'secretsmanager:GetSecretValue', Resource: `${SECRET}-??????` },
    ),
  }),
  ENCRYPTION_CONTEXT_ONE_FORM: row<{ missing: string }>({
    level: 'suggestion',
    origin: 'crowsnest',
    summary:
      'kms:EncryptionContext:aws:s3:arn names the bucket or the objects: with Bucket Keys it is the bucket, without the object.',
    message: ({ missing }) => `The encryption context has the form ${missing} too, depending on S3 Bucket Keys.`,
    help: () => 'List both, arn:aws:s3:::BUCKET and arn:aws:s3:::BUCKET/PREFIX*, unless you know which it is.',
    bad: decrypt({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-data' } }),
    good: decrypt({
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::acme-data', 'arn:aws:s3:::acme-data/*'] },
    }),
  }),
  ENCRYPTION_CONTEXT_KEY_UNKNOWN: row<{ key: string; better: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'A condition names a key of the encryption context that the service does not write: it is never true.',
    message: ({ key }) => `The service writes no ${show(key)} into its encryption context.`,
    help: ({ better }) => `Write ${better}.`,
    bad: decrypt({ StringEquals: { 'kms:EncryptionContext:aws:sns:arn': TOPIC } }),
    good: decrypt({ StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': TOPIC } }),
  }),
  CONDITION_KEY_NOT_FOR_ALL: row<{ key: string; lacking: readonly string[] }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'Some actions or resources of the statement never have the condition key: they are not allowed.',
    message: ({ key, lacking }) =>
      `${either(lacking)} never has ${show(key)}, so that this statement does not allow it.`,
    help: () => 'Write one statement for what has the key, and one without it for the rest.',
    bad: identity({
      Action: 'ec2:CreateNetworkInterface',
      Resource: [
        'arn:aws:ec2:us-east-1:111122223333:network-interface/*',
        'arn:aws:ec2:us-east-1:111122223333:subnet/*',
      ],
      Condition: { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0123456789abcdef0' } },
    }),
    good: identity(
      {
        Action: 'ec2:CreateNetworkInterface',
        Resource: 'arn:aws:ec2:us-east-1:111122223333:subnet/*',
        Condition: { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0123456789abcdef0' } },
      },
      { Action: 'ec2:CreateNetworkInterface', Resource: 'arn:aws:ec2:us-east-1:111122223333:network-interface/*' },
    ),
  }),
  PARTITION_HARD_CODED: row<{ arn: string }>({
    level: 'suggestion',
    origin: 'crowsnest',
    summary: 'A template that could be deployed in every partition writes `aws` out.',
    message: ({ arn }) => `${show(arn)} works in the standard partition alone.`,
    help: () => 'Write arn:${AWS::Partition}: inside Fn::Sub.',
    bad: { ...identity(), inside: ['AWS::IAM::ManagedPolicy', 'PolicyDocument'] },
    good: {
      ...identity({ Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::acme-data/*' } }),
      inside: ['AWS::IAM::ManagedPolicy', 'PolicyDocument'],
    },
  }),
  ARN_VALUE_INCOMPLETE: row<{ value: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'An ARN in a condition has fewer than six fields: it matches nothing.',
    message: ({ value }) => `${show(value)} has fewer than six fields, so that no ARN matches it.`,
    help: () => 'Write all six; `*` does not reach across colons.',
    bad: trust({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:us-east-1:111122223333*' } },
    }),
    good: scheduler('arn:aws:scheduler:us-east-1:111122223333:schedule-group/crowsnest'),
  }),
  SOURCE_FUNCTION_ARN_WITHOUT_EFFECT: row<{ why: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'lambda:SourceFunctionArn in a resource policy, or on calls that Lambda makes itself: it is never there.',
    message: ({ why }) => `lambda:SourceFunctionArn is never there ${why}.`,
    help: () => 'Use it in identity policies and service control policies, for calls that the function makes.',
    bad: resource({
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111122223333:function:engine' } },
    }),
    good: identity({
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111122223333:function:engine' } },
    }),
  }),
  PERMISSION_NOT_EXERCISED: row<{ action: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'No call of a recorded run used an action.',
    message: ({ action }) => `No recorded call used ${show(action)}.`,
    help: () => 'Remove it, or record the run that needs it.',
    bad: {
      ...identity({ Action: ['s3:GetObject', 's3:PutObject'] }),
      context: { calls: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::acme-data/a.csv' }] },
    },
    good: { ...identity(), context: { calls: [{ action: 's3:GetObject', resource: 'arn:aws:s3:::acme-data/a.csv' }] } },
  }),
  STATEMENT_WITHOUT_REASON: row<{ sid: string | null }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'Nobody knows why a statement exists.',
    message: ({ sid }) => `No reason is known for ${sid === null ? 'this statement' : `the statement ${show(sid)}`}.`,
    help: () => 'Remove it, or say which operation needs it.',
    bad: { ...identity({ Sid: 'ReadTheData' }), context: { reasons: {} } },
    good: { ...identity({ Sid: 'ReadTheData' }), context: { reasons: { ReadTheData: 'the engine reads new data' } } },
  }),
  ACCESS_WIDER_THAN_DEPLOYED: row<{ action: string; resource: string }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'A statement allows more than what is deployed.',
    message: ({ action, resource: arn }) => `The deployed policy does not allow ${show(action)} on ${show(arn)}.`,
    help: () => 'Look whether that is wanted; `crowsnest diff` shows the change in full.',
    bad: { ...identity({ Resource: 'arn:aws:s3:::acme-*/*' }), context: { deployed: deployed() } },
    good: { ...identity(), context: { deployed: deployed() } },
  }),
  PRIVILEGE_ESCALATION: row<{ actions: readonly string[]; how: string; others: number; broad: boolean }>({
    level: 'security-warning',
    origin: 'crowsnest',
    summary:
      'Who has these permissions can get those of another role or user. A suggestion where the resources are named one by one.',
    message: ({ actions, how, others }) =>
      `With ${actions.map((action) => `\`${action}\``).join(' + ')} one can ${how}${others === 0 ? '' : ` (and there are ${others} other ways)`}.`,
    help: ({ broad }) =>
      broad
        ? 'Limit the resources to what is needed, iam:PassRole with iam:PassedToService, and use a permissions boundary.'
        : 'Look whether any of the named resources has more permissions than the holder of this policy.',
    bad: identity({ Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' }),
    good: identity({
      Action: ['lambda:InvokeFunction'],
      Resource: 'arn:aws:lambda:us-east-1:111122223333:function:alert',
    }),
  }),
  RESOURCE_POLICY_PRIVILEGE_ESCALATION: row<{ action: string; reach: string }>({
    level: 'security-warning',
    origin: 'parliament',
    summary:
      'Who may use some of a resource may also rewrite its policy, and so get all of it. A warning where the resource is named.',
    message: ({ action, reach }) => `\`${action}\` can give whatever else is denied on ${show(reach)}.`,
    help: () => 'Keep changing policies apart from using the resource.',
    bad: identity({
      Action: ['s3:GetObject', 's3:PutBucketPolicy'],
      Resource: ['arn:aws:s3:::acme-data', 'arn:aws:s3:::acme-data/*'],
    }),
    good: identity(),
  }),
  BAD_PATTERN_FOR_MFA: row<Record<never, never>>({
    level: 'security-warning',
    origin: 'parliament',
    summary: 'An Allow asks that there be no multi-factor authentication, or a Deny misses requests without the key.',
    message: () => 'This asks for a sign-in without multi-factor authentication.',
    help: () => 'Allow with Bool "true", or Deny with BoolIfExists "false".',
    bad: identity({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    good: identity({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  }),
} as const

function deployed() {
  const statement = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::acme-data/*'] } as const
  return { Version: '2012-10-17', Statement: [statement] } as const
}
