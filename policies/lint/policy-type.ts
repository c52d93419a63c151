/** What a policy document is for; each kind has rules of its own. */
export type PolicyType = 'identity' | 'trust' | 'resource' | 'boundary' | 'scp' | 'rcp'

/** All kinds, in the order of the help. */
export const POLICY_TYPES: readonly PolicyType[] = ['identity', 'trust', 'resource', 'boundary', 'scp', 'rcp']

/** A kind in words, for messages. */
export const POLICY_TYPE_NAMES: Readonly<Record<PolicyType, string>> = {
  identity: 'identity policy',
  trust: 'role trust policy',
  resource: 'resource policy',
  boundary: 'permissions boundary',
  scp: 'service control policy',
  rcp: 'resource control policy',
}
