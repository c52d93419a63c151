import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
} from '@aws-sdk/client-ec2'
import type * as args from '@pulumi/aws/ec2/index.js'
import { type Context, type Handler, handler, type Plain, tagMap, until } from '../handler.ts'
import { defined } from '../values.ts'
import { arnOf, ec2, orNone, retag, tagsAtCreation } from './ec2-tags.ts'

const vpc = handler<args.VpcArgs>({
  async create(inputs, context) {
    const { Vpc } = await ec2(context).send(
      new CreateVpcCommand({
        CidrBlock: inputs.cidrBlock,
        InstanceTenancy: inputs.instanceTenancy as 'default' | undefined,
        TagSpecifications: tagsAtCreation('vpc', context),
      }),
    )
    await setDns(Vpc!.VpcId!, inputs, context)
    return { id: Vpc!.VpcId! }
  },
  async read(id, _, context) {
    const found = await orNone(ec2(context).send(new DescribeVpcsCommand({ VpcIds: [id] })))
    const [made] = found?.Vpcs ?? []
    if (made === undefined) return undefined
    const of = [{ Name: 'vpc-id', Values: [id] }]
    const hostnames = await ec2(context).send(
      new DescribeVpcAttributeCommand({ VpcId: id, Attribute: 'enableDnsHostnames' }),
    )
    const support = await ec2(context).send(
      new DescribeVpcAttributeCommand({ VpcId: id, Attribute: 'enableDnsSupport' }),
    )
    const { SecurityGroups = [] } = await ec2(context).send(new DescribeSecurityGroupsCommand({ Filters: of }))
    const { RouteTables = [] } = await ec2(context).send(new DescribeRouteTablesCommand({ Filters: of }))
    const main = RouteTables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main))?.RouteTableId
    return {
      arn: arnOf('vpc', id, context),
      cidrBlock: made.CidrBlock,
      instanceTenancy: made.InstanceTenancy,
      dhcpOptionsId: made.DhcpOptionsId,
      ownerId: made.OwnerId,
      enableDnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
      enableDnsSupport: support.EnableDnsSupport?.Value ?? true,
      defaultSecurityGroupId: SecurityGroups.find(({ GroupName }) => GroupName === 'default')?.GroupId,
      defaultRouteTableId: main,
      mainRouteTableId: main,
      tags: tagMap(made.Tags),
    }
  },
  async update(id, news, _olds, context) {
    await setDns(id, news, context)
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteVpcCommand({ VpcId: id })))
  },
})

/** EC2 takes one attribute at a time. */
async function setDns(VpcId: string, inputs: Plain<args.VpcArgs>, context: Context): Promise<void> {
  const { enableDnsSupport = true, enableDnsHostnames = false } = inputs
  await ec2(context).send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: enableDnsSupport } }))
  await ec2(context).send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: enableDnsHostnames } }))
}

const subnet = handler<args.SubnetArgs>({
  async create(inputs, context) {
    const { Subnet } = await ec2(context).send(
      new CreateSubnetCommand({
        VpcId: inputs.vpcId,
        CidrBlock: inputs.cidrBlock,
        AvailabilityZone: inputs.availabilityZone,
        AvailabilityZoneId: inputs.availabilityZoneId,
        TagSpecifications: tagsAtCreation('subnet', context),
      }),
    )
    await setPublic(Subnet!.SubnetId!, inputs, context)
    return { id: Subnet!.SubnetId! }
  },
  async read(id, _, context) {
    const found = await orNone(ec2(context).send(new DescribeSubnetsCommand({ SubnetIds: [id] })))
    const [made] = found?.Subnets ?? []
    return (
      made && {
        arn: made.SubnetArn ?? arnOf('subnet', id, context),
        vpcId: made.VpcId,
        cidrBlock: made.CidrBlock,
        availabilityZone: made.AvailabilityZone,
        availabilityZoneId: made.AvailabilityZoneId,
        mapPublicIpOnLaunch: made.MapPublicIpOnLaunch ?? false,
        ownerId: made.OwnerId,
        tags: tagMap(made.Tags),
      }
    )
  },
  async update(id, news, _olds, context) {
    await setPublic(id, news, context)
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteSubnetCommand({ SubnetId: id })))
  },
})

async function setPublic(SubnetId: string, { mapPublicIpOnLaunch = false }: Plain<args.SubnetArgs>, context: Context) {
  await ec2(context).send(
    new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: mapPublicIpOnLaunch } }),
  )
}

const internetGateway = handler<args.InternetGatewayArgs>({
  async create({ vpcId }, context) {
    const { InternetGateway } = await ec2(context).send(
      new CreateInternetGatewayCommand({ TagSpecifications: tagsAtCreation('internet-gateway', context) }),
    )
    const id = InternetGateway!.InternetGatewayId!
    if (vpcId !== undefined) await attach(id, vpcId, context)
    return { id }
  },
  async read(id, _, context) {
    const made = await gatewayOf(id, context)
    return (
      made && {
        arn: arnOf('internet-gateway', id, context),
        ownerId: made.OwnerId,
        vpcId: made.Attachments?.[0]?.VpcId,
        tags: tagMap(made.Tags),
      }
    )
  },
  async update(id, { vpcId }, olds, context) {
    if (vpcId !== olds.vpcId) {
      await detach(id, context)
      if (vpcId !== undefined) await attach(id, vpcId, context)
    }
    await retag(id, context)
  },
  async delete(id, _, context) {
    await detach(id, context)
    await orNone(ec2(context).send(new DeleteInternetGatewayCommand({ InternetGatewayId: id })))
  },
})

async function gatewayOf(id: string, context: Context) {
  const found = await orNone(ec2(context).send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] })))
  return found?.InternetGateways?.[0]
}

async function attach(InternetGatewayId: string, VpcId: string, context: Context): Promise<void> {
  await ec2(context).send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }))
}

async function detach(InternetGatewayId: string, context: Context): Promise<void> {
  const made = await gatewayOf(InternetGatewayId, context)
  for (const { VpcId } of made?.Attachments ?? []) {
    await ec2(context).send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }))
  }
}

const natGateway = handler<args.NatGatewayArgs>({
  async create(inputs, context) {
    const { NatGateway } = await ec2(context).send(
      new CreateNatGatewayCommand({
        AllocationId: inputs.allocationId,
        SubnetId: inputs.subnetId,
        ConnectivityType: inputs.connectivityType as 'public' | undefined,
        TagSpecifications: tagsAtCreation('natgateway', context),
      }),
    )
    const id = NatGateway!.NatGatewayId!
    await until(`NAT gateway ${id} is available`, async () => (await natOf(id, context))?.State === 'available')
    return { id }
  },
  async read(id, _, context) {
    const made = await natOf(id, context)
    const [address] = made?.NatGatewayAddresses ?? []
    return (
      made && {
        subnetId: made.SubnetId,
        vpcId: made.VpcId,
        connectivityType: made.ConnectivityType ?? 'public',
        tags: tagMap(made.Tags),
        // The emulator does not tell all of this.
        ...defined({
          allocationId: address?.AllocationId,
          associationId: address?.AssociationId,
          networkInterfaceId: address?.NetworkInterfaceId,
          privateIp: address?.PrivateIp,
          publicIp: address?.PublicIp,
        }),
      }
    )
  },
  async update(id, _news, _olds, context) {
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteNatGatewayCommand({ NatGatewayId: id })))
    await until(`NAT gateway ${id} is gone`, async () => (await natOf(id, context)) === undefined)
  },
})

async function natOf(id: string, context: Context) {
  const found = await orNone(ec2(context).send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] })))
  return found?.NatGateways?.find(({ State }) => State !== 'deleted')
}

const eip = handler<args.EipArgs>({
  async create(inputs, context) {
    if (inputs.instance || inputs.networkInterface) {
      throw new Error('instance, networkInterface: the stand-in of the AWS provider only allocates addresses')
    }
    const { AllocationId } = await ec2(context).send(
      new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: tagsAtCreation('elastic-ip', context) }),
    )
    return { id: AllocationId! }
  },
  async read(id, _, context) {
    const found = await orNone(ec2(context).send(new DescribeAddressesCommand({ AllocationIds: [id] })))
    const [made] = found?.Addresses ?? []
    return (
      made && {
        allocationId: id,
        arn: arnOf('elastic-ip', id, context),
        domain: made.Domain,
        publicIp: made.PublicIp,
        associationId: made.AssociationId ?? '',
        tags: tagMap(made.Tags),
      }
    )
  },
  async update(id, _news, _olds, context) {
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new ReleaseAddressCommand({ AllocationId: id })))
  },
})

const routeTable = handler<args.RouteTableArgs>({
  async create({ vpcId, routes }, context) {
    if (routes) throw new Error('routes: the stand-in of the AWS provider wants Route resources')
    const { RouteTable } = await ec2(context).send(
      new CreateRouteTableCommand({ VpcId: vpcId, TagSpecifications: tagsAtCreation('route-table', context) }),
    )
    return { id: RouteTable!.RouteTableId! }
  },
  async read(id, _, context) {
    const made = await tableOf(id, context)
    return (
      made && {
        arn: arnOf('route-table', id, context),
        vpcId: made.VpcId,
        ownerId: made.OwnerId,
        tags: tagMap(made.Tags),
      }
    )
  },
  async update(id, _news, _olds, context) {
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteRouteTableCommand({ RouteTableId: id })))
  },
})

async function tableOf(id: string, context: Context) {
  const found = await orNone(ec2(context).send(new DescribeRouteTablesCommand({ RouteTableIds: [id] })))
  return found?.RouteTables?.[0]
}

const route = handler<args.RouteArgs>({
  async create(inputs, context) {
    await ec2(context).send(new CreateRouteCommand(toRoute(inputs)))
    return { id: `${inputs.routeTableId}_${inputs.destinationCidrBlock}` }
  },
  async read(id, _, context) {
    const [RouteTableId, destination] = id.split('_') as [string, string]
    const table = await tableOf(RouteTableId, context)
    const made = table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination)
    return (
      made && {
        routeTableId: RouteTableId,
        destinationCidrBlock: destination,
        gatewayId: made.GatewayId,
        natGatewayId: made.NatGatewayId,
        origin: made.Origin,
        state: made.State,
      }
    )
  },
  async update(_id, news, _olds, context) {
    await ec2(context).send(new ReplaceRouteCommand(toRoute(news)))
  },
  async delete(id, _, context) {
    const [RouteTableId, DestinationCidrBlock] = id.split('_') as [string, string]
    await orNone(ec2(context).send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock })))
  },
})

function toRoute(inputs: Plain<args.RouteArgs>) {
  if (inputs.destinationCidrBlock === undefined) {
    throw new Error('destinationCidrBlock: the stand-in of the AWS provider knows no other destination')
  }
  return {
    RouteTableId: inputs.routeTableId,
    DestinationCidrBlock: inputs.destinationCidrBlock,
    GatewayId: inputs.gatewayId,
    NatGatewayId: inputs.natGatewayId,
  }
}

const association = handler<args.RouteTableAssociationArgs>({
  async create({ routeTableId, subnetId, gatewayId }, context) {
    const { AssociationId } = await ec2(context).send(
      new AssociateRouteTableCommand({ RouteTableId: routeTableId, SubnetId: subnetId, GatewayId: gatewayId }),
    )
    return { id: AssociationId! }
  },
  async read(id, _, context) {
    const { RouteTables = [] } = await ec2(context).send(new DescribeRouteTablesCommand({}))
    const made = RouteTables.flatMap(({ Associations = [] }) => Associations).find(
      ({ RouteTableAssociationId }) => RouteTableAssociationId === id,
    )
    return made && { routeTableId: made.RouteTableId, subnetId: made.SubnetId, gatewayId: made.GatewayId }
  },
  async update(id, { routeTableId }, _olds, context) {
    const { NewAssociationId } = await ec2(context).send(
      new ReplaceRouteTableAssociationCommand({ AssociationId: id, RouteTableId: routeTableId }),
    )
    if (NewAssociationId !== id) throw new Error('EC2 gave the association another id, which Pulumi cannot keep')
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DisassociateRouteTableCommand({ AssociationId: id })))
  },
})

/** Handlers of the parts of a network. */
export const EC2_NETWORK: Readonly<Record<string, Handler>> = {
  'aws:ec2/eip:Eip': eip,
  'aws:ec2/internetGateway:InternetGateway': internetGateway,
  'aws:ec2/natGateway:NatGateway': natGateway,
  'aws:ec2/route:Route': route,
  'aws:ec2/routeTable:RouteTable': routeTable,
  'aws:ec2/routeTableAssociation:RouteTableAssociation': association,
  'aws:ec2/subnet:Subnet': subnet,
  'aws:ec2/vpc:Vpc': vpc,
}
