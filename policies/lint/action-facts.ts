import type { ActionFacts, Facts, ServiceFacts } from '../facts/index.ts'
import { isPattern, matches } from './glob.ts'
import type { StatementView } from './policy-view.ts'
import type { Text } from './text.ts'

/** An action of the facts with its service. */
export interface KnownAction {
  readonly service: ServiceFacts
  readonly action: ActionFacts
  /** `s3:GetObject` */
  readonly name: string
}

/** The prefix of an action, lower case; null when it has none or a wildcard in it. */
export function serviceOf(action: string): string | null {
  const colon = action.indexOf(':')
  const prefix = action.slice(0, colon).toLowerCase()
  return colon <= 0 || isPattern(prefix) ? null : prefix
}

/** The actions that a text of a policy names, as far as facts are there; none for one without service. */
export function namedActions(text: string, facts: Facts): readonly KnownAction[] {
  const prefix = serviceOf(text)
  const service = prefix === null ? undefined : facts.service(prefix)
  if (service === undefined) return []
  const pattern = text.slice(text.indexOf(':') + 1).toLowerCase()
  const cache = CACHES.get(service) ?? new Map<string, readonly KnownAction[]>()
  CACHES.set(service, cache)
  const known = cache.get(pattern)
  if (known !== undefined) return known
  const named = isPattern(pattern)
    ? [...service.actions].filter(([name]) => matches(pattern, name)).map(([, action]) => action)
    : [service.actions.get(pattern)].filter((action) => action !== undefined)
  const result = named.map((action) => ({ service, action, name: `${service.prefix}:${action.name}` }))
  if (cache.size < 10_000) cache.set(pattern, result)
  return result
}

const CACHES = new WeakMap<ServiceFacts, Map<string, readonly KnownAction[]>>()

/** Whether a text of a policy (`s3:Get*`, `*`) names an action. */
export function names(text: string, action: string): boolean {
  return matches(text.toLowerCase(), action.toLowerCase())
}

/** Whether a statement is about an action, by Action or NotAction. */
export function isAbout(statement: StatementView, action: string): boolean {
  if (statement.element('NotAction') !== null) return !statement.notActions.some(({ value }) => names(value, action))
  return statement.actions.some(({ value }) => names(value, action))
}

/** The texts of Action with the actions that each names. */
export function actionsWithFacts(
  statement: StatementView,
  facts: Facts,
): readonly { readonly text: Text; readonly known: readonly KnownAction[] }[] {
  return statement.actions.map((text) => ({ text, known: text.unknown ? [] : namedActions(text.value, facts) }))
}
