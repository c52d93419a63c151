import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { inject } from 'vitest'
import { credentialsOf, OF_THE_TEST, type RecordedIdentity, type TestCredentials } from '../recording/record.ts'

/** Options for any AWS SDK client, so that it talks to the emulator. */
export interface EmulatorOptions {
  readonly endpoint: string
  readonly region: string
  readonly credentials: TestCredentials
}

/** Where the emulator of this process answers: processes of the tests run at a time, and none meets what another's made. */
export function awsEndpoint(): string {
  return inject('awsEndpoints')[Number(process.env['VITEST_POOL_ID']) - 1]!
}

/**
 * Options for a client on the emulator.
 *
 * @param credentials - by default those of the test itself; the engine gets those of a role, so that its calls are recorded
 */
export function awsOptions(credentials: TestCredentials = OF_THE_TEST): EmulatorOptions {
  return { endpoint: awsEndpoint(), region: 'us-east-1', credentials }
}

/** Options for an S3 client on the emulator. */
export function s3Options(credentials?: TestCredentials): EmulatorOptions & { readonly forcePathStyle: true } {
  return { ...awsOptions(credentials), forcePathStyle: true }
}

/**
 * Options for the engine's S3 clients: what they call is recorded as the role's, with `metrics` or `crowsnest-state` as the
 * bucket's name.
 *
 * @param anyBelow - prefix below which the test makes keys of any kind
 */
export function s3OptionsOf(
  role: RecordedIdentity['role'],
  bucket: string,
  anyBelow?: string,
): EmulatorOptions & { readonly forcePathStyle: true } {
  return s3Options(
    credentialsOf({
      role,
      names: { [role === 'engine' ? 'crowsnest-state' : 'metrics']: bucket },
      ...(anyBelow !== undefined && { anyBelow }),
    }),
  )
}

/** Makes a bucket of its own for one test; returns its name. */
export async function freshBucket(): Promise<string> {
  const bucket = `test-${randomUUID()}`
  const client = new S3Client(s3Options())
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return bucket
}
