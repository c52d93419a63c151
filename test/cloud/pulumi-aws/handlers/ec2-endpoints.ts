import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribePrefixListsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2'
import type * as args from '@pulumi/aws/ec2/index.js'
import { type Context, type Handler, handler, tagMap } from '../handler.ts'
import type { Values } from '../values.ts'
import { arnOf, ec2, orNone, retag, tagsAtCreation } from './ec2-tags.ts'

const endpoint = handler<args.VpcEndpointArgs>({
  async create(inputs, context) {
    const { VpcEndpoint } = await ec2(context).send(
      new CreateVpcEndpointCommand({
        VpcId: inputs.vpcId,
        ServiceName: inputs.serviceName,
        VpcEndpointType: (inputs.vpcEndpointType ?? 'Gateway') as 'Gateway',
        PolicyDocument: inputs.policy,
        PrivateDnsEnabled: inputs.privateDnsEnabled ?? false,
        RouteTableIds: inputs.routeTableIds,
        SecurityGroupIds: inputs.securityGroupIds,
        SubnetIds: inputs.subnetIds,
        TagSpecifications: tagsAtCreation('vpc-endpoint', context),
      }),
    )
    return { id: VpcEndpoint!.VpcEndpointId! }
  },
  async read(id, _, context) {
    const made = await endpointOf(id, context)
    return (
      made && {
        arn: arnOf('vpc-endpoint', id, context),
        vpcId: made.VpcId,
        serviceName: made.ServiceName,
        vpcEndpointType: made.VpcEndpointType,
        routeTableIds: made.RouteTableIds ?? [],
        subnetIds: made.SubnetIds ?? [],
        networkInterfaceIds: made.NetworkInterfaceIds ?? [],
        dnsEntries: (made.DnsEntries ?? []).map(({ DnsName, HostedZoneId }) => ({
          dnsName: DnsName ?? '',
          hostedZoneId: HostedZoneId ?? '',
        })),
        ownerId: made.OwnerId,
        requesterManaged: made.RequesterManaged ?? false,
        state: made.State,
        tags: tagMap(made.Tags),
        // The emulator does not tell these.
        ...(made.PolicyDocument && { policy: made.PolicyDocument }),
        ...(made.PrivateDnsEnabled && { privateDnsEnabled: true }),
        ...(made.Groups?.length && { securityGroupIds: made.Groups.map(({ GroupId }) => GroupId) }),
        ...(await prefixListOf(made.ServiceName!, context)),
      }
    )
  },
  async update(id, news, olds, context) {
    const tables = change(news.routeTableIds, olds.routeTableIds)
    const groups = change(news.securityGroupIds, olds.securityGroupIds)
    const subnets = change(news.subnetIds, olds.subnetIds)
    await ec2(context).send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: id,
        ...(news.policy === undefined ? { ResetPolicy: true } : { PolicyDocument: news.policy }),
        AddRouteTableIds: tables.add,
        RemoveRouteTableIds: tables.remove,
        AddSecurityGroupIds: groups.add,
        RemoveSecurityGroupIds: groups.remove,
        AddSubnetIds: subnets.add,
        RemoveSubnetIds: subnets.remove,
        PrivateDnsEnabled: news.privateDnsEnabled,
      }),
    )
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] })))
  },
})

function change(now: readonly string[] = [], before: readonly string[] = []) {
  return {
    add: now.filter((one) => !before.includes(one)),
    remove: before.filter((one) => !now.includes(one)),
  }
}

async function endpointOf(id: string, context: Context) {
  const found = await orNone(ec2(context).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] })))
  return found?.VpcEndpoints?.find(({ State }) => String(State).toLowerCase() !== 'deleted')
}

/** The addresses of a service that has gateways: S3 and DynamoDB. */
async function prefixListOf(service: string, context: Context): Promise<Values> {
  const { PrefixLists = [] } = await ec2(context).send(
    new DescribePrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: [service] }] }),
  )
  const list = PrefixLists.find(({ PrefixListName }) => PrefixListName === service)
  return list === undefined ? {} : { prefixListId: list.PrefixListId, cidrBlocks: list.Cidrs ?? [] }
}

/** Handlers of the doors of a network. */
export const EC2_ENDPOINTS: Readonly<Record<string, Handler>> = {
  'aws:ec2/vpcEndpoint:VpcEndpoint': endpoint,
}
