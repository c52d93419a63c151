import type { Facts } from '../../facts/index.ts'
import { actionsWithFacts } from '../action-facts.ts'
import { isPattern } from '../glob.ts'
import type { StatementView } from '../policy-view.ts'
import { isOfType } from '../resource-facts.ts'
import { found, rule } from '../rule.ts'

/** A call that needs several resources is allowed for all of them, in one or several statements. */
export const requiredResources = rule({
  codes: ['REQUIRED_RESOURCE_MISSING'],
  *check({ type, statements }, facts) {
    if (type !== 'identity') return
    const seen = new Set<string>()
    for (const statement of statements) {
      if (statement.effect !== 'Allow') continue
      for (const { text, known } of actionsWithFacts(statement, facts)) {
        const [only] = known
        if (only === undefined || isPattern(text.value) || seen.has(only.name)) continue
        if (ONE_OF.has(only.name.toLowerCase())) continue
        seen.add(only.name)
        const required = only.action.resourceTypes.filter((type_) => type_.required)
        // Of so many, the facts list what may take each other's place.
        if (required.length < 2 || required.length > 4) continue
        const resources = allowedResources(statements, only.name, facts)
        if (resources === null) continue
        const missing = required
          .filter(({ name }) => {
            const resourceType = only.service.resourceTypes.get(name.toLowerCase())
            return resourceType !== undefined && !resources.some((resource) => isOfType(resource, resourceType))
          })
          .map(({ name }) => name)
        // Nothing of it fits: that is RESOURCE_MISMATCH.
        if (missing.length > 0 && missing.length < required.length) {
          yield found('REQUIRED_RESOURCE_MISSING', text.node, { action: only.name, missing })
        }
      }
    }
  },
})

/**
 * Calls that are about one resource, of which the facts list every type that it can have as required.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const ONE_OF: ReadonlySet<string> = new Set(['states:describeexecution'])

/** What the policy allows an action on; null when NotResource leaves it open. */
function allowedResources(
  statements: readonly StatementView[],
  action: string,
  facts: Facts,
): readonly string[] | null {
  const resources: string[] = []
  for (const statement of statements) {
    const named = actionsWithFacts(statement, facts).some(
      ({ text, known }) => text.value === '*' || known.some(({ name }) => name === action),
    )
    if (statement.effect !== 'Allow' || !named) continue
    if (statement.element('NotResource') !== null) return null
    resources.push(...statement.resources.map(({ value }) => value))
  }
  return resources
}
