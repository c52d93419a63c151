import type { Handler } from '../handler.ts'
import { CLOUDWATCH } from './cloudwatch.ts'
import { EC2_ENDPOINTS } from './ec2-endpoints.ts'
import { EC2_NETWORK } from './ec2-network.ts'
import { EC2_SECURITY_GROUPS } from './ec2-security-groups.ts'
import { IAM } from './iam.ts'
import { KMS } from './kms.ts'
import { LAMBDA } from './lambda.ts'
import { S3 } from './s3.ts'
import { SCHEDULER } from './scheduler.ts'
import { SECRETS_MANAGER } from './secrets-manager.ts'
import { SNS } from './sns.ts'
import { SQS } from './sqs.ts'

/** The handler of each resource type that the stand-in can make, by type. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  ...CLOUDWATCH,
  ...EC2_ENDPOINTS,
  ...EC2_NETWORK,
  ...EC2_SECURITY_GROUPS,
  ...IAM,
  ...KMS,
  ...LAMBDA,
  ...S3,
  ...SCHEDULER,
  ...SECRETS_MANAGER,
  ...SNS,
  ...SQS,
}

/**
 * Types whose service the emulator does not have, with the name of the service: they are checked, stay in Pulumi's state with an ARN
 * that is made up, and each is reported as a warning.
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {}
