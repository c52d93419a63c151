import type { Facts } from '../../facts/index.ts'
import { actionsWithFacts, type KnownAction } from '../action-facts.ts'
import { actionHasKey, keyMatches, lookUpKey } from '../condition-facts.ts'
import { isPattern } from '../glob.ts'
import type { ConditionView, StatementView } from '../policy-view.ts'
import { isOfType } from '../resource-facts.ts'
import { found, rule, type LintProblem } from '../rule.ts'

/** Keys about the token of an identity provider are of the session, not of the action. */
const OF_THE_SESSION =
  /^(saml|sts|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com|cognito-identity\.amazonaws\.com):/

/**
 * Whether the actions of an Allow have the keys that it asks for. A key that no action has makes the statement idle
 * (UNKNOWN_CONDITION_FOR_ACTION); one that only some have makes a part of it idle (CONDITION_KEY_NOT_FOR_ALL).
 */
export const keysOfActions = rule({
  codes: ['UNKNOWN_CONDITION_FOR_ACTION', 'CONDITION_KEY_NOT_FOR_ALL', 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY'],
  *check({ statements, type }, facts) {
    for (const statement of statements) {
      if (type === 'trust') yield* inTrust(statement, facts)
      else for (const condition of statement.conditions) yield* inStatement(condition, statement, facts)
    }
  },
})

function* inStatement(condition: ConditionView, statement: StatementView, facts: Facts): Generator<LintProblem> {
  const { key, name, operator } = condition
  if (key.unknown || statement.actions.length === 0) return
  const lookup = lookUpKey(name, facts)
  if (lookup.kind === 'malformed' || (lookup.kind === 'missing' && lookup.prefix !== 'aws')) {
    yield found('UNKNOWN_CONDITION_FOR_ACTION', key.node, { key: key.shown, actions: shownActions(statement) })
    return
  }
  if (lookup.kind !== 'service' || OF_THE_SESSION.test(name)) return
  // Some keys of a service are of the session: the function or instance that calls.
  if (facts.globalKeys.has(name)) return
  const sets = actionsWithFacts(statement, facts)
  if (sets.some(({ known }) => known.length === 0)) return
  const lacking = sets.filter(({ known }) => !known.some((action) => actionHasKey(action, name)))
  if (lacking.length === sets.length) {
    yield found('UNKNOWN_CONDITION_FOR_ACTION', key.node, { key: key.shown, actions: shownActions(statement) })
    return
  }
  const asks = operator !== null && !operator.negated && !operator.ifExists && operator.base !== 'Null'
  if (!asks || operator.qualifier === 'ForAllValues' || statement.effect !== 'Allow') return
  const parts = lacking.length > 0 ? lacking.map(({ text }) => text.shown) : lackingTypes(sets, statement, name)
  if (parts.length > 0) yield found('CONDITION_KEY_NOT_FOR_ALL', key.node, { key: key.shown, lacking: parts })
}

/** Of an action that needs several resources, the types that the statement names and that never have the key. */
function lackingTypes(
  sets: readonly { readonly text: { readonly value: string }; readonly known: readonly KnownAction[] }[],
  { resources }: StatementView,
  name: string,
): readonly string[] {
  return sets.flatMap(({ text, known }) => {
    const [only] = known
    if (isPattern(text.value) || only === undefined) return []
    const { action, service } = only
    const required = action.resourceTypes.filter((type) => type.required)
    if (required.length < 2 || action.conditionKeys.some((template) => keyMatches(template, name))) return []
    // Where the facts list keys by action and type, those are the ones; else a type has its keys in every action.
    const byAction = action.resourceTypes.some(({ conditionKeys }) => conditionKeys.length > 0)
    return required.flatMap((type) => {
      const facts = service.resourceTypes.get(type.name.toLowerCase())
      if (facts === undefined || !resources.some(({ value }) => value !== '*' && isOfType(value, facts))) return []
      const keys = byAction ? type.conditionKeys : facts.conditionKeys
      const has = keys.some((template) => keyMatches(template, name))
      return has ? [] : [`${only.name} on ${type.name}`]
    })
  })
}

/** What the SDK's calls set: each STS action has keys of its own. facts: iam-data, service sts */
function* inTrust(statement: StatementView, facts: Facts): Generator<LintProblem> {
  for (const { key, name, operator } of statement.conditions) {
    if (!name.startsWith('sts:') || operator === null || operator.ifExists || lookUpKey(name, facts).kind !== 'service')
      continue
    const lacking = actionsWithFacts(statement, facts).filter(
      ({ text, known }) =>
        !isPattern(text.value) && known.length > 0 && !known.some((action) => actionHasKey(action, name)),
    )
    if (lacking.length === 0) continue
    const actions = lacking.map(({ text }) => text.shown)
    // Of sts:TagSession AWS shows no example with such a key, and no statement that it lacks them.
    const surely = lacking.some(({ text }) => !/^sts:TagSession$/i.test(text.value))
    yield found(
      'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
      key.node,
      { key: key.shown, actions },
      surely ? null : 'warning',
    )
  }
}

function shownActions(statement: StatementView): readonly string[] {
  return statement.actions.map(({ shown }) => shown)
}
