import type { AccessRequest, StatementReference } from '../evaluate/index.ts'

/** Access that one policy gives and the other does not. */
export interface AccessChange {
  /** One sentence for people. */
  readonly words: string
  /** Who; empty where the policy is attached to who may. */
  readonly principal: readonly string[]
  readonly action: readonly string[]
  /** Empty where the policy is attached to the resource. */
  readonly resource: readonly string[]
  /** Each `operator key value`; all must hold. */
  readonly condition: readonly string[]
  /** What of it the other policy gives too, as its statements name it. */
  readonly except: {
    readonly principal: readonly string[]
    readonly action: readonly string[]
    readonly resource: readonly string[]
    /** Each is what one statement asks for. */
    readonly condition: readonly string[]
  }
  /** The statement that gives it. */
  readonly statement: StatementReference
  /** The Deny of the other policy that withholds it, if one does. */
  readonly deniedBy: StatementReference | null
  /**
   * The limit that falls: the other policy gives it too, but only to those whose own policies allow it, or only within their
   * permissions boundary and session policies. Null when the other policy does not give it.
   */
  readonly lifts: 'own permission' | 'boundary' | null
  /** A request that one policy allows and the other does not. */
  readonly witness: AccessRequest
}

/** What a change of a policy means. */
export interface PolicyDiff {
  readonly equivalent: boolean
  /** Access that the new policy gives and the old did not: the change widens. */
  readonly added: readonly AccessChange[]
  readonly removed: readonly AccessChange[]
}
