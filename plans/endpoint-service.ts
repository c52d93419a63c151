import { ENDPOINT_SERVICES, endpointPolicies, type EndpointService, type Role } from '../policies/index.ts'
import { partitionOf, type AwsPlace } from '../spec/index.ts'

/** Services whose endpoints have a name of their own in China; those of the others have the usual one. */
const CHINESE: ReadonlySet<EndpointService> = new Set([
  'athena',
  'lambda',
  'monitoring',
  'rds',
  'redshift-data',
  'states',
  'sts',
])

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

/**
 * Services that an engine in a VPC reaches through endpoints: those that its roles call themselves. What other services do on
 * their behalf, such as decrypting, is not among them.
 *
 * @param roles - of the engine and of its detectors
 */
export function endpointServicesFor(roles: readonly Role[]): readonly EndpointService[] {
  const called = new Set(endpointPolicies(roles).map(({ resource }) => resource))
  return (Object.keys(ENDPOINT_SERVICES) as readonly EndpointService[]).filter((service) => called.has(service))
}
