import type { S3ClientConfig } from '@aws-sdk/client-s3'

/** How services of AWS are reached; what is left out comes from the environment, as for every AWS tool. */
export type AwsOptions = Pick<S3ClientConfig, 'region' | 'endpoint' | 'credentials' | 'forcePathStyle'>

/**
 * The settings of a client of another service than S3, which alone has a path style. A call is tried four times at most.
 *
 * @param region - of the source; null: the one of the options
 */
export function clientOptions(
  options: AwsOptions | undefined,
  region: string | null = null,
): Omit<AwsOptions, 'forcePathStyle'> & { readonly maxAttempts: number } {
  const { forcePathStyle: _forS3, ...others } = options ?? {}
  return { maxAttempts: 4, ...others, ...(region !== null && { region }) }
}

/** The region that a client uses; undefined when none is known. */
export async function regionOf(client: {
  readonly config: { readonly region: () => Promise<string> }
}): Promise<string | undefined> {
  try {
    return await client.config.region()
  } catch {
    return undefined
  }
}
