import type { IamStatement } from '../../iam-json.ts'
import { matches } from '../glob.ts'
import type { StatementView } from '../policy-view.ts'
import { found, rule } from '../rule.ts'

/** What a statement allows is allowed by one that is deployed: action and resource for action and resource. */
export const widerThanDeployed = rule({
  codes: ['ACCESS_WIDER_THAN_DEPLOYED'],
  *check({ type, statements }, _facts, { deployed }) {
    if (deployed === null || type !== 'identity') return
    const before = deployed.Statement.filter(({ Effect }) => Effect === 'Allow')
    for (const statement of statements) {
      if (statement.effect !== 'Allow') continue
      for (const action of statement.actions) {
        for (const resource of statement.resources) {
          if (before.some((old) => covers(old, action.value, resource.value, statement))) continue
          yield found('ACCESS_WIDER_THAN_DEPLOYED', action.node, { action: action.shown, resource: resource.shown })
        }
      }
    }
  },
})

function covers(old: IamStatement, action: string, resource: string, { conditions }: StatementView): boolean {
  const actions = old.Action ?? []
  const resources = old.Resource ?? []
  if (!actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))) return false
  if (!resources.some((pattern) => matches(pattern, resource))) return false
  // A condition of the old one that the new one lacks makes the new one wider.
  return Object.entries(old.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      conditions.some(
        (condition) =>
          String(condition.operatorNode.value) === operator &&
          condition.name === key.toLowerCase() &&
          condition.values.every(({ value }) => values.includes(value)),
      ),
    ),
  )
}
