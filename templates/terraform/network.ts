import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc/index.js'
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js'
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js'
import { Construct } from 'constructs'
import {
  checkNetwork,
  DEFAULT_ENDPOINTS,
  planEndpoint,
  unknownNames,
  type EndpointPlan,
  type NetworkDraft,
  type NetworkSettings,
  type Problem,
} from '../../plans/index.ts'
import { child, here, type Surroundings } from './child.ts'
import type { EngineNetworkArgs } from './engine-args.ts'
import { viewEngine } from './engine-reference.ts'
import { isLate, knownOf } from './late-values.ts'
import type { NetworkArgs, NetworkService } from './network-args.ts'
import { openPlace } from './place.ts'
import { refuse } from './refuse.ts'
import { makeVpc, type MadeVpc, type Named } from './vpc.ts'

/**
 * A network for an engine that reads databases: a VPC with two private subnets and one public, as the original service's template has
 * it, and endpoints through which the engine reaches AWS without the internet, each closed to all but the engine and its detectors.
 */
export class Network extends Construct {
  /** Id of the VPC, its own or the existing one. */
  readonly vpcId: string
  /** Ids of the private subnets, where engines and databases belong. */
  readonly privateSubnetIds: readonly string[]
  /** Id of the public subnet; undefined in an existing VPC. */
  readonly publicSubnetId: string | undefined
  /** Ids of the security groups for the engine. */
  readonly securityGroupIds: readonly string[]
  /** The security group that the network made for the engine, to let it into a database; undefined where it uses existing ones. */
  readonly securityGroupId: string | undefined
  /** Where an engine runs: ready to be the argument `network` of `Engine`. */
  readonly network: EngineNetworkArgs

  constructor(scope: Construct, id: string, args: NetworkArgs = {}) {
    super(scope, id)
    const what = `Network "${id}"`
    refuse(what, [...unknownNames(args, Object.keys(NAMES)), ...lateTexts(args), ...checkNetwork(draftOf(args))])
    const { place, late } = openPlace(this, what, args, args.engine)
    const surroundings: Surroundings = { late, provider: args.provider, region: args.region, tags: args.tags }
    const region = here(surroundings)
    const named: Named = (label) => ({ tags: { Name: label === '' ? id : `${id}-${label}`, ...args.tags } })
    const settings: NetworkSettings = late.hide({
      ...(args.engine !== undefined && { engine: viewEngine(this, args.engine).reference }),
      ...(args.rolePath !== undefined && { rolePath: args.rolePath }),
      ...(args.endpointServiceNames !== undefined && { endpointServiceNames: args.endpointServiceNames }),
    })
    const plan = (service: NetworkService | 's3'): EndpointPlan => planEndpoint(service, settings, place)
    const vpc =
      args.vpcId === undefined ? makeVpc(this, args, named, surroundings) : existingVpc(this, args, surroundings)

    const storage =
      vpc.routeTableIds === undefined
        ? undefined
        : child(
            VpcEndpoint,
            this,
            's3',
            {
              vpcId: vpc.vpcId,
              vpcEndpointType: 'Gateway',
              ...plan('s3'),
              routeTableIds: [...vpc.routeTableIds],
              ...named('s3'),
              ...region,
            },
            surroundings,
          )
    const isOpen = args.natGateway === true || args.vpcId !== undefined
    const group =
      args.securityGroupIds === undefined
        ? child(
            SecurityGroup,
            this,
            'engine',
            {
              vpcId: vpc.vpcId,
              description: 'Crowsnest engine: out to databases and AWS, nothing in',
              ingress: [],
              egress: outgoing(vpc.cidrBlock, args.peerCidrBlocks ?? [], storage?.prefixListId, isOpen),
              ...named('engine'),
              ...region,
            },
            surroundings,
          )
        : undefined
    const groups = group === undefined ? args.securityGroupIds! : [group.id]
    const { services = DEFAULT_ENDPOINTS as readonly NetworkService[] } = args
    if (services.length > 0) {
      const endpointGroup = child(
        SecurityGroup,
        this,
        'endpoints',
        {
          vpcId: vpc.vpcId,
          description: 'Endpoints of AWS services for the Crowsnest engine',
          ingress: [{ ...HTTPS, securityGroups: [...groups], description: 'The engine' }],
          egress: [],
          ...named('endpoints'),
          ...region,
        },
        surroundings,
      )
      for (const service of services) {
        child(
          VpcEndpoint,
          this,
          service,
          {
            vpcId: vpc.vpcId,
            vpcEndpointType: 'Interface',
            ...plan(service),
            privateDnsEnabled: true,
            subnetIds: [...vpc.privateSubnetIds],
            securityGroupIds: [endpointGroup.id],
            ...named(service),
            ...region,
          },
          surroundings,
        )
      }
    }

    this.vpcId = vpc.vpcId
    this.privateSubnetIds = vpc.privateSubnetIds
    this.publicSubnetId = vpc.publicSubnetId
    this.securityGroupIds = groups
    this.securityGroupId = group?.id
    this.network = { subnetIds: vpc.privateSubnetIds, securityGroupIds: groups }
  }
}

const HTTPS = { protocol: 'tcp', fromPort: 443, toPort: 443 }

function existingVpc(scope: Construct, args: NetworkArgs, surroundings: Surroundings): MadeVpc {
  const { vpcId, privateSubnetIds = [], routeTableIds, provider } = args
  const { cidrBlock } = new DataAwsVpc(scope, 'vpc', {
    id: vpcId!,
    ...here(surroundings),
    ...(provider !== undefined && { provider }),
  })
  return { vpcId: vpcId!, cidrBlock, privateSubnetIds, publicSubnetId: undefined, routeTableIds }
}

/** What the engine may connect to: databases in the VPC and peered ones, endpoints, and S3 or all of HTTPS. */
function outgoing(cidrBlock: string, peers: readonly string[], storage: string | undefined, isOpen: boolean) {
  return [
    {
      protocol: 'tcp',
      fromPort: 0,
      toPort: 65_535,
      cidrBlocks: [cidrBlock, ...peers],
      description: 'Databases and endpoints',
    },
    isOpen || storage === undefined
      ? { ...HTTPS, cidrBlocks: ['0.0.0.0/0'], description: 'AWS and webhooks' }
      : { ...HTTPS, prefixListIds: [storage], description: 'S3' },
  ]
}

/** The settings that are known at synthesis. */
function draftOf(args: NetworkArgs): NetworkDraft {
  const { provider: _provider, tags: _tags, account: _account, region: _region, engine, ...rest } = args
  const all = { ...rest, engine }
  const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== false)
  return {
    ...(knownOf(rest) as Omit<NetworkDraft, 'given'>),
    ...(engine !== undefined && !isLate(engine.name) && { engine: { name: engine.name } }),
    given: new Set(given.map(([key]) => key)),
  }
}

/** What the subnets follow from has to be there at synthesis, and so has what is put beside other items of a list. */
function lateTexts(args: NetworkArgs): readonly Problem[] {
  const { cidrBlock, services, peerCidrBlocks } = args
  const reason = 'It has to be known at synthesis. Write it as text.'
  const late = Object.entries({ cidrBlock, services, peerCidrBlocks }).filter(([, value]) => isLate(value))
  return late.map(([path]) => ({ path, reason }))
}

const NAMES: Readonly<Record<keyof NetworkArgs, true>> = {
  cidrBlock: true,
  availabilityZones: true,
  services: true,
  endpointServiceNames: true,
  engine: true,
  rolePath: true,
  natGateway: true,
  peerCidrBlocks: true,
  vpcId: true,
  privateSubnetIds: true,
  securityGroupIds: true,
  routeTableIds: true,
  tags: true,
  region: true,
  account: true,
  provider: true,
}
