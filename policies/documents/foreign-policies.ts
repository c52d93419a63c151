import { parseArn } from '../../spec/index.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { ResourcePolicy, Role } from './role.ts'
import { statementsOf, type ServicePart } from './service-roles.ts'
import { sharedDatasetPolicies } from './shared-dataset.ts'
import { topicPolicy } from './topic-policy.ts'

/**
 * What the owners of buckets, keys, secrets, topics and functions in other accounts add to their policies, so that service roles can use
 * them: across accounts both sides have to agree.
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
      case 'sns':
        return foreignTarget(place, 'topic', access.topic, topicPolicy(place, access.topic, { roles: [role.arn] }))
      case 'lambda':
        return foreignTarget(place, 'function', access.function, functionPolicy(access.function, role.arn))
      default:
        return sharedDatasetPolicies(place, role.arn, statementsOf(place, access))
    }
  })
}

function foreignTarget(
  place: EnginePlace,
  kind: 'topic' | 'function',
  resource: string,
  document: PolicyDocument,
): readonly ResourcePolicy[] {
  const owner = parseArn(resource)?.account
  if (owner === undefined || owner === place.account) return []
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
