import type { Finding } from '../../spec/index.ts'
import { DiffError, diffPolicies, type AccessChange, type PolicyDiff } from '../diff/index.ts'
import { toIamPolicy, type Role } from '../documents/index.ts'
import { EvaluationError } from '../evaluate/index.ts'
import type { DeployedPolicy, DeployedRole } from './deployed-role.ts'
import { REVIEW_TEXTS, type ReviewArgs, type ReviewCode, type ReviewText } from './review-texts.ts'

/** What a review compares, and against when. */
export interface ReviewInput {
  /** Roles that the specs need. */
  readonly needed: readonly Role[]
  /** Roles that are deployed: those that are needed, and the others below the engine's path. */
  readonly deployed: readonly DeployedRole[]
  /** Path of the engine's roles. */
  readonly rolePath: string
  /** Epoch milliseconds, for the age of a role's last use. */
  readonly now: number
  /** Name of what was reviewed, for the findings. */
  readonly file: string
}

/** The review of one role. */
export interface RoleReview {
  readonly name: string
  readonly arn: string
  /** Null for a role that nobody needs. */
  readonly needed: Role | null
  /** Null for a role that is missing. */
  readonly deployed: DeployedRole | null
  readonly status: 'as needed' | 'differs' | 'missing' | 'not needed'
  /** What the deployed policies allow beyond (`added`) and short of (`removed`) what is needed; null where that cannot be said. */
  readonly access: PolicyDiff | null
  readonly trust: PolicyDiff | null
  readonly findings: readonly Finding[]
}

/** What is deployed beside what is needed. */
export interface Review {
  readonly roles: readonly RoleReview[]
  /** Of all roles, in their order. */
  readonly findings: readonly Finding[]
}

/** A role that has not been used for so long is pointed out. */
const UNUSED_DAYS = 90

/**
 * Compares deployed roles with those that are needed: by what their policies mean, not by their text.
 *
 * @returns a review for each needed role, in their order, and then for those that nobody needs
 */
export function reviewRoles(input: ReviewInput): Review {
  const { needed, deployed, rolePath } = input
  const names = new Set(needed.map(({ name }) => name))
  const extra = deployed.filter(({ name, path }) => !names.has(name) && path.startsWith(rolePath))
  const roles = [
    ...needed.map((role) => reviewRole(role, deployed.find(({ name }) => name === role.name) ?? null, input)),
    ...extra.map((role): RoleReview => {
      const { arn, name } = role
      const findings = [finding('ROLE_NOT_NEEDED', [name], { role: name }, input)]
      return { name, arn, needed: null, deployed: role, status: 'not needed', access: null, trust: null, findings }
    }),
  ]
  return { roles, findings: roles.flatMap(({ findings }) => findings) }
}

function reviewRole(needed: Role, deployed: DeployedRole | null, input: ReviewInput): RoleReview {
  const { name, arn } = needed
  if (deployed === null) {
    const findings = [finding('ROLE_MISSING', [name], { role: name, reason: needed.reason }, input)]
    return { name, arn, needed, deployed, status: 'missing', access: null, trust: null, findings }
  }
  const access = compareAccess(needed, deployed, input)
  const trust = compareTrust(needed, deployed, input)
  const differences = [
    ...(deployed.path === needed.path
      ? []
      : [finding('ROLE_ELSEWHERE', [name], { role: name, path: needed.path, found: deployed.path }, input)]),
    ...trust.findings,
    ...access.findings,
    ...boundaryFindings(needed, deployed, input),
  ]
  return {
    name,
    arn,
    needed,
    deployed,
    status: differences.length === 0 ? 'as needed' : 'differs',
    access: access.diff,
    trust: trust.diff,
    findings: [...differences, ...useFindings(deployed, input)],
  }
}

interface Comparison {
  readonly diff: PolicyDiff | null
  readonly findings: readonly Finding[]
}

function compareTrust(needed: Role, { name, trust }: DeployedRole, input: ReviewInput): Comparison {
  const path = [name, 'trust']
  const compared = compare(
    [named('the needed trust policy', toIamPolicy(needed.trust))],
    [named('the trust policy', trust)],
  )
  if (typeof compared === 'string') {
    return {
      diff: null,
      findings: [finding('POLICY_UNREADABLE', path, { role: name, policy: 'The trust policy', why: compared }, input)],
    }
  }
  const of = (code: 'TRUST_WIDER' | 'TRUST_NARROWER', changes: readonly AccessChange[]): readonly Finding[] =>
    changes.map((change) => finding(code, path, { role: name, change: change.words }, input))
  return { diff: compared, findings: [...of('TRUST_WIDER', compared.added), ...of('TRUST_NARROWER', compared.removed)] }
}

function compareAccess(needed: Role, { name, policies }: DeployedRole, input: ReviewInput): Comparison {
  const wanted = needed.documents.map((document) => named(`the needed policy ${document.name}`, toIamPolicy(document)))
  const [readable, unreadable] = partition(policies)
  const unread = unreadable.map(({ policy, why }) =>
    finding('POLICY_UNREADABLE', [name, 'policies', policy.name], { role: name, policy: policy.name, why }, input),
  )
  const compared = compare(
    wanted,
    readable.map(({ name: policy, document }) => named(`policy ${policy}`, document)),
  )
  if (typeof compared === 'string') {
    const args = { role: name, policy: 'The policies together', why: compared }
    return { diff: null, findings: [...unread, finding('POLICY_UNREADABLE', [name, 'policies'], args, input)] }
  }
  // The comparison is of all policies together: which managed policy widens is asked of each alone.
  const widening =
    compared.added.length === 0 ? [] : readable.filter((policy) => policy.managed !== null && widens(wanted, policy))
  return {
    diff: compared,
    findings: [
      ...unread,
      ...compared.added.map((change) =>
        finding('ACCESS_EXTRA', [name, 'policies'], { role: name, change: change.words }, input),
      ),
      ...compared.removed.map((change) =>
        finding('ACCESS_MISSING', [name, 'policies'], { role: name, change: change.words }, input),
      ),
      ...widening.map((policy) =>
        finding(
          'MANAGED_POLICY_EXTRA',
          [name, 'policies', policy.name],
          { role: name, policy: policy.managed! },
          input,
        ),
      ),
    ],
  }
}

function boundaryFindings({ name, boundary }: Role, deployed: DeployedRole, input: ReviewInput): readonly Finding[] {
  if (boundary === null || boundary === deployed.boundary) return []
  const args = { role: name, needed: boundary }
  return deployed.boundary === null
    ? [finding('BOUNDARY_MISSING', [name, 'boundary'], args, input)]
    : [finding('BOUNDARY_OTHER', [name, 'boundary'], { ...args, found: deployed.boundary }, input)]
}

function useFindings({ name, lastUsed }: DeployedRole, input: ReviewInput): readonly Finding[] {
  if (lastUsed === undefined) return []
  const days = lastUsed === null ? null : Math.floor((input.now - Date.parse(lastUsed.at)) / 86_400_000)
  if (days !== null && days < UNUSED_DAYS) return []
  return [finding('ROLE_UNUSED', [name], { role: name, days }, input)]
}

function widens(wanted: readonly NamedPolicy[], { document, name }: DeployedPolicy): boolean {
  const compared = compare(wanted, [named(name, document)])
  return typeof compared === 'string' || compared.added.length > 0
}

interface NamedPolicy {
  readonly name: string
  readonly document: unknown
}

function named(name: string, document: unknown): NamedPolicy {
  return { name, document }
}

/** The difference between policies taken together, or why there is none to be had. */
function compare(needed: readonly NamedPolicy[], deployed: readonly NamedPolicy[]): PolicyDiff | string {
  const [before, after] = [merged(needed), merged(deployed)]
  if (typeof before === 'string') return before
  if (typeof after === 'string') return after
  try {
    const { equivalent, added, removed } = diffPolicies(before.policy, after.policy)
    return {
      equivalent,
      added: added.map((change) => placed(change, after)),
      removed: removed.map((change) => placed(change, before)),
    }
  } catch (error) {
    if (error instanceof DiffError || error instanceof EvaluationError) return error.message
    throw error
  }
}

function partition(
  policies: readonly DeployedPolicy[],
): readonly [readonly DeployedPolicy[], readonly { readonly policy: DeployedPolicy; readonly why: string }[]] {
  const readable: DeployedPolicy[] = []
  const unreadable: { readonly policy: DeployedPolicy; readonly why: string }[] = []
  for (const policy of policies) {
    if (policy.document === undefined) {
      unreadable.push({ policy, why: 'its text is not there.' })
      continue
    }
    const compared = compare([], [named(policy.name, policy.document)])
    if (typeof compared === 'string') unreadable.push({ policy, why: compared })
    else readable.push(policy)
  }
  return [readable, unreadable]
}

interface MergedPolicy {
  readonly policy: unknown
  /** Where each statement comes from. */
  readonly places: readonly string[]
}

/** Several policies of a role as one: what any of them says, the role has. Or why that cannot be. */
function merged(policies: readonly NamedPolicy[]): MergedPolicy | string {
  const statements: unknown[] = []
  const places: string[] = []
  for (const { name, document } of policies) {
    if (!isJson(document)) return `${name} is not a JSON object.`
    const { Statement: statement = [] } = document
    for (const [index, one] of (Array.isArray(statement) ? (statement as readonly unknown[]) : [statement]).entries()) {
      if (!isJson(one)) return `Statement ${index + 1} of ${name} is not a JSON object.`
      // A Sid is unique within one policy only.
      const { Sid: sid, ...rest } = one
      statements.push(rest)
      places.push(`statement ${typeof sid === 'string' ? sid : index + 1} of ${name}`)
    }
  }
  return { policy: { Version: '2012-10-17', Statement: statements }, places }
}

/** A change whose words name the policy that the role has, and not the one that was compared. */
function placed(change: AccessChange, { places }: MergedPolicy): AccessChange {
  const place = places[change.statement.index] ?? ''
  return {
    ...change,
    words: change.words.replace(/statement \d+(?: "[^"]*")? of the \w+ policy "(?:old|new) policy"/, place),
  }
}

function isJson(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function finding<Code extends ReviewCode>(
  code: Code,
  path: readonly string[],
  args: ReviewArgs<Code>,
  { file }: Pick<ReviewInput, 'file'>,
): Finding {
  // Each row takes the arguments of its own code; TypeScript cannot follow that through the union of rows.
  const { level, message, help } = REVIEW_TEXTS[code] as unknown as ReviewText<ReviewArgs<Code>>
  const words = { message: message(args), help: help(args) }
  return { code, level, file, path, line: null, column: null, args: args as Finding['args'], ...words }
}
