import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js'
import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js'
import type { ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import type { Declaration } from '../../plans/index.ts'
import { child, here } from './child.ts'
import type { Deployment } from './deployment.ts'
import type { MadeRole } from './iam-role.ts'

/** S3's most tags of an object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MOST_OBJECT_TAGS = 10

/** Makes the object in the state bucket that declares something. */
export function declare(
  scope: Construct,
  id: string,
  { key, content }: Declaration,
  { engine: { place }, surroundings, state }: Deployment,
  role?: MadeRole,
): S3Object {
  const { tags } = surroundings
  const properties = {
    bucket: place.stateBucket,
    key,
    content,
    contentType: 'application/json',
    // Who deploys may not use the key of the state: what is declared is no secret of the state.
    ...(place.stateKey !== undefined && { serverSideEncryption: 'AES256' }),
    // Where there are more tags than an object can have, the bucket has them.
    ...(tags !== undefined && Object.keys(tags).length <= MOST_OBJECT_TAGS && { tags }),
    ...here(surroundings),
  }
  return child(S3Object, scope, id, properties, surroundings, { dependsOn: [...state, ...(role?.ready ?? [])] })
}

/**
 * Asks the engine for something while it is deployed: when it is made, again when the event changes, and with CRUD when it is destroyed. What
 * makes it ask again stands in the event: `triggers` would replace the invocation, and end with the deactivation of the old one.
 */
export function invoke(
  scope: Construct,
  id: string,
  event: string,
  lifecycleScope: 'CRUD' | 'CREATE_ONLY',
  { engine, surroundings, ready }: Deployment,
  dependsOn: readonly ITerraformDependable[],
): LambdaInvocation {
  const properties = { functionName: engine.functionArn, input: event, lifecycleScope, ...here(surroundings) }
  return child(LambdaInvocation, scope, id, properties, surroundings, { dependsOn: [...ready, ...dependsOn] })
}
