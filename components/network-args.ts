import type { NatGatewayArgs, SecurityGroupArgs, SubnetArgs, VpcArgs, VpcEndpointArgs } from '@pulumi/aws/ec2/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** A service with an endpoint in a network. S3 always has one. */
export type NetworkService =
  'sts' | 'sns' | 'lambda' | 'secretsmanager' | 'monitoring' | 'rds' | 'redshift-data' | 'athena' | 'appflow'

/** What a network is made of, each to be changed before it is made. TypeScript only. */
export interface NetworkTransforms {
  readonly vpc?: Transform<VpcArgs>
  readonly subnet?: Transform<SubnetArgs>
  readonly securityGroup?: Transform<SecurityGroupArgs>
  readonly endpointSecurityGroup?: Transform<SecurityGroupArgs>
  readonly endpoint?: Transform<VpcEndpointArgs>
  readonly natGateway?: Transform<NatGatewayArgs>
}

/** Arguments of `Network`. All have defaults. */
export interface NetworkArgs extends CommonArgs {
  /**
   * Addresses of the VPC, /16 to /26. The subnets are three of the 256 parts of it (fewer in a VPC smaller than /20), so that there is
   * room for others. Guide: Amazon VPC.
   *
   * @default 172.31.0.0/16
   */
  readonly cidrBlock?: pulumi.Input<string>
  /**
   * Two zones of the region, for the two private subnets; the public subnet is in the first.
   *
   * @default the first two of the region
   */
  readonly availabilityZones?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Services that the engine reaches through endpoints: `sts`, `sns`, `lambda`, `secretsmanager`, `monitoring` (CloudWatch data), `rds`,
   * `redshift-data`, `athena`, `appflow`, `states` (Step Functions). S3 always has an endpoint, which is free; each of these costs by the hour in each zone. The engine
   * needs `sts`; the others where a dataset or an alert uses them.
   *
   * @default sts, sns, lambda and secretsmanager
   */
  readonly services?: readonly NetworkService[]
  /**
   * Names of endpoint services, where a partition has others than the usual; by service.
   *
   * @default `com.amazonaws.<region>.<service>`, and in China what it has
   */
  readonly endpointServiceNames?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
  /**
   * The engine that runs here: its name and what else differs from the defaults. The endpoints then let through its role for its own state
   * and the roles of its detectors, and nobody else. Write its name rather than the engine itself, which needs the network before.
   *
   * @default any engine of the account and region
   */
  readonly engine?: pulumi.Input<EngineReferenceArgs>
  /**
   * Path of the roles of all engines, where no engine is named.
   *
   * @default `/crowsnest/<region>/`
   */
  readonly rolePath?: pulumi.Input<string>
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
  readonly peerCidrBlocks?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Id of an existing VPC, instead of one of its own; with `privateSubnetIds`.
   *
   * @default a VPC of its own
   */
  readonly vpcId?: pulumi.Input<string>
  /**
   * Ids of private subnets of the existing VPC, best in two zones.
   *
   * @default subnets of its own
   */
  readonly privateSubnetIds?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Ids of existing security groups for the engine, instead of one of its own.
   *
   * @default a security group that lets the engine out to the VPC and to endpoints, and nothing in
   */
  readonly securityGroupIds?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Ids of route tables of the existing private subnets, for the endpoint of S3.
   *
   * @default no endpoint of S3 in an existing VPC
   */
  readonly routeTableIds?: pulumi.Input<readonly pulumi.Input<string>[]>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: NetworkTransforms
}
