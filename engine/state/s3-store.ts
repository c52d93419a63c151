import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { limiter } from './concurrency.ts'
import { checkKey } from './keys.ts'
import type { ListedObject, ObjectStore } from './object-store.ts'
import { StateError } from './state-error.ts'

/** Where in S3, and how to get there. */
export interface S3StoreOptions {
  readonly bucket: string
  /** Of all keys, with or without a slash at its end; default none. */
  readonly prefix?: string
  /** Of the AWS SDK's client; by default region and credentials come from the environment. */
  readonly client?: S3ClientConfig
}

/**
 * A store in a bucket of Amazon S3. Needs s3:GetObject, s3:PutObject and s3:DeleteObject on the objects and s3:ListBucket on the
 * bucket (without which a missing object looks like a denied one).
 */
export function s3Store(options: S3StoreOptions): ObjectStore {
  const { bucket, prefix, url } = placeInS3(options)
  const connect = lazy(async () => {
    const sdk = await import('@aws-sdk/client-s3')
    return { sdk, client: new sdk.S3Client(options.client ?? {}) }
  })
  const limited = limiter(MAX_REQUESTS)

  /** Runs one request; what fails, fails as a StateError that names the key. */
  async function request<T>(key: string, run: (client: S3Client, sdk: Sdk) => Promise<T>): Promise<T> {
    return limited(async () => {
      try {
        const { client, sdk } = await connect()
        return await run(client, sdk)
      } catch (error) {
        throw translate(error, url, key)
      }
    })
  }

  /**
   * Writes under a condition. When an answer is lost, the SDK repeats the request and S3 finds the condition broken by our own
   * write: the id in the object's metadata tells.
   *
   * @returns the etag, or undefined when the condition was not met
   */
  async function put(
    key: string,
    bytes: Uint8Array,
    condition: { readonly IfNoneMatch: '*' } | { readonly IfMatch: string },
  ): Promise<string | undefined> {
    const place = { Bucket: bucket, Key: prefix + key }
    const id = randomUUID()
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
      const outcome = await request(key, async (client, sdk) => {
        try {
          const command = new sdk.PutObjectCommand({
            ...place,
            Body: bytes,
            Metadata: { [WRITE_ID]: id },
            ...condition,
          })
          return { etag: (await client.send(command)).ETag! }
        } catch (error) {
          const status = statusOf(error)
          if (status === 409) return 'conflict'
          if (status === 404 && 'IfMatch' in condition && !isNoBucket(error)) return 'unmet'
          if (status !== 412) throw error
        }
        const head = await client.send(new sdk.HeadObjectCommand(place)).catch(unlessStatus(404))
        return head?.Metadata?.[WRITE_ID] === id ? { etag: head.ETag! } : 'unmet'
      })
      if (outcome === 'unmet') return undefined
      if (outcome !== 'conflict') return outcome.etag
      await sleep(20 * 2 ** attempt * (0.5 + Math.random()))
    }
    throw new StateError({ code: 'STORE_BUSY', url, key })
  }

  async function* list(keyPrefix: string, startAfter?: string): AsyncGenerator<ListedObject> {
    let token: string | undefined
    do {
      const page = await request(keyPrefix, async (client, sdk) =>
        client.send(
          new sdk.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix + keyPrefix,
            ...(token !== undefined && { ContinuationToken: token }),
            ...(token === undefined && startAfter !== undefined && { StartAfter: prefix + startAfter }),
          }),
        ),
      )
      for (const { Key, Size } of page.Contents ?? []) yield { key: Key!.slice(prefix.length), size: Size! }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    } while (token !== undefined)
  }

  return {
    url,
    list,
    async get(key) {
      checkKey(key)
      return request(key, async (client, sdk) => {
        const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: prefix + key })
        const answer = await client.send(command).catch(unlessStatus(404))
        return answer && { bytes: await answer.Body!.transformToByteArray(), etag: answer.ETag! }
      })
    },
    async create(key, bytes) {
      checkKey(key)
      return (await put(key, bytes, { IfNoneMatch: '*' })) === undefined ? 'exists' : 'created'
    },
    async replace(key, bytes, ifMatch) {
      checkKey(key)
      const etag = await put(key, bytes, ifMatch === null ? { IfNoneMatch: '*' } : { IfMatch: ifMatch })
      return etag === undefined ? 'changed' : { etag }
    },
    async delete(key) {
      checkKey(key)
      await request(key, (client, sdk) =>
        client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: prefix + key })),
      )
    },
  }
}

/** Bucket, prefix of all keys with its slash, and the URL of both. */
export function placeInS3({ bucket, prefix: given = '' }: S3StoreOptions): {
  readonly bucket: string
  readonly prefix: string
  readonly url: string
} {
  const prefix = given.replace(/\/*$/, '').replace(/.$/, '$&/')
  return { bucket, prefix, url: `s3://${bucket}/${prefix}` }
}

type Sdk = typeof import('@aws-sdk/client-s3')

/** Requests at a time of one store. */
const MAX_REQUESTS = 32

/** 409 means that another write to the key is under way; they are short. */
const MAX_CONFLICTS = 8

const WRITE_ID = 'crowsnest-write'

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** HTTP status of an AWS error. Names are not reliable where the body is cut off. */
function statusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined
}

function unlessStatus(status: number): (error: unknown) => undefined {
  return (error) => {
    if (statusOf(error) !== status || isNoBucket(error)) throw error
  }
}

function isNoBucket(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchBucket'
}

/** The StateError of what a request to S3 failed with. */
export function translate(error: unknown, url: string, key: string): Error {
  if (isNoBucket(error)) return new StateError({ code: 'STORE_BUCKET_MISSING', url }, { cause: error })
  if (statusOf(error) === 403) {
    const operation = error instanceof Error ? error.message : 'AccessDenied'
    return new StateError({ code: 'STORE_DENIED', url, key, operation }, { cause: error })
  }
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new StateError({ code: 'STORE_FAILED', url, key, reason }, { cause: error })
}
