import { iamArn, localArn, roleExternalId, roleSourceIdentity, type RolePurpose } from '../../spec/index.ts'
import { engineNames, engineRoles, type EnginePlace } from '../documents/index.ts'
import type { Caller, World } from './call-context.ts'
import type { ProvenCall } from './exercise.ts'
import type { SdkCall } from './recorder.ts'
import { requestsOf } from './requests-of.ts'

/** Where the proof's engine runs: the emulator's account, so that recorded ARNs fit. */
export const PROOF_PLACE: EnginePlace = {
  partition: 'aws',
  region: 'us-east-1',
  account: '123456789012',
  engine: 'main',
  stateBucket: 'crowsnest-state',
  statePrefix: 'engine',
}

/** The detector of the proof. */
export const PROOF_DETECTOR = 'revenue'

/** ARN of a key in the proof's place. */
export function proofKey(place: EnginePlace, id: string): string {
  return localArn(place, 'kms', `key/${id}-0000-4000-8000-000000000000`)
}

/** The engine's code as a caller: with the credentials of its function. */
export function engineCaller(place: EnginePlace): Caller {
  const [engine] = engineRoles(place)
  return { role: engine!.arn, session: engineNames(place).function, sourceFunction: engineNames(place).functionArn }
}

/** The session of a service role that the engine has assumed. */
export function serviceCaller(place: EnginePlace, name: string): Caller {
  return { role: iamArn(place, `role${engineNames(place).serviceRolePath}${name}`), session: 'interval' }
}

/** The call with which the engine assumes the role of a dataset or alert. */
export function assumeRole(place: EnginePlace, role: string, purpose: RolePurpose): SdkCall {
  return {
    service: 'STS',
    operation: 'AssumeRole',
    input: {
      RoleArn: role,
      RoleSessionName: 'interval',
      ExternalId: roleExternalId(place, PROOF_DETECTOR, purpose),
      SourceIdentity: roleSourceIdentity(PROOF_DETECTOR),
    },
  }
}

/** The requests of the engine to assume a service role, as the role's trust policy sees them. */
export function engineAssumes(
  place: EnginePlace,
  role: string,
  purposes: readonly RolePurpose[],
): readonly ProvenCall[] {
  const world: World = { place }
  return purposes.flatMap((purpose) =>
    requestsOf(assumeRole(place, role, purpose), engineCaller(place), world).map((request) => ({
      operation: 'STS.AssumeRole',
      origin: 'planned' as const,
      request,
    })),
  )
}

/** The request of an AWS service to assume a role of the engine. */
export function serviceAssumes(
  place: EnginePlace,
  role: string,
  service: string,
  sourceArn?: string,
): readonly ProvenCall[] {
  const source = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': place.account }
  return [
    {
      operation: 'STS.AssumeRole',
      origin: 'planned',
      request: {
        principal: `${service}.amazonaws.com`,
        action: 'sts:AssumeRole',
        resource: role,
        account: place.account,
        context: { ...source, 'aws:PrincipalIsAWSService': 'true' },
      },
    },
  ]
}
