import type { Facts } from '../../facts/index.ts'
import { actionsWithFacts } from '../action-facts.ts'
import { actionHasKey } from '../condition-facts.ts'
import type { ConditionView, StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'

/** Tags of the request or resource; those of the principal are always there. */
const TAG = /^aws:(resourcetag\/.+|requesttag\/.+|tagkeys)$/

/** A tag condition on actions of which no request has such tags. */
export const tagConditions = rule({
  codes: [
    'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
  ],
  *check({ statements, type }, facts) {
    if (type === 'trust') return
    for (const statement of statements) {
      for (const condition of statement.conditions) {
        if (TAG.test(condition.name) && condition.operator?.base !== 'Null')
          yield* inStatement(statement, condition, facts)
      }
    }
  },
})

function* inStatement(
  statement: StatementView,
  { key, name, operator }: ConditionView,
  facts: Facts,
): Generator<LintProblem> {
  const deny = statement.effect === 'Deny'
  // A negated or IfExists operator is true without the tag: the Deny still holds, the Allow too.
  if (statement.effect === null || operator === null || operator.ifExists || operator.negated) return
  if (operator.qualifier === 'ForAllValues') return
  if (statement.element('NotAction') !== null) {
    const code = deny
      ? 'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
      : 'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
    yield found(code, key.node, { key: key.shown })
    return
  }
  const lacking = actionsWithFacts(statement, facts).filter(
    ({ known }) => known.length > 0 && !known.some((action) => actionHasKey(action, name)),
  )
  if (lacking.length === 0) return
  const code = deny
    ? 'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
    : 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
  yield found(code, key.node, { key: key.shown, actions: lacking.map(({ text }) => text.shown) })
}
