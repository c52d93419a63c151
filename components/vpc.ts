import {
  DefaultSecurityGroup,
  Eip,
  InternetGateway,
  NatGateway,
  Route,
  RouteTable,
  RouteTableAssociation,
  Subnet,
  Vpc,
} from '@pulumi/aws/ec2/index.js'
import { getAvailabilityZonesOutput } from '@pulumi/aws/getAvailabilityZones.js'
import * as pulumi from '@pulumi/pulumi'
import { planNetwork, type NetworkSettings } from '../plans/index.ts'
import { child } from './child.ts'
import type { NetworkArgs } from './network-args.ts'

/** Tags of a child, with its name. */
export type Tagged = (label: string) => { readonly tags: pulumi.Output<Record<string, string>> }

/** A VPC that has been made. */
export interface DeployedVpc {
  readonly vpcId: pulumi.Output<string>
  readonly cidrBlock: pulumi.Output<string>
  readonly privateSubnetIds: pulumi.Output<string[]>
  readonly publicSubnetId: pulumi.Output<string | undefined>
  /** Of the private subnets. */
  readonly routeTableIds: pulumi.Output<string[]>
}

/**
 * Makes a VPC with two private subnets and one public, and a way to the internet from the public one alone. Its default security
 * group, which anything gets that says no other, lets nothing through.
 *
 * @param settings - checked
 */
export function deployVpc(
  parent: pulumi.Resource,
  name: string,
  settings: pulumi.Output<NetworkSettings>,
  { availabilityZones, natGateway, region, transform = {} }: NetworkArgs,
  tagged: Tagged,
): DeployedVpc {
  const options = { parent }
  const here = region === undefined ? {} : { region }
  const plan = settings.apply((all) => planNetwork(all.cidrBlock))
  const zones =
    availabilityZones === undefined
      ? getAvailabilityZonesOutput(
          // Local and wavelength zones, which have to be asked for, take no endpoints.
          { state: 'available', filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }], ...here },
          options,
        ).names
      : pulumi.output(availabilityZones)

  const vpc = child(
    Vpc,
    name,
    { cidrBlock: plan.cidrBlock, enableDnsSupport: true, enableDnsHostnames: true, ...tagged(name), ...here },
    options,
    transform.vpc,
  )
  const vpcId = vpc.id
  // Without rules, AWS takes out those that it has made.
  const closed = { ingress: [], egress: [], ...tagged(`${name}-default`), ...here }
  child(DefaultSecurityGroup, `${name}-default`, { vpcId, ...closed }, { parent: vpc })

  const subnet = (label: string, block: pulumi.Output<string>, zone: number): Subnet =>
    child(
      Subnet,
      `${name}-${label}`,
      {
        vpcId,
        cidrBlock: block,
        availabilityZone: zones.apply((all) => all[zone]!),
        mapPublicIpOnLaunch: false,
        ...tagged(`${name}-${label}`),
        ...here,
      },
      options,
      transform.subnet,
    )
  const routes = (label: string, subnets: readonly (readonly [string, Subnet])[]): RouteTable => {
    const table = child(RouteTable, `${name}-${label}`, { vpcId, ...tagged(`${name}-${label}`), ...here }, options)
    for (const [part, { id }] of subnets) {
      const association = { routeTableId: table.id, subnetId: id, ...here }
      child(RouteTableAssociation, `${name}-${part}`, association, { parent: table })
    }
    return table
  }
  const wayOut = (
    label: string,
    table: RouteTable,
    target: { gatewayId: pulumi.Input<string> } | { natGatewayId: pulumi.Input<string> },
  ): Route =>
    child(
      Route,
      `${name}-${label}`,
      { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', ...target, ...here },
      { parent: table },
    )

  const open = subnet('public', plan.publicSubnet, 0)
  const first = subnet('private-a', plan.privateSubnets[0], 0)
  const second = subnet('private-b', plan.privateSubnets[1], 1)
  const publicRoutes = routes('public', [['public', open]])
  const privateRoutes = routes('private', [
    ['private-a', first],
    ['private-b', second],
  ])
  const gateway = child(InternetGateway, `${name}-internet`, { vpcId, ...tagged(`${name}-internet`), ...here }, options)
  const toInternet = wayOut('internet', publicRoutes, { gatewayId: gateway.id })
  if (natGateway === true) {
    const address = child(Eip, `${name}-nat`, { domain: 'vpc', ...tagged(`${name}-nat`), ...here }, options)
    const nat = child(
      NatGateway,
      `${name}-nat`,
      { allocationId: address.allocationId, subnetId: open.id, ...tagged(`${name}-nat`), ...here },
      { ...options, dependsOn: [toInternet] },
      transform.natGateway,
    )
    wayOut('nat', privateRoutes, { natGatewayId: nat.id })
  }
  return {
    vpcId,
    cidrBlock: plan.cidrBlock,
    privateSubnetIds: pulumi.output([first.id, second.id]),
    publicSubnetId: open.id,
    routeTableIds: pulumi.output([privateRoutes.id]),
  }
}
