import type { Caller, IamRequest, World } from './call-context.ts'
import { operationInput } from './operation-input.ts'
import { OPERATIONS } from './operations.ts'
import type { SdkCall } from './recorder.ts'

/** An operation that the table does not have: nobody can say what it needs, so nothing can be proven. */
export class OperationUnmapped extends Error {
  override readonly name = 'OperationUnmapped'
  readonly code = 'OPERATION_UNMAPPED'

  constructor(operation: string) {
    super(
      `${operation} is not in the table of operations, so what it needs is unknown. Add it to policies/prove/operations.ts with AWS's documentation of its permissions. [OPERATION_UNMAPPED]`,
    )
  }
}

/**
 * The requests that IAM sees when a role makes a call: the call's own, and those that services make in its name (KMS behind
 * S3, SNS and Secrets Manager; the catalog and the data behind Athena; the right to name a session behind AssumeRole).
 *
 * @throws {OperationUnmapped} for an operation that the table does not have
 * @throws {TypeError} when the input lacks what names the resource
 */
export function requestsOf(call: SdkCall, caller: Caller, world: World): readonly IamRequest[] {
  const name = `${call.service}.${call.operation}`
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name]! : undefined
  if (operation === undefined) throw new OperationUnmapped(name)
  const { place } = world
  const drafts = operation.requests(operationInput(name, call.input, place.partition), world)
  return drafts.map(({ action, resource, context }) => {
    const account = ownerOf(resource, world)
    const userId = `AROA${idOf(caller.role)}:${caller.session}`
    const own: IamRequest['context'] = {
      'aws:PrincipalArn': caller.role,
      'aws:PrincipalAccount': caller.role.split(':')[4] ?? place.account,
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': userId,
      'aws:RequestedRegion': place.region,
      'aws:SecureTransport': 'true',
      'aws:ResourceAccount': account,
      ...(action.startsWith('s3:') && { 's3:ResourceAccount': account }),
      ...(caller.sourceFunction !== undefined && { 'lambda:SourceFunctionArn': caller.sourceFunction }),
    }
    const known = Object.entries(context).map(([key, value]) => [key, value === '${aws:userid}' ? userId : value])
    return { principal: caller.role, action, resource, account, context: { ...own, ...Object.fromEntries(known) } }
  })
}

/** Who owns a resource: its ARN says so, or the world, or it is the engine's account. */
function ownerOf(resource: string, { owners, place }: World): string {
  const bucket = resource.split('/')[0]!
  return owners?.[resource] ?? owners?.[bucket] ?? (resource.split(':')[4] || place.account)
}

/** A stand-in for the unique id of a role: 17 capitals and digits, the same for the same ARN. */
function idOf(role: string): string {
  let hash = 0n
  for (const character of role) hash = (hash * 131n + BigInt(character.codePointAt(0)!)) % 36n ** 17n
  return hash.toString(36).toUpperCase().padStart(17, '0')
}
