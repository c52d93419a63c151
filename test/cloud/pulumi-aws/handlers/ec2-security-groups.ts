import {
  AuthorizeSecurityGroupEgressCommand,
  type AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2'
import type * as args from '@pulumi/aws/ec2/index.js'
import type * as vpcArgs from '@pulumi/aws/vpc/index.js'
import { type Context, type Handler, handler, type Plain, tagMap } from '../handler.ts'
import { defined, type Values } from '../values.ts'
import { arnOf, ec2, orNone, retag, tagsAtCreation } from './ec2-tags.ts'

const DIRECTIONS = ['ingress', 'egress'] as const
type Direction = (typeof DIRECTIONS)[number]

/** A rule inside of a group: one or more other sides. */
interface InlineRule {
  readonly protocol: string
  readonly fromPort: number
  readonly toPort: number
  readonly description?: string
  readonly cidrBlocks?: readonly string[]
  readonly ipv6CidrBlocks?: readonly string[]
  readonly prefixListIds?: readonly string[]
  readonly securityGroups?: readonly string[]
  readonly self?: boolean
}

type InlineRules = { readonly [D in Direction]?: readonly InlineRule[] }

const securityGroup = handler<args.SecurityGroupArgs>({
  name: { property: 'name', maxLength: 255 },
  async create(inputs, context) {
    const { GroupId } = await ec2(context).send(
      new CreateSecurityGroupCommand({
        GroupName: inputs.name,
        Description: inputs.description ?? 'Managed by Pulumi',
        VpcId: inputs.vpcId,
        TagSpecifications: tagsAtCreation('security-group', context),
      }),
    )
    // As the real provider: a new group lets nothing out before a rule says so.
    await setRules(GroupId!, 'egress', [], context)
    await setInlineRules(GroupId!, inputs as InlineRules, context)
    return { id: GroupId! }
  },
  async read(id, inputs, context) {
    const made = await groupOf({ GroupIds: [id] }, context)
    return made && groupState(made, inputs as InlineRules, context)
  },
  async update(id, news, _olds, context) {
    await setInlineRules(id, news as InlineRules, context)
    await retag(id, context)
  },
  async delete(id, _, context) {
    await orNone(ec2(context).send(new DeleteSecurityGroupCommand({ GroupId: id })))
  },
})

/** The group that a VPC has from the beginning: taken over, never removed; its rules are exactly those of the program. */
const defaultSecurityGroup = handler<args.DefaultSecurityGroupArgs>({
  async create(inputs, context) {
    const made = await groupOf(
      {
        Filters: [
          { Name: 'group-name', Values: ['default'] },
          { Name: 'vpc-id', Values: [inputs.vpcId!] },
        ],
      },
      context,
    )
    if (made === undefined) throw new Error(`VPC ${inputs.vpcId} has no default security group`)
    await setInlineRules(made.GroupId!, { ingress: [], egress: [], ...(inputs as InlineRules) }, context)
    await retag(made.GroupId!, context)
    return { id: made.GroupId! }
  },
  async read(id, inputs, context) {
    const made = await groupOf({ GroupIds: [id] }, context)
    return made && groupState(made, { ingress: [], egress: [], ...(inputs as InlineRules) }, context)
  },
  async update(id, news, _olds, context) {
    await setInlineRules(id, { ingress: [], egress: [], ...(news as InlineRules) }, context)
    await retag(id, context)
  },
  async delete() {
    // AWS removes it with its VPC.
  },
})

async function groupOf(
  which: { GroupIds?: string[]; Filters?: { Name: string; Values: string[] }[] },
  context: Context,
) {
  const found = await orNone(ec2(context).send(new DescribeSecurityGroupsCommand(which)))
  return found?.SecurityGroups?.[0]
}

/** Rules are told where the program gave some: where it did not, they may be resources of their own. */
async function groupState(made: SecurityGroup, inputs: InlineRules, context: Context): Promise<Values> {
  const rules = await rulesOf(made.GroupId!, context)
  const told = DIRECTIONS.filter((direction) => inputs[direction] !== undefined).map((direction) => {
    const now = rules.filter(({ IsEgress }) => IsEgress === (direction === 'egress')).map(fromRule)
    const same = sameRules(inputs[direction]!, now, made.GroupId!)
    return [direction, same ? inputs[direction] : now] as const
  })
  return {
    arn: arnOf('security-group', made.GroupId!, context),
    name: made.GroupName,
    description: made.Description,
    vpcId: made.VpcId,
    ownerId: made.OwnerId,
    tags: tagMap(made.Tags),
    ...Object.fromEntries(told),
  }
}

async function rulesOf(group: string, context: Context): Promise<readonly SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2(context).send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [group] }] }),
  )
  return SecurityGroupRules
}

async function setInlineRules(GroupId: string, inputs: InlineRules, context: Context): Promise<void> {
  for (const direction of DIRECTIONS) {
    const rules = inputs[direction]
    if (rules !== undefined) await setRules(GroupId, direction, rules, context)
  }
}

/** Makes the rules of a direction those that are wanted. */
async function setRules(GroupId: string, direction: Direction, rules: readonly InlineRule[], context: Context) {
  const old = (await rulesOf(GroupId, context)).filter(({ IsEgress }) => IsEgress === (direction === 'egress'))
  if (sameRules(rules, old.map(fromRule), GroupId)) return
  const SecurityGroupRuleIds = old.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId!)
  if (SecurityGroupRuleIds.length > 0) await revoke(direction, { GroupId, SecurityGroupRuleIds }, context)
  const IpPermissions = rules.map((rule) => inlinePermission(rule, GroupId))
  if (IpPermissions.length > 0) await authorize(direction, { GroupId, IpPermissions }, context)
}

async function authorize(
  direction: Direction,
  request: Pick<AuthorizeSecurityGroupEgressCommandInput, 'GroupId' | 'IpPermissions' | 'TagSpecifications'>,
  context: Context,
): Promise<readonly SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await (direction === 'ingress'
    ? ec2(context).send(new AuthorizeSecurityGroupIngressCommand(request))
    : ec2(context).send(new AuthorizeSecurityGroupEgressCommand(request)))
  return SecurityGroupRules
}

async function revoke(
  direction: Direction,
  request: { GroupId: string; SecurityGroupRuleIds: string[] },
  context: Context,
): Promise<void> {
  await (direction === 'ingress'
    ? ec2(context).send(new RevokeSecurityGroupIngressCommand(request))
    : ec2(context).send(new RevokeSecurityGroupEgressCommand(request)))
}

function inlinePermission(rule: InlineRule, group: string): IpPermission {
  const Description = rule.description
  const groups = [...(rule.securityGroups ?? []), ...(rule.self ? [group] : [])]
  return {
    IpProtocol: rule.protocol,
    ...(rule.protocol !== '-1' && { FromPort: rule.fromPort, ToPort: rule.toPort }),
    IpRanges: rule.cidrBlocks?.map((CidrIp) => ({ CidrIp, Description })),
    Ipv6Ranges: rule.ipv6CidrBlocks?.map((CidrIpv6) => ({ CidrIpv6, Description })),
    PrefixListIds: rule.prefixListIds?.map((PrefixListId) => ({ PrefixListId, Description })),
    UserIdGroupPairs: groups.map((GroupId) => ({ GroupId, Description })),
  }
}

/** One rule of EC2, which has one other side, as a rule inside of a group. */
function fromRule(rule: SecurityGroupRule): InlineRule {
  return defined({
    protocol: rule.IpProtocol,
    fromPort: rule.IpProtocol === '-1' ? 0 : rule.FromPort,
    toPort: rule.IpProtocol === '-1' ? 0 : rule.ToPort,
    description: rule.Description || undefined,
    cidrBlocks: one(rule.CidrIpv4),
    ipv6CidrBlocks: one(rule.CidrIpv6),
    prefixListIds: one(rule.PrefixListId),
    securityGroups: one(rule.ReferencedGroupInfo?.GroupId),
  }) as unknown as InlineRule
}

function one(value: string | undefined): readonly string[] | undefined {
  return value ? [value] : undefined
}

/** Whether rules let the same through, however they are put together. */
function sameRules(a: readonly InlineRule[], b: readonly InlineRule[], group: string): boolean {
  const sides = (rules: readonly InlineRule[]): string =>
    [...new Set(rules.flatMap((rule) => sidesOf(rule, group)))].toSorted().join('\n')
  return sides(a) === sides(b)
}

function sidesOf(rule: InlineRule, group: string): string[] {
  const { protocol, fromPort, toPort, description = '' } = rule
  const ports = protocol === '-1' ? 'all' : `${fromPort}-${toPort}`
  return [
    ...(rule.cidrBlocks ?? []),
    ...(rule.ipv6CidrBlocks ?? []),
    ...(rule.prefixListIds ?? []),
    ...(rule.securityGroups ?? []),
    ...(rule.self ? [group] : []),
  ].map((side) => `${protocol} ${ports} ${side} ${description}`)
}

type RuleInputs = Plain<vpcArgs.SecurityGroupEgressRuleArgs>

/** A rule as a resource of its own. */
function groupRule(direction: Direction): Handler {
  return handler<vpcArgs.SecurityGroupEgressRuleArgs>({
    async create(inputs, context) {
      const [rule] = await authorize(
        direction,
        {
          GroupId: inputs.securityGroupId,
          IpPermissions: [permissionOf(inputs)],
          TagSpecifications: tagsAtCreation('security-group-rule', context),
        },
        context,
      )
      return { id: rule!.SecurityGroupRuleId! }
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
      await orNone(revoke(direction, { GroupId, SecurityGroupRuleIds: [id] }, context))
    },
  })
}

function permissionOf(inputs: RuleInputs): IpPermission {
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

/** Handlers of security groups and their rules. */
export const EC2_SECURITY_GROUPS: Readonly<Record<string, Handler>> = {
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': defaultSecurityGroup,
  'aws:ec2/securityGroup:SecurityGroup': securityGroup,
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': groupRule('egress'),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': groupRule('ingress'),
}
