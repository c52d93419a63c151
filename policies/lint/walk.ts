import type { PolicyView, StatementView } from './policy-view.ts'
import type { Text } from './text.ts'

/** Resource and NotResource. */
export function resourcesOf(statement: StatementView): readonly Text[] {
  return [...statement.resources, ...statement.notResources]
}

/** Action and NotAction. */
export function actionsOf(statement: StatementView): readonly Text[] {
  return [...statement.actions, ...statement.notActions]
}

/** Whether the policy limits what identities may do: what it names is what may be done. */
export function isIdentityLike(policy: PolicyView): boolean {
  return policy.type === 'identity' || policy.type === 'boundary'
}
