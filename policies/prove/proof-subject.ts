import type { PolicyDocument } from '../documents/index.ts'
import { toIamPolicy } from '../documents/index.ts'
import type { Caller, World } from './call-context.ts'
import type { Exercise, ProvenCall } from './exercise.ts'
import type { SdkCall } from './recorder.ts'
import { requestsOf } from './requests-of.ts'

/** A role as it is generated, and what is known about the use of it. */
export interface ProofSubject {
  /** Which role, for the table. */
  readonly title: string
  readonly trust: PolicyDocument
  readonly documents: readonly PolicyDocument[]
  readonly caller: Caller
  readonly world: World
  /** Names under which the engine's tests record the role's calls; none where the code that makes them does not exist yet. */
  readonly recordedAs: readonly string[]
  /** Calls that the code will make: from AWS's documentation, not from a recording. */
  readonly planned: readonly SdkCall[]
  /** Calls that an AWS service makes with the role itself, and not its code. */
  readonly byService: readonly SdkCall[]
  /** Requests to assume the role. */
  readonly assumptions: readonly ProvenCall[]
  /** As `Exercise.scopes`. */
  readonly scopes: readonly string[]
}

/**
 * What is to be proven of a subject.
 *
 * @param recorded - calls of the engine's tests, by the name of their role
 */
export function exerciseOf(
  subject: ProofSubject,
  recorded: readonly (SdkCall & { readonly role: string })[],
): Exercise {
  const { title, caller, world, documents, trust, assumptions, scopes } = subject
  const calls = (list: readonly SdkCall[], origin: ProvenCall['origin'], by: Caller = caller): readonly ProvenCall[] =>
    list.flatMap((call) =>
      requestsOf(call, by, world).map((request) => ({
        operation: `${call.service}.${call.operation}`,
        origin,
        request,
      })),
    )
  const { sourceFunction: notByCodeOf, ...service } = caller
  return {
    role: title,
    identity: documents.map(toIamPolicy),
    trust: toIamPolicy(trust),
    calls: [
      ...calls(
        recorded.filter(({ role }) => subject.recordedAs.includes(role)),
        'recorded',
      ),
      ...calls(subject.planned, 'planned'),
      ...calls(subject.byService, 'planned', service).map((call) => ({
        ...call,
        ...(notByCodeOf !== undefined && { notByCodeOf }),
      })),
    ],
    assumptions,
    scopes,
  }
}
