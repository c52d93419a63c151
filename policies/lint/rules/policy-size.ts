import type { PolicyView } from '../policy-view.ts'
import { found, rule } from '../rule.ts'
import type { SourceNode } from '../../../spec/text-tree/source-node.ts'

/** The API refuses more, whatever it is for. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
const LONGEST_DOCUMENT = 131_072

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const policySize = rule({
  codes: [
    'DOCUMENT_TOO_LARGE',
    'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
    'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
    'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
    'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
    'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
  ],
  *check(policy) {
    const size = sizeOf(policy.node)
    const [code, quota] = quotaOf(policy)
    if (size > LONGEST_DOCUMENT) {
      yield found('DOCUMENT_TOO_LARGE', policy.node, { length: size, limit: LONGEST_DOCUMENT, what: 'policy' })
    } else if (size > quota) yield found(code, policy.node, { size, quota })
  },
})

function quotaOf({ type, placement }: PolicyView) {
  switch (type) {
    case 'identity':
    case 'boundary':
      // A role's inline policies may have 10,240 together, a managed one 6,144.
      return ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', placement === 'inline' ? 10_240 : 6144] as const
    case 'trust':
      return ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', 2048] as const
    case 'resource':
      return ['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', 20_480] as const
    case 'scp':
      return ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', 5120] as const
    case 'rcp':
      return ['POLICY_SIZE_EXCEEDS_RCP_QUOTA', 5120] as const
  }
}

/** Characters of the policy as JSON without white space between its parts. */
function sizeOf(node: SourceNode): number {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value).length
    case 'list':
      return 2 + Math.max(0, node.items.length - 1) + node.items.reduce((sum, item) => sum + sizeOf(item), 0)
    case 'map':
      return (
        2 +
        Math.max(0, node.entries.length - 1) +
        node.entries.reduce((sum, { key, node: value }) => sum + JSON.stringify(key).length + 1 + sizeOf(value), 0)
      )
  }
}
