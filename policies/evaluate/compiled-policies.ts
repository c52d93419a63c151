import type { ApplicablePolicies, OrganizationLevel, PolicySource } from './applicable-policies.ts'
import { compilePolicy, isRecord, type CompiledPolicy } from './compile-policy.ts'
import type { PolicyRole } from './evaluation.ts'

/** All policies of a request, checked. */
export interface CompiledPolicies {
  readonly identity: readonly CompiledPolicy[]
  readonly resource: readonly CompiledPolicy[]
  readonly boundary: readonly CompiledPolicy[]
  readonly session: readonly CompiledPolicy[]
  readonly endpoint: readonly CompiledPolicy[]
  readonly scp: readonly (readonly CompiledPolicy[])[]
  readonly rcp: readonly (readonly CompiledPolicy[])[]
}

/** All of them, those first that apply from outside. */
export function everyPolicy(policies: CompiledPolicies): readonly CompiledPolicy[] {
  const { identity, resource, boundary, session, endpoint, scp, rcp } = policies
  return [...rcp.flat(), ...scp.flat(), ...endpoint, ...resource, ...identity, ...boundary, ...session]
}

/** Checks all policies of a request. */
export function compileAll(policies: ApplicablePolicies): CompiledPolicies {
  const { resourcePolicy, serviceControlPolicies, resourceControlPolicies } = policies
  return {
    identity: compileEach(policies.identityPolicies, 'identity policy'),
    resource: compileEach(resourcePolicy === undefined ? [] : [resourcePolicy], 'resource policy'),
    boundary: compileEach(policies.permissionBoundaryPolicies, 'permissions boundary'),
    session: compileEach(policies.sessionPolicies, 'session policy'),
    endpoint: compileEach(policies.vpcEndpointPolicies, 'endpoint policy'),
    scp: levels(serviceControlPolicies, 'service control policy'),
    rcp: levels(resourceControlPolicies, 'resource control policy'),
  }
}

function levels(from: readonly OrganizationLevel[] = [], kind: PolicyRole): readonly (readonly CompiledPolicy[])[] {
  return from.map(({ policies }) => compileEach(policies, kind))
}

function compileEach(sources: readonly PolicySource[] = [], kind: PolicyRole): readonly CompiledPolicy[] {
  return sources.map((source, i) => {
    if ('statements' in source) return source
    if (isRecord(source) && 'policy' in source) return compilePolicy(source.policy, kind, source.name)
    return compilePolicy(source, kind, sources.length === 1 ? kind : `${kind} ${i + 1}`)
  })
}
