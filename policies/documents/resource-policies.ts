import { s3Arn, type ResolvedDetector } from '../../spec/index.ts'
import { endpointPolicies } from './endpoint-policies.ts'
import { foreignPolicies } from './foreign-policies.ts'
import { stateKeyPolicy } from './key-policy.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { ResourcePolicy, Role } from './role.ts'
import { serviceParts } from './service-roles.ts'
import { stateBucketPolicy } from './state-bucket-policy.ts'
import { queuePolicy } from './topic-policy.ts'

/** The policies on resources that belong to a detector's roles: of the engine's own resources, and what other accounts add to theirs. */
export function resourcePoliciesFor(
  spec: ResolvedDetector,
  place: EnginePlace,
  options: PolicyOptions,
  roles: readonly Role[],
): readonly ResourcePolicy[] {
  const services = roles.filter(({ detector }) => detector !== null)
  return [
    ...enginePolicies(place, options, roles),
    ...foreignPolicies(place, serviceParts(spec, options), services),
    ...(options.network === undefined ? [] : endpointPolicies(roles)),
  ]
}

/**
 * The policies of an engine's own bucket, key and queue.
 *
 * @param roles - with those of the engine and the scheduler
 */
export function enginePolicies(
  place: EnginePlace,
  { people = [], deadLetter, engineRole }: PolicyOptions,
  roles: readonly Role[],
): readonly ResourcePolicy[] {
  const engine = engineRole ?? roles.find(({ kind }) => kind === 'engine')!.arn
  const scheduler = roles.find(({ kind }) => kind === 'scheduler')!
  return [
    {
      kind: 'bucket',
      resource: s3Arn(place, place.stateBucket),
      document: stateBucketPolicy(place, engine, people),
      reason: 'Keeps the state to the engine and the people who look at it.',
    },
    ...(place.stateKey === undefined
      ? []
      : [
          {
            kind: 'key' as const,
            resource: place.stateKey,
            document: stateKeyPolicy(place, engine, people),
            reason: 'Keeps the key of the state to the engine and the people who look at it.',
          },
        ]),
    ...(deadLetter === undefined
      ? []
      : [
          {
            kind: 'queue' as const,
            resource: deadLetter.queue,
            document: queuePolicy(place, deadLetter.queue, scheduler.arn),
            reason: 'Keeps the queue of lost wake-ups to the scheduler.',
          },
        ]),
  ]
}
