import type { S3ClientConfig } from '@aws-sdk/client-s3'

/** How services of AWS are reached; what is left out comes from the environment, as for every AWS tool. */
export type AwsOptions = Pick<S3ClientConfig, 'region' | 'endpoint' | 'credentials' | 'forcePathStyle'>
