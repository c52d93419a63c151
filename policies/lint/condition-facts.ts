import type { ActionFacts, ConditionKeyFacts, Facts, ServiceFacts } from '../facts/index.ts'
import type { KnownAction } from './action-facts.ts'

/** What a condition key is. */
export type KeyLookup =
  /** A key of all requests (`aws:`). */
  | { readonly kind: 'global'; readonly key: ConditionKeyFacts }
  /** A key of a service. */
  | { readonly kind: 'service'; readonly key: ConditionKeyFacts; readonly service: ServiceFacts }
  /** A key that its prefix should have, but does not. */
  | { readonly kind: 'missing'; readonly prefix: string }
  /** A key of an identity provider or of a service without facts: nothing is known about it. */
  | { readonly kind: 'foreign' }
  /** Not `service:key`. */
  | { readonly kind: 'malformed' }

/** @param name - the key in lower case */
export function lookUpKey(name: string, facts: Facts): KeyLookup {
  const colon = name.indexOf(':')
  if (colon <= 0 || colon === name.length - 1) return { kind: 'malformed' }
  const prefix = name.slice(0, colon)
  const global = facts.globalKeys.get(name) ?? taggedKey(name, facts)
  if (global !== undefined) return { kind: 'global', key: global }
  if (prefix === 'aws') return { kind: 'missing', prefix }
  const service = facts.service(prefix)
  if (service === undefined) return { kind: 'foreign' }
  const key = service.conditionKeys.find((candidate) => keyMatches(candidate.name, name))
  return key === undefined ? { kind: 'missing', prefix } : { kind: 'service', key, service }
}

function taggedKey(name: string, facts: Facts): ConditionKeyFacts | undefined {
  const slash = name.indexOf('/')
  return slash < 0 || slash === name.length - 1 ? undefined : facts.globalKeys.get(name.slice(0, slash + 1))
}

/** Whether a name of the facts, maybe with variable parts, is the one of a policy. @param name - in lower case */
export function keyMatches(template: string, name: string): boolean {
  const known = TEMPLATES.get(template) ?? compiled(template)
  TEMPLATES.set(template, known)
  return typeof known === 'string' ? known === name : known.test(name)
}

const TEMPLATES = new Map<string, RegExp | string>()

function compiled(template: string): RegExp | string {
  const lower = template.toLowerCase()
  const parts = lower.split(/\$\{[^}]*\}|<[^>]*>/)
  if (parts.length === 1) return lower
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('.+')}$`)
}

/** Whether requests of an action can have a key, for some of its resource types. @param name - in lower case */
export function actionHasKey({ action, service }: KnownAction, name: string): boolean {
  return keysOf(action, service).some((template) => keyMatches(template, name))
}

/** All keys of an action, also those of the resources that it is about. */
function keysOf(action: ActionFacts, service: ServiceFacts): readonly string[] {
  const known = KEYS.get(action)
  if (known !== undefined) return known
  const ofTypes = action.resourceTypes.flatMap(({ name, conditionKeys }) => [
    ...conditionKeys,
    ...(service.resourceTypes.get(name.toLowerCase())?.conditionKeys ?? []),
  ])
  const keys = [...new Set([...action.conditionKeys, ...ofTypes])]
  KEYS.set(action, keys)
  return keys
}

const KEYS = new WeakMap<ActionFacts, readonly string[]>()

/** Whether a key has several values in one request. */
export function isMultivalued(key: ConditionKeyFacts): boolean {
  return key.type.startsWith('ArrayOf')
}
