import type { DeployedPolicy, DeployedRole } from '../review/index.ts'
import { DeployedError } from './deployed-error.ts'
import { policyDocument } from './policy-document.ts'

/**
 * The roles of a dump of an account: what `aws iam get-account-authorization-details` writes, or a list of such answers.
 *
 * @param file - name of the dump, for errors
 * @throws {DeployedError} DUMP_NOT_JSON or DUMP_INVALID
 */
export function readDump(dump: string, file: string): readonly DeployedRole[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(dump)
  } catch (error) {
    throw new DeployedError('DUMP_NOT_JSON', file, error instanceof Error ? error.message : '', { cause: error })
  }
  const pages = Array.isArray(parsed) ? parsed : [parsed]
  const roles = pages.flatMap((page) => list(page, 'RoleDetailList', file))
  const managed = new Map(
    pages.flatMap((page) => list(page, 'Policies', file, [])).map((policy) => managedPolicy(policy, file)),
  )
  return roles.map((role) => deployedRole(role, managed, file))
}

type Json = Readonly<Record<string, unknown>>

function deployedRole(role: Json, managed: ReadonlyMap<string, unknown>, file: string): DeployedRole {
  const name = text(role, 'RoleName', file)
  const at = `${file} (role ${name})`
  return {
    name,
    path: text(role, 'Path', at),
    arn: text(role, 'Arn', at),
    trust: policyDocument(role['AssumeRolePolicyDocument']),
    policies: [
      ...list(role, 'RolePolicyList', at, []).map((policy): DeployedPolicy => ({
        name: text(policy, 'PolicyName', at),
        managed: null,
        document: policyDocument(policy['PolicyDocument']),
      })),
      ...list(role, 'AttachedManagedPolicies', at, []).map((policy): DeployedPolicy => {
        const arn = text(policy, 'PolicyArn', at)
        return { name: text(policy, 'PolicyName', at), managed: arn, document: managed.get(arn) }
      }),
    ],
    boundary: isJson(role['PermissionsBoundary'])
      ? text(role['PermissionsBoundary'], 'PermissionsBoundaryArn', at)
      : null,
    lastUsed: lastUse(role['RoleLastUsed']),
  }
}

function managedPolicy(policy: Json, file: string): readonly [string, unknown] {
  const versions = list(policy, 'PolicyVersionList', file, [])
  const current = versions.find((version) => version['IsDefaultVersion'] === true)
  return [text(policy, 'Arn', file), current === undefined ? undefined : policyDocument(current['Document'])]
}

/** An empty object stands for a role that was not used in the time that IAM looks back. */
function lastUse(value: unknown): DeployedRole['lastUsed'] {
  if (!isJson(value)) return undefined
  const { LastUsedDate: at, Region: region } = value
  return typeof at === 'string' ? { at, region: typeof region === 'string' ? region : '' } : null
}

function list(value: unknown, key: string, at: string, otherwise?: readonly Json[]): readonly Json[] {
  const found = isJson(value) ? value[key] : undefined
  if (found === undefined && otherwise !== undefined) return otherwise
  if (Array.isArray(found) && found.every(isJson)) return found
  throw new DeployedError('DUMP_INVALID', at, `it has no list ${key}`)
}

function text(value: Json, key: string, at: string): string {
  const found = value[key]
  if (typeof found === 'string') return found
  throw new DeployedError('DUMP_INVALID', at, `${key} is missing`)
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
