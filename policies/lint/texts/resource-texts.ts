import { didYouMean, either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row } from './lint-text.ts'

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:oncall'

/** Findings about the ARNs of resources. */
export const RESOURCE_TEXTS = {
  INVALID_ARN_PREFIX: row<{ arn: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource is neither an ARN nor "*".',
    message: ({ arn }) => `${show(arn)} is neither an ARN nor "*".`,
    help: () => 'Write an ARN: arn:partition:service:region:account:resource.',
    bad: identity({ Resource: 'acme-data/*' }),
    good: identity(),
  }),
  MISSING_ARN_FIELD: row<{ arn: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN has fewer than six fields.',
    message: ({ arn }) => `${show(arn)} has fewer than six fields.`,
    help: () =>
      'An ARN is arn:partition:service:region:account:resource; leave region and account empty where a service has none.',
    bad: identity({ Resource: 'arn:aws:s3::acme-data/*' }),
    good: identity(),
  }),
  INVALID_PARTITION: row<{ partition: string; partitions: readonly string[] }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names a partition that AWS does not have.',
    message: ({ partition }) => `${show(partition)} is no partition of AWS.`,
    help: ({ partitions }) => `Use ${either(partitions)}.`,
    bad: identity({ Resource: 'arn:amazon:s3:::acme-data/*' }),
    good: identity(),
  }),
  INVALID_SERVICE: row<{ service: string; suggestion: string | null; asOf: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names a service that does not exist. A warning where nothing like it exists either.',
    message: ({ service, suggestion, asOf }) =>
      `${show(service)} is no service that AWS listed on ${asOf}.${didYouMean(suggestion)}`,
    help: () => 'Correct the third field of the ARN.',
    bad: identity({ Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamdb:us-east-1:111122223333:table/orders' }),
    good: identity({ Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders' }),
  }),
  INVALID_ARN_SERVICE_CASE: row<{ service: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The service of an ARN has capitals.',
    message: ({ service }) => `The service ${show(service)} of an ARN is written in small letters.`,
    help: ({ service }) => `Write ${show(service.toLowerCase())}.`,
    bad: identity({ Resource: 'arn:aws:S3:::acme-data/*' }),
    good: identity(),
  }),
  INVALID_ARN_REGION: row<{ region: string; suggestion: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary:
      'An ARN names a region that AWS does not have. A warning where it looks like no region at all: a placeholder.',
    message: ({ region, suggestion }) => `${show(region)} is no region of AWS.${didYouMean(suggestion)}`,
    help: () => 'Correct the fourth field of the ARN.',
    bad: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-eest-1:111122223333:oncall' }),
    good: identity({ Action: 'sns:Publish', Resource: TOPIC }),
  }),
  INVALID_ARN_ACCOUNT: row<{ account: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The account of an ARN does not have 12 digits. A warning where it has no digits at all: a placeholder.',
    message: ({ account }) => `${show(account)} is no account: it has 12 digits.`,
    help: () => 'Correct the fifth field of the ARN.',
    bad: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1:1111222233:oncall' }),
    good: identity({ Action: 'sns:Publish', Resource: TOPIC }),
  }),
  INVALID_ARN_RESOURCE: row<{ resource: string; service: string; templates: readonly string[] }>({
    level: 'error',
    origin: 'access-analyzer',
    summary:
      'The last part of an ARN is like none of the resources of its service. A warning where IAM stores it all the same: it checks only its own.',
    message: ({ resource: shown, service }) => `${show(shown)} is like none of the resources of \`${service}\`.`,
    help: ({ templates }) => `Its resources look like ${either(templates)}.`,
    bad: identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111122223333:reader' }),
    good: identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111122223333:role/reader' }),
  }),
  ARN_REGION_NOT_ALLOWED: row<{ service: string; region: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names a region, but the resources of this service have none.',
    message: ({ service, region }) => `This ARN of \`${service}\` has no region, but here is ${show(region)}.`,
    help: () => 'Leave the fourth field empty.',
    bad: identity({ Resource: 'arn:aws:s3:us-east-1::acme-data/*' }),
    good: identity(),
  }),
  ARN_ACCOUNT_NOT_ALLOWED: row<{ service: string; account: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names an account, but the resources of this service have none.',
    message: ({ service, account }) => `This ARN of \`${service}\` has no account, but here is ${show(account)}.`,
    help: () => 'Leave the fifth field empty; aws:ResourceAccount limits the account.',
    bad: identity({ Resource: 'arn:aws:s3::111122223333:acme-data/*' }),
    good: identity(),
  }),
  MISSING_ARN_REGION: row<{ service: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names no region, but the resource has one: it matches nothing.',
    message: ({ service }) =>
      `This resource of \`${service}\` has a region, but the ARN names none, so that it matches nothing.`,
    help: () => 'Fill in the fourth field; `*` for every region.',
    bad: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns::111122223333:oncall' }),
    good: identity({ Action: 'sns:Publish', Resource: TOPIC }),
  }),
  MISSING_ARN_ACCOUNT: row<{ service: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An ARN names no account, but the resource has one: it matches nothing.',
    message: ({ service }) =>
      `This resource of \`${service}\` has an account, but the ARN names none, so that it matches nothing.`,
    help: () => 'Fill in the fifth field with the 12 digits of the account.',
    bad: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1::oncall' }),
    good: identity({ Action: 'sns:Publish', Resource: TOPIC }),
  }),
  UNSUPPORTED_RESOURCE_ARN_IN_POLICY: row<{ arn: string; service: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource policy is about resources of another service than the one it is attached to.',
    message: ({ arn, service }) =>
      `The policy is attached to a resource of \`${service}\`, but ${show(arn)} is not one.`,
    help: () => 'Name the resource that the policy is attached to.',
    bad: { ...resource({ Resource: TOPIC }), inside: ['AWS::S3::BucketPolicy', 'PolicyDocument'] },
    good: { ...resource(), inside: ['AWS::S3::BucketPolicy', 'PolicyDocument'] },
  }),
  REDUNDANT_RESOURCE: row<{ resource: string; by: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A resource of a list is already covered by another one of it.',
    message: ({ resource: arn, by }) => `${show(arn)} is already covered by ${show(by)}.`,
    help: () => 'Remove it; or remove the wider one, if the narrower is what you want.',
    bad: identity({ Resource: ['arn:aws:s3:::acme-data/*', 'arn:aws:s3:::acme-data/new/*'] }),
    good: identity({ Resource: ['arn:aws:s3:::acme-data/old/*', 'arn:aws:s3:::acme-data/new/*'] }),
  }),
} as const
