import type { PolicyType } from '../policy-type.ts'

/** How a policy is attached: where IAM keeps it decides what it may hold. */
export type Placement = 'managed' | 'inline' | 'attached'

/** What a property of a template's or plan's resource holds. */
export interface Carrier {
  readonly type: PolicyType | null
  readonly placement: Placement | null
  /** The service whose resource a resource policy belongs to. */
  readonly service: string | null
}

/** By resource type, then by property; `*` is any property. CloudFormation and Terraform name them differently. */
const CARRIERS: Readonly<Record<string, Readonly<Record<string, Carrier>>>> = {
  'AWS::IAM::Role': { AssumeRolePolicyDocument: trust(), Policies: identity('inline') },
  'AWS::IAM::User': { '*': identity('inline') },
  'AWS::IAM::Group': { '*': identity('inline') },
  'AWS::IAM::Policy': { '*': identity('inline') },
  'AWS::IAM::RolePolicy': { '*': identity('inline') },
  'AWS::IAM::UserPolicy': { '*': identity('inline') },
  'AWS::IAM::GroupPolicy': { '*': identity('inline') },
  'AWS::IAM::ManagedPolicy': { '*': identity('managed') },
  'AWS::SSO::PermissionSet': { '*': identity('inline') },
  'AWS::Serverless::Function': { AssumeRolePolicyDocument: trust(), Policies: identity('inline') },
  'AWS::S3::BucketPolicy': { '*': resource('s3') },
  'AWS::S3::AccessPoint': { '*': resource('s3') },
  'AWS::SNS::TopicPolicy': { '*': resource('sns') },
  'AWS::SNS::TopicInlinePolicy': { '*': resource('sns') },
  'AWS::SQS::QueuePolicy': { '*': resource('sqs') },
  'AWS::SQS::QueueInlinePolicy': { '*': resource('sqs') },
  'AWS::KMS::Key': { '*': resource('kms') },
  'AWS::KMS::ReplicaKey': { '*': resource('kms') },
  'AWS::SecretsManager::ResourcePolicy': { '*': resource('secretsmanager') },
  'AWS::ECR::Repository': { '*': resource('ecr') },
  'AWS::EC2::VPCEndpoint': { '*': resource(null) },
  'AWS::Logs::ResourcePolicy': { '*': resource('logs') },
  'AWS::Events::EventBusPolicy': { '*': resource('events') },
  aws_iam_role: { assume_role_policy: trust(), inline_policy: identity('inline') },
  aws_iam_role_policy: { '*': identity('inline') },
  aws_iam_user_policy: { '*': identity('inline') },
  aws_iam_group_policy: { '*': identity('inline') },
  aws_iam_policy: { policy: identity('managed') },
  aws_ssoadmin_permission_set_inline_policy: { '*': identity('inline') },
  aws_s3_bucket_policy: { policy: resource('s3') },
  aws_s3_bucket: { policy: resource('s3') },
  aws_s3_access_point: { policy: resource('s3') },
  aws_sns_topic_policy: { policy: resource('sns') },
  aws_sns_topic: { policy: resource('sns') },
  aws_sqs_queue_policy: { policy: resource('sqs') },
  aws_sqs_queue: { policy: resource('sqs') },
  aws_kms_key: { policy: resource('kms') },
  aws_kms_key_policy: { policy: resource('kms') },
  aws_secretsmanager_secret_policy: { policy: resource('secretsmanager') },
  aws_ecr_repository_policy: { policy: resource('ecr') },
  aws_vpc_endpoint: { policy: resource(null) },
  aws_vpc_endpoint_policy: { policy: resource(null) },
}

const ORGANIZATION_POLICIES: Readonly<Record<string, PolicyType>> = {
  SERVICE_CONTROL_POLICY: 'scp',
  RESOURCE_CONTROL_POLICY: 'rcp',
}

/**
 * What a property holds.
 *
 * @param property - of the resource; its first key
 * @param organizationType - the resource's own `Type`, which tells apart the policies of an organization
 * @returns unknown parts as null, for the shape of the document to decide
 */
export function carrierOf(resourceType: string, property: string, organizationType: string | null): Carrier {
  const organization = ORGANIZATION_POLICIES[organizationType ?? '']
  if (organization !== undefined) return { type: organization, placement: 'attached', service: null }
  const properties = Object.hasOwn(CARRIERS, resourceType) ? CARRIERS[resourceType] : undefined
  return properties?.[property] ?? properties?.['*'] ?? { type: null, placement: null, service: null }
}

/** The properties of a resource type that are known to hold a policy. */
export function policyProperties(resourceType: string): readonly string[] {
  const properties = Object.hasOwn(CARRIERS, resourceType) ? CARRIERS[resourceType] : undefined
  return Object.keys(properties ?? {}).map((property) => (property === '*' ? 'policy' : property))
}

function identity(placement: Placement): Carrier {
  return { type: 'identity', placement, service: null }
}

function trust(): Carrier {
  return { type: 'trust', placement: 'attached', service: null }
}

function resource(service: string | null): Carrier {
  return { type: 'resource', placement: 'attached', service }
}
