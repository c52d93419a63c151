import { localArn, s3Arn, serviceHost, type AwsPlace } from '../../spec/index.ts'
import type { IamRequest, World } from './call-context.ts'

/** The part of a request that the operation alone decides; who calls and from where is added to all of them alike. */
export type Draft = Pick<IamRequest, 'action' | 'resource' | 'context'>

/** What IAM decides when an operation of an SDK is called. */
export interface Operation {
  /** Where AWS documents the permissions that the operation needs. */
  readonly source: string
  /** The requests that IAM sees: the operation's own first, then those that the service makes in the caller's name. */
  readonly requests: (input: OperationInput, world: World) => readonly Draft[]
}

/** A call's input, read strictly: what the table expects and does not find is an error. */
export interface OperationInput {
  /** A field that the operation cannot do without. @throws {TypeError} when it is not text */
  text(field: string): string
  /** A field that may be absent. */
  optional(field: string): string | undefined
  /** A list of texts; absent is empty. */
  list(field: string): readonly string[]
  /** Condition keys from fields; absent fields give no key. */
  keys(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  /** Condition keys of the session tags in `Tags` and `TransitiveTagKeys`. */
  tags(): Readonly<Record<string, string | readonly string[]>>
  /** ARN of the bucket in `Bucket`. */
  bucket(): string
  /** ARN of the object in `Bucket` and `Key`. */
  object(): string
  /** Encryption context that S3 gives to KMS for the object in `Bucket` and `Key`. */
  s3Context(world: World): Readonly<Record<string, string>>
  /** Bucket ARN and key of an `s3://` URL. */
  location(url: string): { readonly bucket: string; readonly key: string }
  /** An ARN in a place. */
  arn(service: string, resource: string, place: AwsPlace): string
  /** The same input with other fields. */
  with(fields: Readonly<Record<string, unknown>>): OperationInput
}

/** Reads the input of a call of `operation` in a partition. */
export function operationInput(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  partition: string,
): OperationInput {
  const optional = (field: string): string | undefined => {
    const value = input[field]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (typeof value === 'string') return value
    throw new TypeError(
      `${operation}: ${field} is not text. Correct the call, or how the table of operations reads it.`,
    )
  }
  const text = (field: string): string => {
    const value = optional(field)
    if (value !== undefined) return value
    throw new TypeError(`${operation}: ${field} is missing, so nobody can tell which resource the call is about.`)
  }
  const bucketArn = (bucket: string): string => s3Arn({ partition }, bucket)
  return {
    text,
    optional,
    list: (field) => (Array.isArray(input[field]) ? input[field].map(String) : []),
    keys: (fields) =>
      Object.fromEntries(
        Object.entries(fields).flatMap(([key, field]) => {
          const value = optional(field)
          return value === undefined ? [] : [[key, value]]
        }),
      ),
    tags() {
      const tags = (Array.isArray(input['Tags']) ? input['Tags'] : []) as readonly { Key: string; Value: string }[]
      const transitive = Array.isArray(input['TransitiveTagKeys']) ? input['TransitiveTagKeys'].map(String) : []
      return {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        ...(tags.length > 0 && { 'aws:TagKeys': tags.map(({ Key }) => Key) }),
        ...(transitive.length > 0 && { 'sts:TransitiveTagKeys': transitive }),
      }
    },
    bucket: () => bucketArn(text('Bucket')),
    object: () => `${bucketArn(text('Bucket'))}/${text('Key')}`,
    s3Context(world) {
      const bucket = bucketArn(text('Bucket'))
      const whole = world.keys?.[bucket]?.bucketKey === true
      return { 'kms:EncryptionContext:aws:s3:arn': whole ? bucket : `${bucket}/${text('Key')}` }
    },
    location(url) {
      const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(url) ?? []
      return { bucket: bucketArn(bucket), key }
    },
    arn: (service, resource, place) => localArn(place, service, resource),
    with: (fields) => operationInput(operation, { ...input, ...fields }, partition),
  }
}

/**
 * The calls of KMS that a service makes in its caller's name for a resource that is encrypted with a key.
 *
 * @param resource - ARN that `world.keys` has the key of; where it has none, AWS's own key is used and nobody needs a right
 */
export function kmsThrough(
  service: string,
  actions: readonly string[],
  resource: string,
  encryptionContext: Readonly<Record<string, string | readonly string[]>>,
  world: World,
): readonly Draft[] {
  const encryption = world.keys?.[resource]
  if (encryption === undefined) return []
  const [, , , region = '', account = ''] = encryption.key.split(':')
  // In China nobody has shown which of the two hosts KMS sees, so that both have to be allowed.
  const { partition } = world.place
  const hosts = new Set([serviceHost({ partition, region }, service), `${service}.${region}.amazonaws.com`])
  return actions.flatMap((action) =>
    [...hosts].map((host) => ({
      action,
      resource: encryption.key,
      context: {
        'kms:ViaService': host,
        'kms:CallerAccount': world.place.account || account,
        'aws:ViaAWSService': 'true',
        ...encryptionContext,
      },
    })),
  )
}
