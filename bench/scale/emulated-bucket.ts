import { S3Client, CreateBucketCommand } from '@aws-sdk/client-s3'
import { installEmulator, startEmulator } from '../../test/cloud/emulator.ts'

/** Buckets of an emulator of S3. */
export interface EmulatedBuckets {
  /** For the processes that use them. */
  readonly environment: Readonly<Record<string, string>>
  /** @returns the bucket as `s3://bucket` */
  create(name: string): Promise<string>
  stop(): Promise<void>
}

/** Starts the emulator that the tests use, on loopback. */
export async function startEmulatedBucket(): Promise<EmulatedBuckets> {
  installEmulator()
  const { endpoint, stop } = await startEmulator()
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    forcePathStyle: true,
  })
  return {
    environment: { BENCH_S3_ENDPOINT: endpoint },
    async create(name) {
      await client.send(new CreateBucketCommand({ Bucket: name }))
      return `s3://${name}`
    },
    async stop() {
      client.destroy()
      await stop()
    },
  }
}
