import type { IamPolicy } from '../iam-json.ts'
import type { IamRequest } from './call-context.ts'

/** What a role must be able to do. */
export interface ProvenCall {
  /** Operation that leads to the request, such as `S3.GetObject`. */
  readonly operation: string
  /** `recorded`: a test of the engine made this call. `planned`: the part of the engine that makes it does not exist yet. */
  readonly origin: 'recorded' | 'planned'
  readonly request: IamRequest
  /** ARN of the function whose code must not make this call, because a service makes it with the function's role. */
  readonly notByCodeOf?: string
}

/** A role with its policies and everything that it is for. */
export interface Exercise {
  /** For people: which role, of which detector. */
  readonly role: string
  /** The role's own policies. */
  readonly identity: readonly IamPolicy[]
  /** Who may assume it. */
  readonly trust: IamPolicy
  /** Requests with the role's credentials. */
  readonly calls: readonly ProvenCall[]
  /** Requests to assume the role. */
  readonly assumptions: readonly ProvenCall[]
  /**
   * Beginnings of ARNs (and of `s3:prefix`, without the ARN) that are the role's own: what begins otherwise belongs to
   * another. Where none fits, a resource is a scope of its own.
   */
  readonly scopes: readonly string[]
}

/** Whether policies allow a request. `identity` are the caller's, `trust` is the assumed role's. */
export type Decide = (
  request: IamRequest,
  policies: { readonly identity: readonly IamPolicy[]; readonly trust?: IamPolicy },
) => boolean

/** All actions of a service by its prefix: `s3` gives `s3:GetObject` and the others. */
export type ActionsOf = (service: string) => readonly string[]
