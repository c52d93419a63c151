import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import type * as args from '@pulumi/aws/iam/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, tagList, tagMap } from '../handler.ts'
import { json } from '../values.ts'

const iam = ({ clients }: Context): IAMClient => clients(IAMClient)

const role = handler<args.RoleArgs>({
  name: { property: 'name', maxLength: 64 },
  async create(inputs, context) {
    if (inputs.inlinePolicies || inputs.managedPolicyArns) {
      throw new Error(
        'inlinePolicies, managedPolicyArns: the stand-in of the AWS provider wants RolePolicy, RolePolicyAttachment',
      )
    }
    const { Role } = await iam(context).send(
      new CreateRoleCommand({
        RoleName: inputs.name,
        Path: inputs.path,
        AssumeRolePolicyDocument: json(inputs.assumeRolePolicy),
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(context.tags),
      }),
    )
    return { id: Role!.RoleName! }
  },
  async read(id, _, context) {
    const found = await orMissing(iam(context).send(new GetRoleCommand({ RoleName: id })), 'NoSuchEntityException')
    const made = found?.Role
    return (
      made && {
        name: made.RoleName,
        arn: made.Arn,
        uniqueId: made.RoleId,
        createDate: made.CreateDate?.toISOString(),
        path: made.Path,
        assumeRolePolicy: decodeURIComponent(made.AssumeRolePolicyDocument!),
        description: made.Description || undefined,
        maxSessionDuration: made.MaxSessionDuration,
        permissionsBoundary: made.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagMap(made.Tags),
      }
    )
  },
  async update(id, news, _, context) {
    const RoleName = id
    await iam(context).send(
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: json(news.assumeRolePolicy) }),
    )
    await iam(context).send(
      new UpdateRoleCommand({
        RoleName,
        Description: news.description ?? '',
        MaxSessionDuration: news.maxSessionDuration ?? 3600,
      }),
    )
    const { permissionsBoundary: PermissionsBoundary } = news
    await (PermissionsBoundary === undefined
      ? orMissing(iam(context).send(new DeleteRolePermissionsBoundaryCommand({ RoleName })))
      : iam(context).send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })))
    const { Role } = await iam(context).send(new GetRoleCommand({ RoleName }))
    const TagKeys = goneTags(tagMap(Role!.Tags), context.tags)
    if (TagKeys.length > 0) await iam(context).send(new UntagRoleCommand({ RoleName, TagKeys }))
    await iam(context).send(new TagRoleCommand({ RoleName, Tags: tagList(context.tags) }))
  },
  async delete(id, { forceDetachPolicies }, context) {
    const RoleName = id
    if (forceDetachPolicies) await detachAll(RoleName, context)
    await orMissing(iam(context).send(new DeleteRoleCommand({ RoleName })), 'NoSuchEntityException')
  },
})

async function detachAll(RoleName: string, context: Context): Promise<void> {
  const { AttachedPolicies = [] } = await iam(context).send(new ListAttachedRolePoliciesCommand({ RoleName }))
  for (const { PolicyArn } of AttachedPolicies) {
    await iam(context).send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
  }
  const { PolicyNames = [] } = await iam(context).send(new ListRolePoliciesCommand({ RoleName }))
  for (const PolicyName of PolicyNames) {
    await iam(context).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  }
}

const rolePolicy = handler<args.RolePolicyArgs>({
  name: { property: 'name', maxLength: 128 },
  async create({ name, role: RoleName, policy }, context) {
    await iam(context).send(new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: json(policy) }))
    return { id: `${RoleName}:${name}` }
  },
  async read(id, _, context) {
    const [RoleName, PolicyName] = id.split(':')
    const found = await orMissing(
      iam(context).send(new GetRolePolicyCommand({ RoleName, PolicyName })),
      'NoSuchEntityException',
    )
    return found && { name: PolicyName, role: RoleName, policy: decodeURIComponent(found.PolicyDocument!) }
  },
  async update(_id, { name, role: RoleName, policy }, _olds, context) {
    await iam(context).send(new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: json(policy) }))
  },
  async delete(id, _, context) {
    const [RoleName, PolicyName] = id.split(':')
    await orMissing(iam(context).send(new DeleteRolePolicyCommand({ RoleName, PolicyName })), 'NoSuchEntityException')
  },
})

const policy = handler<args.PolicyArgs>({
  name: { property: 'name', maxLength: 128 },
  async create(inputs, context) {
    const { Policy } = await iam(context).send(
      new CreatePolicyCommand({
        PolicyName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        PolicyDocument: json(inputs.policy),
        Tags: tagList(context.tags),
      }),
    )
    return { id: Policy!.Arn! }
  },
  async read(PolicyArn, _, context) {
    const found = await orMissing(iam(context).send(new GetPolicyCommand({ PolicyArn })), 'NoSuchEntityException')
    const made = found?.Policy
    if (made === undefined) return undefined
    const { PolicyVersion } = await iam(context).send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: made.DefaultVersionId }),
    )
    return {
      arn: PolicyArn,
      attachmentCount: made.AttachmentCount ?? 0,
      name: made.PolicyName,
      path: made.Path,
      policyId: made.PolicyId,
      description: made.Description || undefined,
      policy: decodeURIComponent(PolicyVersion!.Document!),
      tags: tagMap(made.Tags),
    }
  },
  async update(PolicyArn, news, olds, context) {
    if (json(news.policy) !== json(olds.policy)) {
      await removeVersions(PolicyArn, 4, context)
      await iam(context).send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: json(news.policy), SetAsDefault: true }),
      )
    }
    const { Policy } = await iam(context).send(new GetPolicyCommand({ PolicyArn }))
    const TagKeys = goneTags(tagMap(Policy!.Tags), context.tags)
    if (TagKeys.length > 0) await iam(context).send(new UntagPolicyCommand({ PolicyArn, TagKeys }))
    await iam(context).send(new TagPolicyCommand({ PolicyArn, Tags: tagList(context.tags) }))
  },
  async delete(PolicyArn, _, context) {
    if ((await orMissing(removeVersions(PolicyArn, 1, context), 'NoSuchEntityException')) === undefined) return
    await orMissing(iam(context).send(new DeletePolicyCommand({ PolicyArn })), 'NoSuchEntityException')
  },
})

/** Removes the oldest versions that are not in use until so many are left. */
async function removeVersions(PolicyArn: string, left: number, context: Context): Promise<true> {
  const { Versions = [] } = await iam(context).send(new ListPolicyVersionsCommand({ PolicyArn }))
  const old = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).toSorted(
    (a, b) => Number(a.VersionId!.slice(1)) - Number(b.VersionId!.slice(1)),
  )
  for (const { VersionId } of old.slice(0, Math.max(0, Versions.length - left))) {
    await iam(context).send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }))
  }
  return true
}

const attachment = handler<args.RolePolicyAttachmentArgs>({
  async create({ role: RoleName, policyArn: PolicyArn }, context) {
    await iam(context).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    return { id: `${RoleName}/${PolicyArn}` }
  },
  async read(id, _, context) {
    const [RoleName, PolicyArn] = partsOf(id)
    const found = await orMissing(
      iam(context).send(new ListAttachedRolePoliciesCommand({ RoleName })),
      'NoSuchEntityException',
    )
    const there = found?.AttachedPolicies?.some((attached) => attached.PolicyArn === PolicyArn)
    return there ? { role: RoleName, policyArn: PolicyArn } : undefined
  },
  async delete(id, _, context) {
    const [RoleName, PolicyArn] = partsOf(id)
    await orMissing(iam(context).send(new DetachRolePolicyCommand({ RoleName, PolicyArn })), 'NoSuchEntityException')
  },
})

function partsOf(id: string): [role: string, policyArn: string] {
  const slash = id.indexOf('/')
  return [id.slice(0, slash), id.slice(slash + 1)]
}

/** Handlers of IAM's resources. */
export const IAM: Readonly<Record<string, Handler>> = {
  'aws:iam/policy:Policy': policy,
  'aws:iam/role:Role': role,
  'aws:iam/rolePolicy:RolePolicy': rolePolicy,
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': attachment,
}
