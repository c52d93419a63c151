import { parseArn, s3Arn, type ResolvedDetector } from '../../spec/index.ts'
import { endpointPolicies } from './endpoint-policies.ts'
import { stateKeyPolicy } from './key-policy.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { ResourcePolicy, Role } from './role.ts'
import { serviceParts, type ServicePart } from './service-roles.ts'
import { sharedDatasetPolicies } from './shared-dataset.ts'
import { stateBucketPolicy } from './state-bucket-policy.ts'
import { queuePolicy, topicPolicy } from './topic-policy.ts'

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

/**
 * What the owners of buckets, keys, topics and functions in other accounts add to their policies, so that service roles can use them:
 * across accounts both sides have to agree.
 *
 * @param roles - the service roles of these parts
 */
export function foreignPolicies(
  place: EnginePlace,
  parts: readonly ServicePart[],
  roles: readonly Role[],
): readonly ResourcePolicy[] {
  return parts.flatMap(({ purpose, access }): readonly ResourcePolicy[] => {
    const role = roles.find(({ kind, alert }) =>
      purpose.kind === 'alert' ? kind === 'combined' || alert === purpose.alert : kind !== 'alert',
    )
    if (role === undefined) return []
    switch (access.kind) {
      case 's3':
        return isForeign(place, access.account) ? sharedDatasetPolicies(place, role.arn, access) : []
      case 'sns':
        return foreignTarget(place, 'topic', access.topic, topicPolicy(place, access.topic, { roles: [role.arn] }))
      case 'lambda':
        return foreignTarget(place, 'function', access.function, functionPolicy(access.function, role.arn))
      default:
        return []
    }
  })
}

function isForeign(place: EnginePlace, account: string | undefined): boolean {
  return account !== undefined && account !== place.account
}

function foreignTarget(
  place: EnginePlace,
  kind: 'topic' | 'function',
  resource: string,
  document: PolicyDocument,
): readonly ResourcePolicy[] {
  const owner = parseArn(resource)?.account
  if (!isForeign(place, owner)) return []
  return [
    { kind, resource, document, reason: `To be added by the owner of the ${kind}, account ${owner}, to its policy.` },
  ]
}

function functionPolicy(target: string, role: string): PolicyDocument {
  return {
    name: 'function',
    kind: 'resource',
    statements: [
      {
        sid: 'AlertsInvoke',
        effect: 'Allow',
        principal: { AWS: [role] },
        actions: ['lambda:InvokeFunction'],
        resources: [target],
        conditions: {},
        reason:
          'The role of this alert calls the function. Across accounts the function has to agree, beside the policy of the role.',
        operations: ['Lambda.Invoke'],
        source: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
      },
    ],
  }
}
