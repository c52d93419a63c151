import type { CompiledStatement, Entries } from './compile-statement.ts'
import type { Condition } from './condition.ts'
import { closeness, deniesDespiteNotPrincipal, type Closeness } from './principal-pattern.ts'
import type { RequestView } from './request-view.ts'

/** Why a statement is not about a request. */
export type Mismatch =
  | { readonly element: 'Principal' | 'Action' | 'Resource' }
  | { readonly element: 'Condition'; readonly condition: Condition }

/** A statement that is about a request; how closely it names the caller, `direct` where the policy names nobody. */
export interface Match {
  readonly element: null
  readonly closeness: Closeness
}

const DIRECT: Match = { element: null, closeness: 'direct' }
const ROLE: Match = { element: null, closeness: 'role' }
const ACCOUNT: Match = { element: null, closeness: 'account' }
const MATCHES: Readonly<Record<Closeness, Match>> = { direct: DIRECT, role: ROLE, account: ACCOUNT }
const NO_PRINCIPAL: Mismatch = { element: 'Principal' }
const NO_ACTION: Mismatch = { element: 'Action' }
const NO_RESOURCE: Mismatch = { element: 'Resource' }

/** Compares a statement with a request: action, principal, resource, conditions; the first that differs is reported. */
export function matchStatement(statement: CompiledStatement, view: RequestView): Match | Mismatch {
  if (!matchesAction(statement.action, view.action)) return NO_ACTION
  const named = principalCloseness(statement, view)
  if (named === null) return NO_PRINCIPAL
  if (statement.resource !== null && !matchesResource(statement.resource, view)) return NO_RESOURCE
  for (const condition of statement.conditions) {
    if (!condition.holds(view)) return { element: 'Condition', condition }
  }
  return MATCHES[named]
}

/** Whether a statement is about an action, in lower case. */
export function matchesAction({ entries, not }: CompiledStatement['action'], action: string): boolean {
  for (const matches of entries) if (matches(action)) return !not
  return not
}

/** Whether a statement is about the resource of a request. */
export function matchesResource(
  { entries, not }: NonNullable<CompiledStatement['resource']>,
  view: RequestView,
): boolean {
  let unresolved = false
  for (const test of entries) {
    const result = test(view.resource, view.lookup)
    if (result === true) return !not
    if (result === null) unresolved = true
  }
  // A variable without a value makes the statement void: it is about nothing, not about everything else.
  return not && !unresolved
}

/** How closely a statement names the caller; null when it is not about the caller. */
export function principalCloseness({ principal, reference }: CompiledStatement, view: RequestView): Closeness | null {
  if (principal === null) return 'direct'
  if (principal.not) return notPrincipal(principal, reference.effect, view)
  let best: Closeness | null = null
  for (const pattern of principal.entries) {
    const found = closeness(pattern, view)
    if (found === 'direct') return found
    if (found === 'role' || best === null) best = found ?? best
  }
  return best
}

function notPrincipal(
  { entries }: Entries<NonNullable<CompiledStatement['principal']>['entries'][number]>,
  effect: 'Allow' | 'Deny',
  view: RequestView,
): Closeness | null {
  if (effect === 'Deny') return deniesDespiteNotPrincipal(entries, view) ? 'direct' : null
  return entries.some((pattern) => closeness(pattern, view) !== null) ? null : 'direct'
}
