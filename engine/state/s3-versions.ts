import type { S3Client, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3'
import { compareBytes } from './byte-order.ts'
import { placeInS3, translate, type S3StoreOptions } from './s3-store.ts'

/** Earlier versions of the objects of a state in a versioned bucket. */
export interface ObjectVersions {
  readonly url: string
  /** Keys that have versions, deleted ones too, ascending. */
  list(prefix: string, startAfter?: string): AsyncIterable<{ readonly key: string }>
  /** The versions of an object, the newest first. */
  versionsOf(key: string): AsyncIterable<Uint8Array>
}

/**
 * Opens the versions of objects in a bucket. Needs s3:ListBucketVersions on the bucket and s3:GetObjectVersion on the objects.
 */
export function s3Versions(options: S3StoreOptions): ObjectVersions {
  const { bucket, prefix, url } = placeInS3(options)
  let connected: Promise<{ readonly sdk: Sdk; readonly client: S3Client }> | undefined
  const connect = (): NonNullable<typeof connected> =>
    (connected ??= import('@aws-sdk/client-s3').then((sdk) => ({
      sdk,
      client: new sdk.S3Client(options.client ?? {}),
    })))

  async function request<T>(key: string, run: (client: S3Client, sdk: Sdk) => Promise<T>): Promise<T> {
    try {
      const { client, sdk } = await connect()
      return await run(client, sdk)
    } catch (error) {
      throw translate(error, url, key)
    }
  }

  async function* pages(key: string, startAfter?: string): AsyncGenerator<readonly Version[]> {
    let marker: Partial<Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'>> =
      startAfter === undefined ? {} : { NextKeyMarker: prefix + startAfter }
    let isLast: boolean
    do {
      const page: ListObjectVersionsCommandOutput = await request(key, (client, sdk) =>
        client.send(
          new sdk.ListObjectVersionsCommand({
            Bucket: bucket,
            Prefix: prefix + key,
            ...(marker.NextKeyMarker !== undefined && { KeyMarker: marker.NextKeyMarker }),
            ...(marker.NextVersionIdMarker !== undefined && { VersionIdMarker: marker.NextVersionIdMarker }),
          }),
        ),
      )
      yield (page.Versions ?? []).map(({ Key, VersionId, LastModified }) => ({
        key: Key!.slice(prefix.length),
        id: VersionId!,
        at: LastModified?.getTime() ?? 0,
      }))
      marker = page
      isLast = page.IsTruncated !== true
    } while (!isLast)
  }

  return {
    url,
    async *list(keyPrefix, startAfter) {
      let last: string | undefined
      for await (const page of pages(keyPrefix, startAfter)) {
        for (const key of page.map((version) => version.key).toSorted(compareBytes)) {
          if (key !== last) yield { key }
          last = key
        }
      }
    },
    async *versionsOf(key) {
      const versions: Version[] = []
      for await (const page of pages(key)) versions.push(...page.filter((version) => version.key === key))
      for (const { id } of versions.toSorted((a, b) => b.at - a.at)) {
        yield await request(key, async (client, sdk) => {
          const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: prefix + key, VersionId: id })
          return (await client.send(command)).Body!.transformToByteArray()
        })
      }
    },
  }
}

type Sdk = typeof import('@aws-sdk/client-s3')

interface Version {
  readonly key: string
  readonly id: string
  /** Epoch milliseconds; S3 lists the newest first, and sorting keeps the order of one moment. */
  readonly at: number
}
