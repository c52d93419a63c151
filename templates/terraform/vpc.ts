import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones/index.js'
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group/index.js'
import { Eip } from '@cdktf/provider-aws/lib/eip/index.js'
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway/index.js'
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway/index.js'
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association/index.js'
import { RouteTable } from '@cdktf/provider-aws/lib/route-table/index.js'
import { Route } from '@cdktf/provider-aws/lib/route/index.js'
import { Subnet } from '@cdktf/provider-aws/lib/subnet/index.js'
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js'
import { Fn } from 'cdktf'
import type { Construct } from 'constructs'
import { planNetwork } from '../../plans/index.ts'
import { child, here, type Surroundings } from './child.ts'
import type { Tags } from './common-args.ts'
import { isLate } from './late-values.ts'
import type { NetworkArgs } from './network-args.ts'

/** Tags of a resource, with its name. */
export type Named = (label: string) => { readonly tags: Tags }

/** A VPC that is made or exists. */
export interface MadeVpc {
  readonly vpcId: string
  readonly cidrBlock: string
  readonly privateSubnetIds: readonly string[]
  readonly publicSubnetId: string | undefined
  /** Of the private subnets; undefined where they are not known. */
  readonly routeTableIds: readonly string[] | undefined
}

/**
 * Makes a VPC with two private subnets and one public, and a way to the internet from the public one alone. Its default security
 * group, which anything gets that says no other, lets nothing through.
 */
export function makeVpc(
  scope: Construct,
  { cidrBlock, availabilityZones, natGateway }: NetworkArgs,
  named: Named,
  surroundings: Surroundings,
): MadeVpc {
  const plan = planNetwork(cidrBlock)
  const place = here(surroundings)
  const vpc = child(
    Vpc,
    scope,
    'vpc',
    { cidrBlock: plan.cidrBlock, enableDnsSupport: true, enableDnsHostnames: true, ...named(''), ...place },
    surroundings,
  )
  const vpcId = vpc.id
  // Without rules, AWS takes out those that it has made.
  const closed = { vpcId, ingress: [], egress: [], ...named('default'), ...place }
  child(DefaultSecurityGroup, scope, 'default', closed, surroundings)
  const zone = zonesOf(scope, availabilityZones, surroundings)

  const subnet = (label: string, block: string, index: number): Subnet => {
    const properties = { vpcId, cidrBlock: block, availabilityZone: zone(index), mapPublicIpOnLaunch: false }
    return child(Subnet, scope, label, { ...properties, ...named(label), ...place }, surroundings)
  }
  const routes = (label: string, subnets: Readonly<Record<string, Subnet>>): RouteTable => {
    const table = child(RouteTable, scope, `${label}-routes`, { vpcId, ...named(label), ...place }, surroundings)
    for (const [part, { id }] of Object.entries(subnets)) {
      const association = { routeTableId: table.id, subnetId: id, ...place }
      child(RouteTableAssociation, scope, `${part}-association`, association, surroundings)
    }
    return table
  }
  const wayOut = (
    label: string,
    { id }: RouteTable,
    target: { readonly gatewayId: string } | { readonly natGatewayId: string },
  ): Route =>
    child(
      Route,
      scope,
      `${label}-route`,
      { routeTableId: id, destinationCidrBlock: '0.0.0.0/0', ...target, ...place },
      surroundings,
    )

  const open = subnet('public', plan.publicSubnet, 0)
  const first = subnet('private-a', plan.privateSubnets[0], 0)
  const second = subnet('private-b', plan.privateSubnets[1], 1)
  const publicRoutes = routes('public', { public: open })
  const privateRoutes = routes('private', { 'private-a': first, 'private-b': second })
  const gateway = child(InternetGateway, scope, 'internet', { vpcId, ...named('internet'), ...place }, surroundings)
  const toInternet = wayOut('internet', publicRoutes, { gatewayId: gateway.id })
  if (natGateway === true) {
    const address = child(Eip, scope, 'nat-address', { domain: 'vpc', ...named('nat'), ...place }, surroundings)
    const properties = { allocationId: address.allocationId, subnetId: open.id, ...named('nat'), ...place }
    const nat = child(NatGateway, scope, 'nat', properties, surroundings, { dependsOn: [toInternet] })
    wayOut('nat', privateRoutes, { natGatewayId: nat.id })
  }
  return {
    vpcId,
    cidrBlock: plan.cidrBlock,
    privateSubnetIds: [first.id, second.id],
    publicSubnetId: open.id,
    routeTableIds: [privateRoutes.id],
  }
}

/** The zone with an index: of those that are named, else of the region. */
function zonesOf(
  scope: Construct,
  named: readonly string[] | undefined,
  surroundings: Surroundings,
): (index: number) => string {
  if (named !== undefined) return (index) => (isLate(named) ? (Fn.element(named, index) as string) : named[index]!)
  const { provider } = surroundings
  const { names } = new DataAwsAvailabilityZones(scope, 'zones', {
    state: 'available',
    // Local and wavelength zones, which have to be asked for, take no endpoints.
    filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    ...here(surroundings),
    ...(provider !== undefined && { provider }),
  })
  return (index) => Fn.element(names, index) as string
}
