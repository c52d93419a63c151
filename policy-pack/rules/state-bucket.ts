import { evaluateRequest, EvaluationError } from '../../policies/index.ts'
import { policiesOf } from '../documents.ts'
import { UNKNOWN, type PropertyValue } from '../known-value.ts'
import { isProperties, type StackResource } from '../resource.ts'
import { stackRule, type ExampleResource, type Stack } from '../rule.ts'
import { listOf, settingsOf, stateBucketsOf, textOf } from '../state-buckets.ts'

/** What a detector has learned and found, closed and recoverable. */
export const stateBucket = stackRule<{ encryption: string }>({
  title: 'The state bucket is versioned, encrypted, closed, and TLS only',
  description:
    'A bucket of Crowsnest keeps old versions, encrypts with the wanted key, blocks all public access and refuses requests without TLS.',
  enforcement: 'mandatory',
  why: 'It holds the values of the metrics and the only copy of what was learned from them.',
  severity: 'critical',
  cure: 'Let the component Engine make the bucket, or declare the missing resource for yours.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  scope: 'crowsnest',
  settings: {
    encryption: {
      description: '`any`: a key of S3, with which it encrypts by itself, or of KMS; `kms`: a key of KMS.',
      type: 'string',
      enum: ['any', 'kms'],
      default: 'any',
    },
  },
  check(stack, { encryption }) {
    return stateBucketsOf(stack).flatMap((bucket) =>
      [
        versioningProblem(bucket, stack),
        encryptionProblem(bucket, stack, encryption),
        publicProblem(bucket, stack),
        tlsProblem(bucket, stack),
      ].flatMap((message) => (message === null ? [] : [{ urn: bucket.urn, message }])),
    )
  },
  bad: { settings: { encryption: 'kms' }, resources: [exampleBucket()] },
  good: {
    resources: [
      exampleBucket(),
      setting('BucketVersioning', { versioningConfiguration: { status: 'Enabled' } }),
      setting('BucketServerSideEncryptionConfiguration', {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      }),
      setting('BucketPublicAccessBlock', {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
      setting('BucketPolicy', {
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: ['arn:aws:s3:::crowsnest-main-state', 'arn:aws:s3:::crowsnest-main-state/*'],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      }),
    ],
  },
})

/** What a bucket says of itself is computed where nobody has set it, so that not knowing it means nothing. */
function isOn(value: PropertyValue, name: string): boolean {
  return listOf(value).some((one) => isProperties(one) && one[name] === true)
}

function versioningProblem(bucket: StackResource, stack: Stack): string | null {
  const { versioning, versionings } = bucket.properties
  const states = settingsOf(bucket, 'bucketVersioning', stack).map(({ properties }) =>
    field(properties['versioningConfiguration'], 'status'),
  )
  const on = states.some((state) => state === 'Enabled' || state === UNKNOWN)
  if (on || isOn(versioning, 'enabled') || isOn(versionings, 'enabled')) return null
  return 'versioning: an object that is overwritten or deleted by mistake is lost. Add a BucketVersioning with status Enabled.'
}

/** S3 encrypts everything by itself since 2023. https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
function encryptionProblem(bucket: StackResource, stack: Stack, wanted: string): string | null {
  if (wanted !== 'kms') return null
  const rules = settingsOf(bucket, 'bucketServerSideEncryptionConfiguration', stack).flatMap(({ properties }) =>
    listOf(properties['rules']),
  )
  const inline = listOf(bucket.properties['serverSideEncryptionConfiguration']).map((one) => field(one, 'rule'))
  const algorithms = [...rules, ...inline].map((rule) =>
    field(field(rule, 'applyServerSideEncryptionByDefault'), 'sseAlgorithm'),
  )
  if (algorithms.some((algorithm) => String(algorithm).startsWith('aws:kms'))) return null
  if (rules.includes(UNKNOWN)) return null
  return 'encryption: the key is that of S3. Add a BucketServerSideEncryptionConfiguration with aws:kms and your key.'
}

const BLOCKS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'] as const

function publicProblem(bucket: StackResource, stack: Stack): string | null {
  const settings = settingsOf(bucket, 'bucketPublicAccessBlock', stack)
  const open = BLOCKS.filter(
    (block) => !settings.some(({ properties }) => properties[block] === true || properties[block] === UNKNOWN),
  )
  if (open.length === 0) return null
  return `public access: ${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} not on. Add a BucketPublicAccessBlock with all four.`
}

/** By asking what the policy would answer, so that any way to write it will do. */
function tlsProblem(bucket: StackResource, stack: Stack): string | null {
  const policies = [bucket, ...settingsOf(bucket, 'bucketPolicy', stack)]
  if (policies.some(({ properties }) => properties['policy'] === UNKNOWN)) return null
  const documents = policies.flatMap((one) => policiesOf(one)).map(({ text }) => text)
  const name = textOf(bucket.properties['bucket'])
  if (name === null && documents.length > 0) return null
  if (name !== null && documents.some((text) => refusesPlainRequests(text, name))) return null
  return 'TLS: requests without it are not refused. Add a BucketPolicy that denies s3:* on the bucket and its objects where aws:SecureTransport is false.'
}

function refusesPlainRequests(text: string, bucket: string): boolean {
  const partition = /"arn:(aws[a-z-]*):s3:/.exec(text)?.[1] ?? 'aws'
  const arn = `arn:${partition}:s3:::${bucket}`
  const requests = [
    { action: 's3:GetObject', resource: `${arn}/state/any` },
    { action: 's3:PutObject', resource: `${arn}/state/any` },
    { action: 's3:ListBucket', resource: arn },
  ]
  try {
    const resourcePolicy = { name: bucket, policy: JSON.parse(text) as unknown }
    return requests.every(({ action, resource }) => {
      const request = {
        principal: `arn:${partition}:iam::000000000000:role/any`,
        action,
        resource: { resource, accountId: '000000000000' },
        contextVariables: { 'aws:SecureTransport': false },
      }
      return evaluateRequest(request, { resourcePolicy }).decision === 'ExplicitlyDenied'
    })
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof SyntaxError) return false // the linter says what is wrong
    throw error
  }
}

function field(value: PropertyValue, name: string): PropertyValue {
  if (value === UNKNOWN) return UNKNOWN
  const [first] = listOf(value)
  return isProperties(first) ? first[name] : undefined
}

function exampleBucket(): ExampleResource {
  return {
    type: 'aws:s3/bucket:Bucket',
    name: 'main-state',
    properties: { bucket: 'crowsnest-main-state' },
    below: 'crowsnest:index:Engine',
  }
}

function setting(type: string, properties: Readonly<Record<string, unknown>>): ExampleResource {
  const token = `aws:s3/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`
  return { type: token, name: 'main-state', properties, from: { bucket: 'main-state' } }
}
