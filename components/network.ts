import { getVpcOutput, SecurityGroup, VpcEndpoint, type SecurityGroupArgs } from '@pulumi/aws/ec2/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  checkNetwork,
  DEFAULT_ENDPOINTS,
  planEndpoint,
  type EndpointPlan,
  type NetworkDraft,
  type NetworkSettings,
} from '../plans/index.ts'
import { child } from './child.ts'
import { referenceOf } from './engine-reference.ts'
import { known } from './known.ts'
import type { NetworkArgs, NetworkService } from './network-args.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'
import { deployVpc, type Tagged } from './vpc.ts'

/** Where an engine runs, all ids known. */
export interface EngineNetwork {
  /** Ids of private subnets. */
  readonly subnetIds: string[]
  /** Ids of security groups. */
  readonly securityGroupIds: string[]
}

/**
 * A network for an engine that reads databases: a VPC with two private subnets and one public, as the original service's template has
 * it, and endpoints through which the engine reaches AWS without the internet, each closed to all but the engine and its detectors.
 */
export class Network extends pulumi.ComponentResource {
  /** Id of the VPC, its own or the existing one. */
  readonly vpcId: pulumi.Output<string>
  /** Ids of the private subnets, where engines and databases belong. */
  readonly privateSubnetIds: pulumi.Output<string[]>
  /** Id of the public subnet; undefined in an existing VPC. */
  readonly publicSubnetId: pulumi.Output<string | undefined>
  /** Ids of the security groups for the engine. */
  readonly securityGroupIds: pulumi.Output<string[]>
  /** The security group that the network made for the engine, to let it into a database; undefined where it uses existing ones. */
  readonly securityGroupId: pulumi.Output<string | undefined>
  /** Where an engine runs: ready to be the argument `network` of `Engine`. */
  readonly network: pulumi.Output<EngineNetwork>

  constructor(name: string, args: NetworkArgs = {}, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Network', name, args, options)
    const what = `Network "${name}"`
    const { transform = {}, region, services = DEFAULT_ENDPOINTS as readonly NetworkService[] } = args
    refuse(what, checkNetwork(draftOf(args)))

    const parent = { parent: this }
    const here = region === undefined ? {} : { region }
    const tagged: Tagged = (label) => ({ tags: pulumi.output(args.tags).apply((tags) => named(label, tags)) })
    const settings = settingsOf(what, args)
    const place = placeOf(this, region)
    const plan = (service: NetworkService | 's3'): pulumi.Output<EndpointPlan> =>
      pulumi.all([settings, place]).apply(([all, at]) => planEndpoint(service, all, at))
    const vpc =
      args.vpcId === undefined
        ? deployVpc(this, name, settings, args, tagged)
        : {
            vpcId: pulumi.output(args.vpcId),
            cidrBlock: getVpcOutput({ id: args.vpcId, ...here }, parent).cidrBlock,
            privateSubnetIds: texts(args.privateSubnetIds ?? []),
            publicSubnetId: pulumi.output(undefined),
            routeTableIds: args.routeTableIds && texts(args.routeTableIds),
          }

    const storage =
      vpc.routeTableIds &&
      child(
        VpcEndpoint,
        `${name}-s3`,
        {
          vpcId: vpc.vpcId,
          vpcEndpointType: 'Gateway',
          serviceName: plan('s3').serviceName,
          policy: plan('s3').policy,
          routeTableIds: vpc.routeTableIds,
          ...tagged(`${name}-s3`),
          ...here,
        },
        parent,
        transform.endpoint,
      )
    const isOpen = args.natGateway === true || args.vpcId !== undefined
    const group =
      args.securityGroupIds === undefined
        ? child(
            SecurityGroup,
            `${name}-engine`,
            {
              vpcId: vpc.vpcId,
              description: 'Crowsnest engine: out to databases and AWS, nothing in',
              ingress: [],
              egress: outgoing(vpc.cidrBlock, texts(args.peerCidrBlocks ?? []), storage?.prefixListId, isOpen),
              ...tagged(`${name}-engine`),
              ...here,
            },
            parent,
            transform.securityGroup,
          )
        : undefined
    const groups = group === undefined ? texts(args.securityGroupIds ?? []) : pulumi.output([group.id])
    if (services.length > 0) {
      const endpointGroup = child(
        SecurityGroup,
        `${name}-endpoints`,
        {
          vpcId: vpc.vpcId,
          description: 'Endpoints of AWS services for the Crowsnest engine',
          ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, securityGroups: groups, description: 'The engine' }],
          egress: [],
          ...tagged(`${name}-endpoints`),
          ...here,
        },
        parent,
        transform.endpointSecurityGroup,
      )
      for (const service of services) {
        child(
          VpcEndpoint,
          `${name}-${service}`,
          {
            vpcId: vpc.vpcId,
            vpcEndpointType: 'Interface',
            serviceName: plan(service).serviceName,
            policy: plan(service).policy,
            privateDnsEnabled: true,
            subnetIds: vpc.privateSubnetIds,
            securityGroupIds: [endpointGroup.id],
            ...tagged(`${name}-${service}`),
            ...here,
          },
          parent,
          transform.endpoint,
        )
      }
    }

    this.vpcId = vpc.vpcId
    this.privateSubnetIds = vpc.privateSubnetIds
    this.publicSubnetId = vpc.publicSubnetId
    this.securityGroupIds = groups
    this.securityGroupId = pulumi.output(group?.id)
    this.network = pulumi.all([vpc.privateSubnetIds, groups]).apply(placed)
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetId: this.publicSubnetId,
      securityGroupIds: this.securityGroupIds,
      securityGroupId: this.securityGroupId,
      network: this.network,
    })
  }
}

function placed([subnetIds, securityGroupIds]: [string[], string[]]): EngineNetwork {
  return { subnetIds, securityGroupIds }
}

function named(label: string, tags: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return { Name: label, ...tags }
}

/** What the engine may connect to: databases in the VPC and peered ones, endpoints, and S3 or all of HTTPS. */
function outgoing(
  cidrBlock: pulumi.Input<string>,
  peers: pulumi.Output<string[]>,
  storage: pulumi.Input<string> | undefined,
  isOpen: boolean,
): SecurityGroupArgs['egress'] {
  return pulumi.all([cidrBlock, peers]).apply(([own, others]) => [
    {
      protocol: 'tcp',
      fromPort: 0,
      toPort: 65_535,
      cidrBlocks: [own, ...others],
      description: 'Databases and endpoints',
    },
    isOpen || storage === undefined
      ? { protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['0.0.0.0/0'], description: 'AWS and webhooks' }
      : { protocol: 'tcp', fromPort: 443, toPort: 443, prefixListIds: [storage], description: 'S3' },
  ])
}

/** The settings that plans are made of, checked once they are known. Ids are left to AWS: they may be known much later. */
function settingsOf(what: string, args: NetworkArgs): pulumi.Output<NetworkSettings> {
  const { cidrBlock, availabilityZones, peerCidrBlocks, rolePath, endpointServiceNames, engine } = args
  return pulumi
    .all({
      cidrBlock,
      availabilityZones,
      peerCidrBlocks,
      rolePath,
      endpointServiceNames,
      engine: engine === undefined ? undefined : referenceOf(engine),
    })
    .apply((all) => {
      // What is undefined is left out, as its type says.
      const settings = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
      refuse(what, checkNetwork({ ...settings, given: givenOf(args) }))
      return settings
    })
}

/** The settings that are known while the program runs. */
function draftOf(args: NetworkArgs): NetworkDraft {
  const { transform: _, tags: __, engine, ...rest } = args
  const engineName = known(engine)?.name
  return {
    ...(known(rest) as Omit<NetworkDraft, 'given'>),
    ...(engineName !== undefined && { engine: { name: engineName } }),
    given: givenOf(args),
  }
}

function givenOf(args: NetworkArgs): ReadonlySet<string> {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== false)
  return new Set(given.map(([key]) => key))
}

function texts(list: pulumi.Input<readonly pulumi.Input<string>[]>): pulumi.Output<string[]> {
  return pulumi.output(list).apply((all) => [...all])
}
