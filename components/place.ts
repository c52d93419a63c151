import { getCallerIdentityOutput } from '@pulumi/aws/getCallerIdentity.js'
import { getPartitionOutput } from '@pulumi/aws/getPartition.js'
import { getRegionOutput } from '@pulumi/aws/getRegion.js'
import * as pulumi from '@pulumi/pulumi'
import type { AwsPlace } from '../spec/index.ts'

/**
 * Account, region and partition that a component's children go to: those of its provider, asked once for each component.
 *
 * @param region - where it is not the provider's
 */
export function placeOf(parent: pulumi.Resource, region: pulumi.Input<string> | undefined): pulumi.Output<AwsPlace> {
  const options = { parent }
  return pulumi
    .all([
      getPartitionOutput({}, options).partition,
      region ?? getRegionOutput({}, options).region,
      getCallerIdentityOutput({}, options).accountId,
    ])
    .apply(([partition, known, account]) => ({ partition, region: known, account }))
}
