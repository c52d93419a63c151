import { setTimeout as sleep } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { regionOf, type AwsOptions } from './aws-options.ts'
import type { ByteRange, FileStore, StoredEntry, StoredFile } from './file-store.ts'
import { s3Error } from './s3-error.ts'

/** Whether a failed read of an object is tried again: twice, from where it broke off. */
const ATTEMPTS = 3
const FIRST_PAUSE_MS = 200

/** Objects of a bucket. Keys are the objects' keys. The SDK is loaded when it is first used. */
export function s3Store(bucket: string, options: AwsOptions = {}): FileStore {
  const root = `s3://${bucket}/`
  let loading: Promise<Sdk> | undefined
  const sdk = (): Promise<Sdk> => (loading ??= loadSdk(options))
  const name = (key: string): string => `${root}${key}`

  /** The bytes of an object from a place on, until its end or until the connection breaks. */
  async function* body(file: StoredFile, range: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const { client, GetObjectCommand } = await sdk()
    const answer = await client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: file.key,
        Range: `bytes=${range.start}-${range.end - 1}`,
        ...(file.etag === undefined ? {} : { IfMatch: file.etag }),
      }),
      signal === undefined ? {} : { abortSignal: signal },
    )
    if (answer.Body === undefined) throw new Error('S3 answered without a body')
    yield* answer.Body as unknown as AsyncIterable<Uint8Array>
  }

  return {
    url: root,
    key: (path) => path.slice(path.indexOf('/', 's3://'.length) + 1 || path.length),
    name,
    async *list(prefix, depth, signal) {
      const { client, paginateListObjectsV2 } = await sdk()
      try {
        const pages = paginateListObjectsV2(
          { client },
          { Bucket: bucket, Prefix: prefix, ...(depth === 'shallow' ? { Delimiter: '/' } : {}) },
          signal === undefined ? {} : { abortSignal: signal },
        )
        for await (const page of pages) {
          for (const { Prefix: key = '' } of page.CommonPrefixes ?? []) yield { kind: 'folder', key }
          for (const { Key: key = '', Size: size = 0, ETag: etag, LastModified } of page.Contents ?? []) {
            if (key.endsWith('/')) yield { kind: 'other', key }
            else {
              yield {
                kind: 'file',
                key,
                size,
                ...(etag === undefined ? {} : { etag }),
                ...(LastModified === undefined ? {} : { modified: LastModified.getTime() }),
              } satisfies StoredEntry
            }
          }
        }
      } catch (error) {
        signal?.throwIfAborted()
        throw await s3Error(error, name(prefix), 'list', await sdk())
      }
    },
    async *open(file, range = { start: 0, end: file.size }, signal) {
      let at = range.start
      for (let attempt = 1; at < range.end; attempt++) {
        try {
          for await (const bytes of body(file, { start: at, end: range.end }, signal)) {
            at += bytes.length
            yield bytes
          }
          if (at < range.end) throw new Error('the connection closed before the end of the object')
        } catch (error) {
          signal?.throwIfAborted()
          const named = await s3Error(error, name(file.key), 'read', await sdk())
          const mayPass = ['UNREACHABLE', 'THROTTLED', 'READ_FAILED'].includes(named.code)
          if (!mayPass || attempt === ATTEMPTS) throw named
          await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, signal === undefined ? {} : { signal })
        }
      }
    },
  }
}

/** The bucket of an `s3://` URL. */
export function bucketOf(url: string): string {
  return /^s3:\/\/([^/]*)/.exec(url)?.[1] ?? ''
}

interface Sdk extends Pick<typeof import('@aws-sdk/client-s3'), 'GetObjectCommand' | 'paginateListObjectsV2'> {
  readonly client: S3Client
  /** Region in use, undefined when none is known. */
  readonly region: () => Promise<string | undefined>
}

async function loadSdk(options: AwsOptions): Promise<Sdk> {
  const { GetObjectCommand, paginateListObjectsV2, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ maxAttempts: 4, ...options })
  return {
    client,
    GetObjectCommand,
    paginateListObjectsV2,
    region: () => regionOf(client),
  }
}
