import type { IncomingHttpHeaders } from 'node:http'
import type { SdkCall } from '../../policies/prove/index.ts'

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** Who signed a request, and for what. */
export interface Signature {
  readonly accessKeyId: string
  readonly region: string
  /** As it is signed: `s3`, `sns`. */
  readonly service: string
}

/** Services as their SDK clients are called, by the name that they are signed with. */
const CLIENTS: Readonly<Record<string, string>> = {
  cloudformation: 'CloudFormation',
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  events: 'EventBridge',
  iam: 'IAM',
  kms: 'KMS',
  lambda: 'Lambda',
  logs: 'CloudWatchLogs',
  monitoring: 'CloudWatch',
  s3: 'S3',
  scheduler: 'Scheduler',
  secretsmanager: 'SecretsManager',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'SFN',
  sts: 'STS',
}

/**
 * Who signed a request; null when nobody did.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf({ headers, url }: Pick<WireRequest, 'headers' | 'url'>): Signature | null {
  const presigned = new URL(url, 'http://localhost').searchParams.get('X-Amz-Credential')
  const text = presigned ?? /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1]
  const [accessKeyId, , region, service] = text?.split('/') ?? []
  return accessKeyId && region && service ? { accessKeyId, region, service } : null
}

/**
 * The call of an SDK that leads to a request, told by the wire alone. An operation that is not understood gets a name that no
 * SDK has (its method and path), so that nothing passes for something else.
 */
export function wireCall(request: WireRequest, signed: Pick<Signature, 'service'>): SdkCall {
  const service = CLIENTS[signed.service] ?? signed.service
  const target = request.headers['x-amz-target']
  if (signed.service === 's3') return { service, ...s3Call(request) }
  if (signed.service === 'lambda') return { service, ...lambdaCall(request) }
  if (typeof target === 'string') {
    return { service, operation: target.slice(target.lastIndexOf('.') + 1), input: jsonBody(request) }
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    const { Action: operation = '', Version: _, ...input } = formBody(request)
    return { service, operation: String(operation), input }
  }
  return { service, ...unknownCall(request) }
}

type Call = Pick<SdkCall, 'operation' | 'input'>

/** Headers and query parameters of S3 that policies look at, by the SDK's name. */
const S3_FIELDS: Readonly<Record<string, string>> = {
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  range: 'Range',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-acl': 'ACL',
  'x-amz-tagging': 'Tagging',
  'x-amz-copy-source': 'CopySource',
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'start-after': 'StartAfter',
  'continuation-token': 'ContinuationToken',
  versionId: 'VersionId',
}

/** Query parameters of S3 that name no other operation. */
const S3_PLAIN: ReadonlySet<string> = new Set([...Object.keys(S3_FIELDS), 'list-type', 'encoding-type', 'x-id'])

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html, with the bucket in the path */
function s3Call(request: WireRequest): Call {
  const { method, headers } = request
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const [, bucket = '', ...rest] = pathname.split('/').map(decodeURIComponent)
  const key = rest.join('/')
  const fields = Object.entries(S3_FIELDS).flatMap(([name, field]) => {
    const value = headers[name] ?? searchParams.get(name)
    return value === undefined || value === null ? [] : [[field, value]]
  })
  const input = { Bucket: bucket, ...(key !== '' && { Key: key }), ...Object.fromEntries(fields) }
  const other = [...searchParams.keys()].filter((name) => !S3_PLAIN.has(name) && !name.startsWith('X-Amz-'))
  const known = other.length > 0 || 'CopySource' in input ? undefined : s3Operation(method, bucket, key, searchParams)
  return known === undefined ? { ...unknownCall(request), input } : { operation: known, input }
}

function s3Operation(method: string, bucket: string, key: string, query: URLSearchParams): string | undefined {
  const level = key !== '' ? 'object' : bucket !== '' ? 'bucket' : 'account'
  switch (`${method} ${level}`) {
    case 'GET account':
      return 'ListBuckets'
    case 'GET bucket':
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects'
    case 'HEAD bucket':
      return 'HeadBucket'
    case 'PUT bucket':
      return 'CreateBucket'
    case 'DELETE bucket':
      return 'DeleteBucket'
    case 'GET object':
      return 'GetObject'
    case 'HEAD object':
      return 'HeadObject'
    case 'PUT object':
      return 'PutObject'
    case 'DELETE object':
      return 'DeleteObject'
    default:
      return undefined
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function lambdaCall(request: WireRequest): Call {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? []
  if (request.method !== 'POST' || name === undefined) return unknownCall(request)
  const qualifier = searchParams.get('Qualifier')
  return {
    operation: 'Invoke',
    input: {
      FunctionName: decodeURIComponent(name),
      InvocationType: request.headers['x-amz-invocation-type'] ?? 'RequestResponse',
      ...(qualifier !== null && { Qualifier: qualifier }),
      Payload: Buffer.from(request.body).toString(),
    },
  }
}

function unknownCall({ method, url }: WireRequest): Call {
  return { operation: `${method} ${url.replace(/\?.*/, (query) => query.replaceAll(/=[^&]*/g, ''))}`, input: {} }
}

function jsonBody({ body }: WireRequest): SdkCall['input'] {
  const text = Buffer.from(body).toString()
  return text === '' ? {} : (JSON.parse(text) as SdkCall['input'])
}

/** Fields of the query protocol: `Tags.member.1.Key=a` becomes `Tags: [{ Key: 'a' }]`. */
function formBody({ body }: WireRequest): SdkCall['input'] {
  const root: Record<string, unknown> = {}
  for (const [path, value] of new URLSearchParams(Buffer.from(body).toString())) {
    const steps = path.split('.').filter((step) => step !== 'member')
    let at: Record<string, unknown> = root
    for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Record<string, unknown>
    at[steps.at(-1)!] = value
  }
  return listsOf(root) as SdkCall['input']
}

/** Mappings whose keys count from 1 are lists. */
function listsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]) => [key, listsOf(part)] as const)
  const counted = entries.length > 0 && entries.every(([key], index) => key === String(index + 1))
  return counted ? entries.map(([, part]) => part) : Object.fromEntries(entries)
}
