import { PolicyError } from './policy-error.ts'
import { toIamPolicy, type PolicyDocument, type Statement } from './policy-document.ts'

/**
 * Most characters of a policy, by where it is stored. Whitespace does not count in those of IAM.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html (20 KB)
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html (32 KB)
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html (20,480)
 */
export const POLICY_LIMITS = {
  /** A managed policy; a role has 10 of them. */
  managed: 6_144,
  /** All inline policies of a role together. */
  inline: 10_240,
  /** A trust policy, unless the account's quota was raised. */
  trust: 2_048,
  /** The most that the quota of trust policies can be raised to. */
  trustRaised: 4_096,
  bucket: 20_480,
  key: 32_768,
  topic: 30_720,
  queue: 8_192,
  endpoint: 20_480,
} as const

/** Managed policies of a role, unless the account's quota was raised. */
export const MANAGED_POLICIES = 10

/** Size of a policy as IAM counts it: its JSON without whitespace. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(toIamPolicy(document)).replaceAll(/\s/g, '').length
}

/**
 * Divides a document that has outgrown a limit into several, statement by statement in their order.
 *
 * @param limit - characters of each, 1 or more; see POLICY_LIMITS
 * @returns the document itself where it fits, else documents named `<name>-1`, `<name>-2`, ...
 * @throws {PolicyError} STATEMENT_TOO_LARGE when a single statement does not fit
 */
export function splitDocument(document: PolicyDocument, limit: number): readonly PolicyDocument[] {
  if (policySize(document) <= limit) return [document]
  const parts: Statement[][] = [[]]
  for (const statement of document.statements) {
    const last = parts.at(-1)!
    if (policySize({ ...document, statements: [...last, statement] }) <= limit) {
      last.push(statement)
      continue
    }
    const size = policySize({ ...document, statements: [statement] })
    if (size > limit) throw new PolicyError('STATEMENT_TOO_LARGE', { sid: statement.sid, size, limit })
    if (last.length === 0) last.push(statement)
    else parts.push([statement])
  }
  return parts.map((statements, i) => ({ ...document, name: `${document.name}-${i + 1}`, statements }))
}
