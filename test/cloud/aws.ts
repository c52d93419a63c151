import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { inject } from 'vitest'

/** Options for any AWS SDK client, so that it talks to the emulator. */
export function awsOptions(): {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
} {
  return {
    endpoint: inject('awsEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
}

/** Options for an S3 client on the emulator. */
export function s3Options(): ReturnType<typeof awsOptions> & { readonly forcePathStyle: true } {
  return { ...awsOptions(), forcePathStyle: true }
}

/** Makes a bucket of its own for one test; returns its name. */
export async function freshBucket(): Promise<string> {
  const bucket = `test-${randomUUID()}`
  const client = new S3Client(s3Options())
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return bucket
}
