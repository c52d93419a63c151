import type { IAMClient, IAMClientConfig, Role } from '@aws-sdk/client-iam'
import type { DeployedPolicy, DeployedRole } from '../review/index.ts'
import { DeployedError } from './deployed-error.ts'
import { policyDocument } from './policy-document.ts'

/**
 * Roles as IAM knows them: those with the names, and all below a path. The SDK is loaded when it is first used.
 *
 * Needs iam:GetRole, iam:ListRolePolicies, iam:GetRolePolicy and iam:ListAttachedRolePolicies on the roles, iam:GetPolicy and
 * iam:GetPolicyVersion on their managed policies, and iam:ListRoles.
 *
 * @param config - of the client; by default region and credentials come from the environment
 * @throws {DeployedError} IAM_FAILED; a role that is not there is left out
 */
export async function readIam(
  names: readonly string[],
  rolePath: string,
  config: IAMClientConfig = {},
): Promise<readonly DeployedRole[]> {
  const sdk = await import('@aws-sdk/client-iam')
  const client = new sdk.IAMClient({ region: 'us-east-1', ...config })
  try {
    const below: string[] = []
    for await (const page of sdk.paginateListRoles({ client }, { PathPrefix: rolePath })) {
      below.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName!))
    }
    const roles: DeployedRole[] = []
    // One after the other: IAM answers few requests a second.
    for (const name of new Set([...names, ...below])) {
      const role = await found(client.send(new sdk.GetRoleCommand({ RoleName: name })))
      if (role?.Role !== undefined) roles.push(await deployedRole(role.Role, client, sdk))
    }
    return roles
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new DeployedError('IAM_FAILED', 'the account', reason, { cause: error })
  } finally {
    client.destroy()
  }
}

type Sdk = typeof import('@aws-sdk/client-iam')

async function deployedRole(role: Role, client: IAMClient, sdk: Sdk): Promise<DeployedRole> {
  const name = role.RoleName!
  const policies: DeployedPolicy[] = []
  for await (const { PolicyNames = [] } of sdk.paginateListRolePolicies({ client }, { RoleName: name })) {
    for (const policy of PolicyNames) {
      const answer = await client.send(new sdk.GetRolePolicyCommand({ RoleName: name, PolicyName: policy }))
      policies.push({ name: policy, managed: null, document: policyDocument(answer.PolicyDocument) })
    }
  }
  for await (const { AttachedPolicies = [] } of sdk.paginateListAttachedRolePolicies({ client }, { RoleName: name })) {
    for (const { PolicyName = '', PolicyArn = '' } of AttachedPolicies) {
      policies.push({ name: PolicyName, managed: PolicyArn, document: await managedDocument(PolicyArn, client, sdk) })
    }
  }
  return {
    name,
    path: role.Path!,
    arn: role.Arn!,
    trust: policyDocument(role.AssumeRolePolicyDocument),
    policies,
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    lastUsed: lastUse(role.RoleLastUsed),
  }
}

async function managedDocument(arn: string, client: IAMClient, sdk: Sdk): Promise<unknown> {
  const policy = await found(client.send(new sdk.GetPolicyCommand({ PolicyArn: arn })))
  const version = policy?.Policy?.DefaultVersionId
  if (version === undefined) return undefined
  const answer = await client.send(new sdk.GetPolicyVersionCommand({ PolicyArn: arn, VersionId: version }))
  return policyDocument(answer.PolicyVersion?.Document)
}

function lastUse(used: Role['RoleLastUsed']): DeployedRole['lastUsed'] {
  if (used === undefined) return undefined
  return used.LastUsedDate === undefined ? null : { at: used.LastUsedDate.toISOString(), region: used.Region ?? '' }
}

/** The answer, or undefined when what was asked for is not there. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('NoSuchEntity')) return undefined
    throw error
  }
}
