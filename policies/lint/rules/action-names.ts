import type { Facts } from '../../facts/index.ts'
import { namedActions } from '../action-facts.ts'
import { isPattern } from '../glob.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { slipOf } from '../slip.ts'
import type { Text } from '../text.ts'
import { actionsOf } from '../walk.ts'

/** What IAM itself asks of an action: letters, one colon. Moto recorded what it refuses. */
const VENDOR = /^[A-Za-z0-9.*?-]+$/

/**
 * Every action exists. A name that is clearly a slip of another is an error; one that nothing resembles is a warning: the
 * facts are of a day, and IAM stores it.
 */
export const actionNames = rule({
  codes: ['INVALID_ACTION', 'INVALID_SERVICE_IN_ACTION', 'WILDCARD_IN_SERVICE_NAME'],
  *check({ statements }, facts) {
    for (const statement of statements) {
      for (const text of actionsOf(statement)) if (text.value !== '*' && !text.unknown) yield* checkAction(text, facts)
    }
  },
})

function* checkAction({ node, value }: Text, facts: Facts): Generator<LintProblem> {
  const [prefix = '', name, ...more] = value.split(':')
  if (name === undefined || name === '' || more.length > 0 || prefix === '') {
    yield found('INVALID_ACTION', node, { action: value, suggestion: null, asOf: null })
    return
  }
  // A variable there is VARIABLE_UNSUPPORTED_IN_ELEMENT.
  if (value.includes('$')) return
  const service = prefix.toLowerCase()
  if (!VENDOR.test(prefix))
    yield found('INVALID_SERVICE_IN_ACTION', node, { service: prefix, suggestion: null, asOf: null })
  else if (isPattern(prefix)) yield found('WILDCARD_IN_SERVICE_NAME', node, { action: value })
  else if (!facts.services.has(service)) {
    const suggestion = slipOf(service, facts.services)
    const args = { service: prefix, suggestion, asOf: facts.asOf }
    yield found('INVALID_SERVICE_IN_ACTION', node, args, suggestion === null ? 'warning' : null)
  } else if (namedActions(value, facts).length === 0) {
    const actions = [...(facts.service(service)?.actions.values() ?? [])].map((action) => action.name)
    const slip = slipOf(name, actions)
    const suggestion = slip === null ? null : `${service}:${slip}`
    const args = { action: value, suggestion, asOf: facts.asOf }
    yield found('INVALID_ACTION', node, args, suggestion === null ? 'warning' : null)
  }
}
