import type { AccessChange, PolicyDiff } from '../policies/diff/index.ts'
import type { EnginePlace, RoleKind } from '../policies/index.ts'
import type { DeployedRole, Review, RoleReview } from '../policies/review/index.ts'
import type { Finding } from '../spec/index.ts'

/** What `crowsnest review --json` prints; spec/output/review.schema.json describes it. */
export interface ReviewReport {
  readonly version: 1
  readonly detectors: readonly string[]
  readonly place: EnginePlace
  readonly roles: readonly ReviewedRole[]
  readonly findings: readonly Finding[]
}

/** One role. */
export interface ReviewedRole {
  readonly name: string
  readonly arn: string
  readonly status: RoleReview['status']
  /** Null, with detector, alert and reason, for a role that no spec needs. */
  readonly kind: RoleKind | null
  readonly detector: string | null
  readonly alert: string | null
  readonly reason: string | null
  readonly boundary: { readonly needed: string | null; readonly deployed: string | null }
  /** Null: not in the time that IAM looks back; absent: not known. */
  readonly lastUsed?: DeployedRole['lastUsed']
  /** What the deployed policies give beyond and short of what is needed; null where they cannot be compared. */
  readonly access: Differences | null
  readonly trust: Differences | null
  readonly policies: readonly { readonly name: string; readonly managed: string | null }[]
}

/** Access by statement, in words. */
export interface Differences {
  readonly added: readonly Pick<AccessChange, 'words' | 'principal' | 'action' | 'resource' | 'condition'>[]
  readonly removed: Differences['added']
}

/** A review as data for programs. */
export function reviewReport(review: Review, detectors: readonly string[], place: EnginePlace): ReviewReport {
  return { version: 1, detectors, place, roles: review.roles.map(reviewedRole), findings: review.findings }
}

function reviewedRole({ name, arn, status, needed, deployed, access, trust }: RoleReview): ReviewedRole {
  return {
    name,
    arn,
    status,
    kind: needed?.kind ?? null,
    detector: needed?.detector ?? null,
    alert: needed?.alert ?? null,
    reason: needed?.reason ?? null,
    boundary: { needed: needed?.boundary ?? null, deployed: deployed?.boundary ?? null },
    ...(deployed?.lastUsed !== undefined && { lastUsed: deployed.lastUsed }),
    access: differences(access),
    trust: differences(trust),
    policies: (deployed?.policies ?? []).map((policy) => ({ name: policy.name, managed: policy.managed })),
  }
}

function differences(diff: PolicyDiff | null): Differences | null {
  return diff === null ? null : { added: diff.added.map(brief), removed: diff.removed.map(brief) }
}

function brief({ words, principal, action, resource, condition }: AccessChange): Differences['added'][number] {
  return { words, principal, action, resource, condition }
}
