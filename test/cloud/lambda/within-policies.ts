import type { Role } from '../../../policies/index.ts'
import { toIamPolicy } from '../../../policies/index.ts'
import { decide, requestsOf, type World } from '../../../policies/prove/index.ts'
import type { PassedCall } from '../recording-proxy.ts'

/**
 * What is wrong with calls that passed the proxy: whose caller is not known or has none of the roles, whose operation nobody
 * knows the needs of, and what the policies of the role that made it do not allow; assuming a role needs its trust, too.
 *
 * @returns one line for each, none where all is within the policies
 */
export function outsidePolicies(calls: readonly PassedCall[], roles: readonly Role[], world: World): readonly string[] {
  const byArn = new Map(roles.map((role) => [role.arn, role]))
  const lines = calls.flatMap((call) => {
    const operation = `${call.service}.${call.operation}`
    const role = call.caller && byArn.get(call.caller.role)
    if (!call.caller || !role) return [`${operation}: made by ${call.caller?.role ?? `the key "${call.accessKeyId}"`}`]
    const identity = role.documents.map(toIamPolicy)
    try {
      return requestsOf(call, call.caller, world).flatMap((request) => {
        const at = `${request.action} ${request.resource} by ${role.name}`
        const denied = decide(request, { identity }) ? [] : [`${at}: denied by the role's policies`]
        if (call.service !== 'STS') return denied
        const assumed = byArn.get(request.resource)
        const trusted = assumed !== undefined && decide(request, { identity, trust: toIamPolicy(assumed.trust) })
        return trusted ? denied : [...denied, `${at}: denied by the trust of what it assumes`]
      })
    } catch (error) {
      return [`${operation}: ${error instanceof Error ? error.message : String(error)}`]
    }
  })
  return [...new Set(lines)]
}
