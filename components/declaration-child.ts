import { BucketObjectv2, type BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { Declaration } from '../plans/index.ts'
import type { EnginePlace } from '../policies/index.ts'
import { child, type Transform } from './child.ts'
import type { Tags } from './common-args.ts'
import { optional } from './optional.ts'

/** How a declared object is made. */
export interface DeclarationWishes {
  /** The state of the engine. */
  readonly state: pulumi.Output<EnginePlace>
  readonly tags: pulumi.Input<Tags> | undefined
  readonly region: pulumi.Input<string> | undefined
  readonly transform: Transform<BucketObjectv2Args> | undefined
}

/** S3's most tags of an object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MOST_OBJECT_TAGS = 10

/** Makes the object in the state bucket that declares something. */
export function deployDeclaration(
  parent: pulumi.Resource,
  name: string,
  declaration: pulumi.Output<Declaration>,
  { state, tags, region, transform }: DeclarationWishes,
): BucketObjectv2 {
  const args: BucketObjectv2Args = {
    bucket: state.stateBucket,
    key: declaration.key,
    content: declaration.content,
    contentType: 'application/json',
    // Who deploys may not use the key of the state: what is declared is no secret of the state.
    serverSideEncryption: optional(state.apply(({ stateKey }) => (stateKey === undefined ? undefined : 'AES256'))),
    ...(tags !== undefined && { tags: objectTags(tags) }),
    ...(region !== undefined && { region }),
  }
  return child(BucketObjectv2, name, args, { parent }, transform)
}

/** All tags, or none where there are more than an object can have: the bucket has them. */
function objectTags(tags: pulumi.Input<Tags>): pulumi.Output<Record<string, string>> {
  return pulumi
    .output(tags)
    .apply((all) => (Object.keys(all).length > MOST_OBJECT_TAGS ? {} : { ...(all as Record<string, string>) }))
}
