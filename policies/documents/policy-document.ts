import type { IamPolicy, IamPrincipal, IamStatement } from '../iam-json.ts'

/** Conditions of a statement: operator, then key, then values; OR within a key, AND across. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** One permission (or refusal) and why it exists. */
export interface Statement {
  /** Letters and digits; unique in its document. */
  readonly sid: string
  readonly effect: 'Allow' | 'Deny'
  /** Who; in trust, resource and endpoint policies only. */
  readonly principal?: IamPrincipal
  readonly actions: readonly string[]
  /** ARNs, with wildcards where a reason says so; empty in trust policies, which have none. */
  readonly resources: readonly string[]
  readonly conditions: Conditions
  /** For the reviewer: what this is for, and why it is no wider or narrower. */
  readonly reason: string
  /** SDK operations that need it, such as `S3.GetObject`; empty for what no call of ours needs (refusals, other services' calls). */
  readonly operations: readonly string[]
  /** Where AWS documents it. */
  readonly source: string
}

/** What a policy is attached to decides what may stand in it. */
export type PolicyKind = 'identity' | 'trust' | 'resource' | 'endpoint' | 'boundary'

/** A policy with the reasons of its statements. */
export interface PolicyDocument {
  /** Name of the policy where it is attached; unique in its role. */
  readonly name: string
  readonly kind: PolicyKind
  readonly statements: readonly Statement[]
}

/**
 * The policy as IAM stores it. Statements keep their order; actions, resources, principals, condition keys and values are
 * sorted and occur once, so that the same access is always the same text.
 */
export function toIamPolicy(document: PolicyDocument): IamPolicy {
  return { Version: '2012-10-17', Statement: document.statements.map(toIamStatement) }
}

function toIamStatement({ sid, effect, principal, actions, resources, conditions }: Statement): IamStatement {
  const condition = sortedRecord(conditions, (keys) => sortedRecord(keys, sorted))
  return {
    Sid: sid,
    Effect: effect,
    ...(principal !== undefined && {
      Principal: principal === '*' ? principal : sortedRecord(principal, (list) => sorted(list ?? [])),
    }),
    Action: sorted(actions),
    ...(resources.length > 0 && { Resource: sorted(resources) }),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].toSorted()
}

function sortedRecord<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Readonly<Record<string, W>> {
  return Object.fromEntries(
    Object.entries(record)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, map(value)]),
  )
}
