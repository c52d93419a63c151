import type { EnginePlace } from '../documents/index.ts'
import { decide } from './decide.ts'
import { engineSubjects } from './engine-subjects.ts'
import type { ActionsOf } from './exercise.ts'
import { notifierSubjects } from './notifier-subjects.ts'
import { datasetSubjects } from './dataset-subjects.ts'
import { PROOF_PLACE } from './proof-place.ts'
import { exerciseOf, type ProofSubject } from './proof-subject.ts'
import { proveRole, type RoleProof } from './prove-role.ts'
import type { SdkCall } from './recorder.ts'
import { serviceSubjects } from './service-subjects.ts'

/** Every role that is generated, in every form that it has. */
export function proofSubjects(place: EnginePlace = PROOF_PLACE): readonly ProofSubject[] {
  return [...engineSubjects(place), ...serviceSubjects(place), ...notifierSubjects(place), ...datasetSubjects(place)]
}

/**
 * Proves every generated role.
 *
 * @param recorded - calls of the engine's tests, with the role that made them
 * @param actionsOf - of each service: those that nobody needs are tried in place of those that are
 */
export function proveAll(
  recorded: readonly (SdkCall & { readonly role: string })[],
  actionsOf: ActionsOf,
): readonly RoleProof[] {
  return proofSubjects().map((subject) => proveRole(exerciseOf(subject, recorded), decide, actionsOf))
}
