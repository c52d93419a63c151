import type { TypeRules } from '../type-rules.ts'
import { APPFLOW } from './appflow.ts'
import { DATABASES } from './databases.ts'
import { CLOUDWATCH } from './cloudwatch.ts'
import { EC2 } from './ec2.ts'
import { IAM } from './iam.ts'
import { LAMBDA } from './lambda.ts'
import { MESSAGING } from './messaging.ts'
import { S3 } from './s3.ts'
import { SCHEDULER } from './scheduler.ts'
import { SECRETS } from './secrets.ts'
import { STEP_FUNCTIONS } from './step-functions.ts'

/** The rules of each resource type that our components create, by type. */
export const TYPE_RULES: Readonly<Record<string, TypeRules>> = {
  ...APPFLOW,
  ...DATABASES,
  ...CLOUDWATCH,
  ...EC2,
  ...IAM,
  ...LAMBDA,
  ...MESSAGING,
  ...S3,
  ...SCHEDULER,
  ...SECRETS,
  ...STEP_FUNCTIONS,
}
