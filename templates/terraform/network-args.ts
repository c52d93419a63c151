import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** A service with an endpoint in a network. S3 always has one. */
export type NetworkService =
  'sts' | 'sns' | 'lambda' | 'secretsmanager' | 'monitoring' | 'rds' | 'redshift-data' | 'athena' | 'appflow'

/** Arguments of `Network`. All have defaults. */
export interface NetworkArgs extends CommonArgs {
  /**
   * Addresses of the VPC, /16 to /26, known at synthesis.
   *
   * @default 172.31.0.0/16
   */
  readonly cidrBlock?: string
  /**
   * Two zones of the region, for the two private subnets; the public subnet is in the first.
   *
   * @default the first two of the region
   */
  readonly availabilityZones?: readonly string[]
  /**
   * Services that the engine reaches through endpoints. S3 always has an endpoint, which is free; each of these costs by the hour in each zone.
   *
   * @default sts, sns, lambda and secretsmanager
   */
  readonly services?: readonly NetworkService[]
  /**
   * Names of endpoint services, where a partition has others than the usual; by service.
   *
   * @default `com.amazonaws.<region>.<service>`, and in China what it has
   */
  readonly endpointServiceNames?: Readonly<Record<string, string>>
  /**
   * The engine that runs here: its name and what else differs from the defaults. Write its name rather than the engine itself, which needs the
   * network before.
   *
   * @default any engine of the account and region
   */
  readonly engine?: EngineReferenceArgs
  /**
   * Path of the roles of all engines, where no engine is named.
   *
   * @default `/crowsnest/<region>/`
   */
  readonly rolePath?: string
  /**
   * Whether private subnets reach the internet through a NAT gateway, for engines that call webhooks. Costs by the hour.
   *
   * @default false
   */
  readonly natGateway?: boolean
  /**
   * Addresses outside of the VPC that the engine may connect to, such as a peered VPC with a database.
   *
   * @default none
   */
  readonly peerCidrBlocks?: readonly string[]
  /**
   * Id of an existing VPC, instead of one of its own; with `privateSubnetIds`.
   *
   * @default a VPC of its own
   */
  readonly vpcId?: string
  /**
   * Ids of private subnets of the existing VPC, best in two zones.
   *
   * @default subnets of its own
   */
  readonly privateSubnetIds?: readonly string[]
  /**
   * Ids of existing security groups for the engine, instead of one of its own.
   *
   * @default a security group that lets the engine out to the VPC and to endpoints, and nothing in
   */
  readonly securityGroupIds?: readonly string[]
  /**
   * Ids of route tables of the existing private subnets, for the endpoint of S3.
   *
   * @default no endpoint of S3 in an existing VPC
   */
  readonly routeTableIds?: readonly string[]
}
