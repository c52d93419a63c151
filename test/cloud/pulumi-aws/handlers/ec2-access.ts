import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  ModifySecurityGroupRulesCommand,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2'
import type * as args from '@pulumi/aws/ec2/index.js'
import type * as vpcArgs from '@pulumi/aws/vpc/index.js'
import { type Context, type Handler, handler, type Plain, tagMap } from '../handler.ts'
import { arnOf, ec2, orNone, retag, tagsAtCreation } from './ec2-tags.ts'

const securityGroup = handler<args.SecurityGroupArgs>({
  name: { property: 'name', maxLength: 255 },
  async create(inputs, context) {
    if (inputs.ingress || inputs.egress) {
      throw new Error(
        'ingress, egress: the stand-in of the AWS provider wants SecurityGroupIngressRule, SecurityGroupEgressRule',
      )
    }
    const { GroupId } = await ec2(context).send(
      new CreateSecurityGroupCommand({
        GroupName: inputs.name,
        Description: inputs.description ?? 'Managed by Pulumi',
        VpcId: inputs.vpcId,
        TagSpecifications: tagsAtCreation('security-group', context),
      }),
    )
    // As the real provider: a group may open nothing before a rule says so.
    const everywhere = (await rulesOf([GroupId!], context)).filter(({ IsEgress }) => IsEgress)
    if (everywhere.length > 0) {
      const SecurityGroupRuleIds = everywhere.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId!)
      await ec2(context).send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds }))
    }
    return { id: GroupId! }
  },
  async read(id, _, context) {
    const found = await orNone(ec2(context).send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })))
    const [made] = found?.SecurityGroups ?? []
    return (
      made && {
        arn: arnOf('security-group', id, context),
        name: made.GroupName,
        description: made.Description,
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
    await orNone(ec2(context).send(new DeleteSecurityGroupCommand({ GroupId: id })))
  },
})

async function rulesOf(groups: string[], context: Context): Promise<readonly SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2(context).send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: groups }] }),
  )
  return SecurityGroupRules
}

type RuleInputs = Plain<vpcArgs.SecurityGroupEgressRuleArgs>

function groupRule(direction: 'ingress' | 'egress'): Handler {
  return handler<vpcArgs.SecurityGroupEgressRuleArgs>({
    async create(inputs, context) {
      const request = {
        GroupId: inputs.securityGroupId,
        IpPermissions: [permissionOf(inputs)],
        TagSpecifications: tagsAtCreation('security-group-rule', context),
      }
      const { SecurityGroupRules = [] } = await (direction === 'ingress'
        ? ec2(context).send(new AuthorizeSecurityGroupIngressCommand(request))
        : ec2(context).send(new AuthorizeSecurityGroupEgressCommand(request)))
      return { id: SecurityGroupRules[0]!.SecurityGroupRuleId! }
    },
    async read(id, _, context) {
      const found = await orNone(
        ec2(context).send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] })),
      )
      const [made] = found?.SecurityGroupRules ?? []
      return (
        made && {
          arn: arnOf('security-group-rule', id, context),
          securityGroupRuleId: id,
          securityGroupId: made.GroupId,
          ipProtocol: made.IpProtocol,
          fromPort: portOf(made.FromPort, made.IpProtocol),
          toPort: portOf(made.ToPort, made.IpProtocol),
          cidrIpv4: made.CidrIpv4,
          cidrIpv6: made.CidrIpv6,
          prefixListId: made.PrefixListId,
          referencedSecurityGroupId: made.ReferencedGroupInfo?.GroupId,
          description: made.Description || undefined,
          tags: tagMap(made.Tags),
        }
      )
    },
    async update(id, news, _olds, context) {
      await ec2(context).send(
        new ModifySecurityGroupRulesCommand({
          GroupId: news.securityGroupId,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: id,
              SecurityGroupRule: {
                IpProtocol: news.ipProtocol,
                FromPort: news.fromPort,
                ToPort: news.toPort,
                CidrIpv4: news.cidrIpv4,
                CidrIpv6: news.cidrIpv6,
                PrefixListId: news.prefixListId,
                ReferencedGroupId: news.referencedSecurityGroupId,
                Description: news.description,
              },
            },
          ],
        }),
      )
      await retag(id, context)
    },
    async delete(id, { securityGroupId: GroupId }, context) {
      const request = { GroupId, SecurityGroupRuleIds: [id] }
      await orNone<unknown>(
        direction === 'ingress'
          ? ec2(context).send(new RevokeSecurityGroupIngressCommand(request))
          : ec2(context).send(new RevokeSecurityGroupEgressCommand(request)),
      )
    },
  })
}

function permissionOf(inputs: RuleInputs) {
  const Description = inputs.description
  return {
    IpProtocol: inputs.ipProtocol,
    FromPort: inputs.fromPort,
    ToPort: inputs.toPort,
    ...(inputs.cidrIpv4 && { IpRanges: [{ CidrIp: inputs.cidrIpv4, Description }] }),
    ...(inputs.cidrIpv6 && { Ipv6Ranges: [{ CidrIpv6: inputs.cidrIpv6, Description }] }),
    ...(inputs.prefixListId && { PrefixListIds: [{ PrefixListId: inputs.prefixListId, Description }] }),
    ...(inputs.referencedSecurityGroupId && {
      UserIdGroupPairs: [{ GroupId: inputs.referencedSecurityGroupId, Description }],
    }),
  }
}

/** All protocols have no ports, which EC2 writes as -1. */
function portOf(port: number | undefined, protocol: string | undefined): number | undefined {
  return protocol === '-1' ? undefined : port
}

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
        // The emulator does not tell it.
        ...(made.PolicyDocument && { policy: made.PolicyDocument }),
        privateDnsEnabled: made.PrivateDnsEnabled ?? false,
        routeTableIds: made.RouteTableIds ?? [],
        securityGroupIds: (made.Groups ?? []).map(({ GroupId }) => GroupId),
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

/** Handlers of what opens and closes a network. */
export const EC2_ACCESS: Readonly<Record<string, Handler>> = {
  'aws:ec2/securityGroup:SecurityGroup': securityGroup,
  'aws:ec2/vpcEndpoint:VpcEndpoint': endpoint,
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': groupRule('egress'),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': groupRule('ingress'),
}
