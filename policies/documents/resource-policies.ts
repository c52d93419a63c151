import { parseArn, s3Arn, type ResolvedDetector } from '../../spec/index.ts'
import { endpointPolicies } from './endpoint-policies.ts'
import { stateKeyPolicy } from './key-policy.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { ResourcePolicy, Role } from './role.ts'
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
  const engine = roles.find(({ kind }) => kind === 'engine')!
  const scheduler = roles.find(({ kind }) => kind === 'scheduler')!
  const { people = [], deadLetter, engineRole = engine.arn } = options
  return [
    {
      kind: 'bucket',
      resource: s3Arn(place, place.stateBucket),
      document: stateBucketPolicy(place, engineRole, people),
      reason: 'Keeps the state to the engine and the people who look at it.',
    },
    ...(place.stateKey === undefined
      ? []
      : [
          {
            kind: 'key' as const,
            resource: place.stateKey,
            document: stateKeyPolicy(place, engineRole, people),
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
    ...datasetShares(spec, place, options, roles),
    ...foreignTargets(spec, place, roles),
    ...(options.network === undefined ? [] : endpointPolicies(roles)),
  ]
}

function datasetShares(
  spec: ResolvedDetector,
  place: EnginePlace,
  { dataset }: PolicyOptions,
  roles: readonly Role[],
): readonly ResourcePolicy[] {
  const { source } = spec.dataset
  const role = roles.find(({ kind }) => kind === 'dataset' || kind === 'combined')
  const isForeign = dataset?.account !== undefined && dataset.account !== place.account
  if (source.kind !== 's3' || role === undefined || !isForeign) return []
  return sharedDatasetPolicies(place, role.arn, { ...source, ...dataset })
}

/** Topics and functions of other accounts have to agree too. */
function foreignTargets(
  { alerts }: ResolvedDetector,
  place: EnginePlace,
  roles: readonly Role[],
): readonly ResourcePolicy[] {
  return alerts.flatMap(({ name, channel }): readonly ResourcePolicy[] => {
    const role = roles.find(({ alert, kind }) => alert === name || kind === 'combined')
    const target = channel.kind === 'sns' ? channel.topic : channel.kind === 'lambda' ? channel.function : null
    if (role === undefined || target === null || parseArn(target)?.account === place.account) return []
    const isTopic = channel.kind === 'sns'
    return [
      {
        kind: isTopic ? 'topic' : 'function',
        resource: target,
        document: isTopic ? topicPolicy(place, target, { roles: [role.arn] }) : functionPolicy(target, role.arn),
        reason: `To be added by the owner of the ${isTopic ? 'topic' : 'function'}, account ${parseArn(target)?.account}, to its policy.`,
      },
    ]
  })
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
