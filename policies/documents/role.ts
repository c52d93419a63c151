import type { PolicyDocument } from './policy-document.ts'

/**
 * What a role is for. `map` is that of the engine's state machine; `combined` serves a detector's dataset and all its alerts; `notifier` a
 * channel such as Slack.
 */
export type RoleKind = 'engine' | 'scheduler' | 'map' | 'dataset' | 'alert' | 'combined' | 'notifier'

/** What keeps others from having the role's trusted principal act for them (the confused deputy). */
export interface DeputyProtection {
  /** `none`: the reason says why none applies. */
  readonly kind: 'external-id' | 'source-arn' | 'none'
  /** Condition keys of the trust policy that protect. */
  readonly keys: readonly string[]
  readonly reason: string
  readonly source: string
}

/** A role that a detector needs, with every policy of it. */
export interface Role {
  readonly name: string
  /** Begins and ends with a slash. */
  readonly path: string
  readonly arn: string
  readonly kind: RoleKind
  /** The detector it serves; null for the engine's own, which serve all. */
  readonly detector: string | null
  /** The alert it serves; null for roles that are not one alert's. */
  readonly alert: string | null
  readonly trust: PolicyDocument
  readonly protection: DeputyProtection
  readonly documents: readonly PolicyDocument[]
  /** `managed` where the documents outgrew what fits inline. */
  readonly attachment: 'inline' | 'managed'
  /** ARN of the permissions boundary; null for none. */
  readonly boundary: string | null
  /** Why the role exists. */
  readonly reason: string
}

/** A policy that belongs on a resource rather than on a role. */
export interface ResourcePolicy {
  readonly kind:
    | 'bucket'
    | 'key'
    | 'topic'
    | 'queue'
    | 'function'
    | 'endpoint'
    | 'dataset-bucket'
    | 'dataset-key'
    | 'dataset-secret'
    | 'dataset-secret-key'
  /** ARN of the resource, or for endpoints the service: `s3`, `sts` ... */
  readonly resource: string
  readonly document: PolicyDocument
  /** Why it is there; for resources of others, who attaches it. */
  readonly reason: string
}

/** Everything of IAM that a detector needs. */
export interface DetectorPolicies {
  /** The engine's, the scheduler's, then the detector's own. */
  readonly roles: readonly Role[]
  readonly resourcePolicies: readonly ResourcePolicy[]
}
