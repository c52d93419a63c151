import type { EndpointService } from '../policies/index.ts'
import { partitionOf, type AwsPlace } from '../spec/index.ts'

/** Services whose endpoints have a name of their own in China; those of the others have the usual one. */
const CHINESE: ReadonlySet<EndpointService> = new Set(['athena', 'lambda', 'monitoring', 'rds', 'redshift-data', 'sts'])

/**
 * Name of the service of a VPC endpoint.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * @see https://github.com/aws/aws-cdk/pull/16139 for China, where `aws ec2 describe-vpc-endpoint-services` has both forms
 */
export function endpointServiceName({ region }: Pick<AwsPlace, 'region'>, service: EndpointService): string {
  const isChinese = partitionOf(region) === 'aws-cn' && CHINESE.has(service)
  return `${isChinese ? 'cn.' : ''}com.amazonaws.${region}.${service}`
}
