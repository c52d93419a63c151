import type { Facts } from '../../facts/index.ts'
import { actionsWithFacts, type KnownAction } from '../action-facts.ts'
import { isPattern } from '../glob.ts'
import type { PolicyView, StatementView } from '../policy-view.ts'
import { isOfType } from '../resource-facts.ts'
import { found, rule, type LintProblem } from '../rule.ts'

/**
 * Every action that is written out has a resource in its statement that it works on; one of its types is enough (parliament
 * #10, #255). An action of a pattern counts only when nothing that the pattern names has one.
 */
export const resourceFitsAction = rule({
  codes: ['RESOURCE_MISMATCH'],
  *check(policy: PolicyView, facts: Facts) {
    if (policy.type === 'trust') return
    for (const statement of policy.statements) yield* inStatement(statement, facts)
  },
})

function* inStatement(statement: StatementView, facts: Facts): Generator<LintProblem> {
  const { resources } = statement
  if (resources.length === 0) return
  for (const { text, known } of actionsWithFacts(statement, facts)) {
    if (known.length === 0 || known.some((action) => works(action, statement))) continue
    // Of a wildcard something else may be meant; of a name not.
    if (isPattern(text.value) && known.length > 20) continue
    const [{ name, action }] = known as [KnownAction]
    const types = action.resourceTypes.length === 0 ? ['"*" only'] : action.resourceTypes.map((type) => type.name)
    yield found('RESOURCE_MISMATCH', text.node, { action: isPattern(text.value) ? text.value : name, types })
  }
}

function works({ action, service }: KnownAction, { resources }: StatementView): boolean {
  // AWS's own examples write "every bucket" (arn:aws:s3:::*) for actions that know no resource.
  if (action.resourceTypes.length === 0) return resources.some(({ value }) => ALL.test(value))
  return action.resourceTypes.some(({ name }) => {
    const type = service.resourceTypes.get(name.toLowerCase())
    return type === undefined || resources.some(({ value }) => isOfType(value, type))
  })
}

/** Every resource, or every one of a service; or something unknown. */
const ALL = /^(\*|\uE000.*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$/
