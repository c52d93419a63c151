import { lintPolicies, type PolicyType } from '../policies/index.ts'
import type { Finding } from '../spec/index.ts'
import type { PropertyValue } from './known-value.ts'
import { isProperties, type StackResource } from './resource.ts'

/** A policy document of a resource. */
export interface PolicyOf {
  /** Where in the resource's properties: `inlinePolicies[0].policy`. */
  readonly property: string
  /** What it is for. */
  readonly type: PolicyType
  /** Whether it is the policy of a VPC endpoint: one limit more for requests that other policies allow. */
  readonly endpoint: boolean
  /** Whether nobody wrote it: AWS makes it from the property. */
  readonly made: boolean
  /** JSON. */
  readonly text: string
}

/** Properties that hold a policy, by the type of resource. */
export const POLICY_PROPERTIES: Readonly<Record<string, { readonly property: string; readonly type: PolicyType }>> = {
  'aws:backup/vaultPolicy:VaultPolicy': { property: 'policy', type: 'resource' },
  'aws:cloudwatch/eventBusPolicy:EventBusPolicy': { property: 'policy', type: 'resource' },
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': { property: 'policyDocument', type: 'resource' },
  'aws:dynamodb/resourcePolicy:ResourcePolicy': { property: 'policy', type: 'resource' },
  'aws:ec2/vpcEndpoint:VpcEndpoint': { property: 'policy', type: 'resource' },
  'aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy': { property: 'policy', type: 'resource' },
  'aws:ecr/repositoryPolicy:RepositoryPolicy': { property: 'policy', type: 'resource' },
  'aws:glue/resourcePolicy:ResourcePolicy': { property: 'policy', type: 'resource' },
  'aws:iam/groupPolicy:GroupPolicy': { property: 'policy', type: 'identity' },
  'aws:iam/policy:Policy': { property: 'policy', type: 'identity' },
  'aws:iam/role:Role': { property: 'assumeRolePolicy', type: 'trust' },
  'aws:iam/rolePolicy:RolePolicy': { property: 'policy', type: 'identity' },
  'aws:iam/userPolicy:UserPolicy': { property: 'policy', type: 'identity' },
  'aws:kinesis/resourcePolicy:ResourcePolicy': { property: 'policy', type: 'resource' },
  'aws:kms/externalKey:ExternalKey': { property: 'policy', type: 'resource' },
  'aws:kms/key:Key': { property: 'policy', type: 'resource' },
  'aws:kms/keyPolicy:KeyPolicy': { property: 'policy', type: 'resource' },
  'aws:kms/replicaKey:ReplicaKey': { property: 'policy', type: 'resource' },
  'aws:lambda/resourcePolicy:ResourcePolicy': { property: 'policy', type: 'resource' },
  'aws:opensearch/domainPolicy:DomainPolicy': { property: 'accessPolicies', type: 'resource' },
  'aws:s3/bucket:Bucket': { property: 'policy', type: 'resource' },
  'aws:s3/bucketPolicy:BucketPolicy': { property: 'policy', type: 'resource' },
  'aws:s3/bucketV2:BucketV2': { property: 'policy', type: 'resource' },
  'aws:s3control/accessPointPolicy:AccessPointPolicy': { property: 'policy', type: 'resource' },
  'aws:secretsmanager/secret:Secret': { property: 'policy', type: 'resource' },
  'aws:secretsmanager/secretPolicy:SecretPolicy': { property: 'policy', type: 'resource' },
  'aws:sns/topic:Topic': { property: 'policy', type: 'resource' },
  'aws:sns/topicPolicy:TopicPolicy': { property: 'policy', type: 'resource' },
  'aws:sqs/queue:Queue': { property: 'policy', type: 'resource' },
  'aws:sqs/queuePolicy:QueuePolicy': { property: 'policy', type: 'resource' },
}

/** A permission that Lambda turns into a statement of the policy of a function. */
export const PERMISSION = 'aws:lambda/permission:Permission'

/** Types of resources that hold a policy. */
export const WITH_POLICY: readonly string[] = Object.keys(POLICY_PROPERTIES)

/** Types of resources that grant something. */
export const GRANTING: readonly string[] = [...WITH_POLICY, PERMISSION]

/** The policies of a resource that are known. */
export function policiesOf(resource: StackResource): readonly PolicyOf[] {
  const { type, properties } = resource
  if (type === PERMISSION) return permissionPolicy(resource)
  const place = POLICY_PROPERTIES[type]
  if (place === undefined) return []
  const own = policyOf(place.property, isBoundary(resource) ? 'boundary' : place.type, properties[place.property], type)
  const { inlinePolicies } = properties
  const inline = Array.isArray(inlinePolicies) ? (inlinePolicies as readonly PropertyValue[]) : []
  return [
    ...own,
    ...inline.flatMap((one, index) =>
      isProperties(one) ? policyOf(`inlinePolicies[${index}].policy`, 'identity', one['policy'], type) : [],
    ),
  ]
}

function policyOf(property: string, type: PolicyType, value: PropertyValue, of: string): readonly PolicyOf[] {
  const text = isProperties(value) ? JSON.stringify(value) : value
  if (typeof text !== 'string' || text === '') return []
  return [{ property, type, endpoint: of.startsWith('aws:ec2/vpcEndpoint'), made: false, text }]
}

/** Pulumi does not say what a managed policy is for: a boundary says so in its name. */
function isBoundary({ type, name, properties }: StackResource): boolean {
  return type === 'aws:iam/policy:Policy' && [name, properties['name']].some((text) => /boundary/i.test(String(text)))
}

/** The statement that Lambda makes of a permission. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function permissionPolicy({ properties }: StackResource): readonly PolicyOf[] {
  const {
    action,
    principal,
    function: target,
    sourceArn,
    sourceAccount,
    principalOrgId,
    functionUrlAuthType,
  } = properties
  if (typeof action !== 'string' || typeof principal !== 'string') return []
  const who = principal.includes('.amazonaws.com')
    ? { Service: principal }
    : principal === '*'
      ? '*'
      : { AWS: principal }
  const conditions = Object.entries({
    StringEquals: {
      'aws:SourceAccount': conditionValue(sourceAccount),
      'aws:PrincipalOrgID': conditionValue(principalOrgId),
      'lambda:FunctionUrlAuthType': conditionValue(functionUrlAuthType),
    },
    ArnLike: { 'aws:SourceArn': conditionValue(sourceArn) },
  })
    .map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null)),
    ])
    .filter(([, keys]) => Object.keys(keys as object).length > 0)
  const known = typeof target === 'string' && target.startsWith('arn:')
  const statement = {
    Effect: 'Allow',
    Principal: who,
    Action: action,
    Resource: known ? target : 'arn:aws:lambda:us-east-1:000000000000:function:unknown',
    ...(conditions.length > 0 && { Condition: Object.fromEntries(conditions) }),
  }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return [{ property: 'principal', type: 'resource', endpoint: false, made: true, text }]
}

/** What is not known yet is there all the same. */
function conditionValue(value: PropertyValue): string | null {
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : '*'
}

/** A finding of the linter with the policy that has it. */
export interface FindingIn {
  readonly policy: PolicyOf
  readonly finding: Finding
}

/**
 * What the linter finds in the policies of a resource.
 *
 * @param engineRoles - patterns of ARNs of roles that assume others for many
 */
export async function findingsIn(
  resource: StackResource,
  engineRoles: readonly string[] = [],
): Promise<readonly FindingIn[]> {
  const found = await Promise.all(
    policiesOf(resource).map(async (policy) => {
      const findings = await lint(policy, engineRoles)
      return findings.map((finding) => ({ policy, finding }))
    }),
  )
  return found.flat()
}

/** Several rules look at the findings of one policy. */
const CACHE = new Map<string, Promise<readonly Finding[]>>()
const CACHED = 500

function lint({ text, type }: PolicyOf, engineRoles: readonly string[]): Promise<readonly Finding[]> {
  const key = JSON.stringify([type, engineRoles, text])
  const known = CACHE.get(key)
  if (known !== undefined) return known
  if (CACHE.size >= CACHED) CACHE.clear()
  const found = lintPolicies([{ text, file: '' }], { type, engineRoles }).then(([findings = []]) => findings)
  CACHE.set(key, found)
  return found
}

/** A finding as a violation says it: where, what, what to do, and the code to look up. */
export function findingText({ policy, finding }: FindingIn): string {
  if (policy.made)
    return `${policy.property}: ${finding.message} Set sourceArn, and sourceAccount where the ARN has no account. [${finding.code}]`
  const path = finding.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')
  return `${policy.property}${path}: ${finding.message} ${finding.help} [${finding.code}]`
}
