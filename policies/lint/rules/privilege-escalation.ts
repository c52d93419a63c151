import { isAbout, names } from '../action-facts.ts'
import { ESCALATIONS, type Escalation } from '../escalations.ts'
import { overlaps } from '../glob.ts'
import type { StatementView } from '../policy-view.ts'
import { found, rule } from '../rule.ts'
import type { Text } from '../text.ts'
import type { SourceNode } from '../../../spec/text-tree/source-node.ts'

/**
 * Sets of permissions that lead to those of others. What the resources are decides how bad it is: with a wildcard it
 * reaches roles that nobody thought of; named one by one, only a look at those roles can tell (cloudsplaining #585).
 * Conditions count where they limit the path itself: iam:PassedToService, and a Deny without condition.
 */
export const privilegeEscalation = rule({
  codes: ['PRIVILEGE_ESCALATION'],
  *check({ type, statements }) {
    if (type !== 'identity') return
    const allows = statements.filter(({ effect, actions }) => effect === 'Allow' && actions.length > 0)
    const denies = statements.filter(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)
    if (allows.length === 0) return
    const open = ESCALATIONS.flatMap((path) => {
      const grants = path.actions.map((action) => grantOf(action, path, allows, denies))
      return grants.includes(null) ? [] : [{ path, grants: grants as readonly Grant[] }]
    })
    // The shortest path says it all; those that only add to it are no news.
    const shortest = open.filter(({ path }) => !open.some((other) => other.path !== path && includes(path, other.path)))
    const byNode = Map.groupBy(shortest, ({ grants }) => placeOf(grants))
    for (const [node, paths] of byNode) {
      const broad = paths.some(({ grants }) => grants.every((grant) => grant.broad))
      const worst = paths.find(({ grants }) => grants.every((grant) => grant.broad) === broad)!
      const args = { actions: worst.path.actions, how: worst.path.how, others: paths.length - 1, broad }
      yield found('PRIVILEGE_ESCALATION', node, args, broad ? null : 'suggestion')
    }
  },
})

/** iam:PassRole is the same in many paths; what it is passed for is where to look. */
function placeOf(grants: readonly Grant[]): SourceNode {
  return grants.at(-1)!.node
}

function includes(path: Escalation, other: Escalation): boolean {
  return other.actions.length < path.actions.length && other.actions.every((action) => path.actions.includes(action))
}

interface Grant {
  readonly broad: boolean
  readonly node: SourceNode
}

function grantOf(
  action: string,
  { passedTo }: Escalation,
  allows: readonly StatementView[],
  denies: readonly StatementView[],
): Grant | null {
  const grants = allows.filter((statement) => isAbout(statement, action) && !excludes(statement, action, passedTo))
  const left = grants.flatMap((statement) => {
    const resources = statement.resources.filter(({ value }) => !isDenied(action, value, denies))
    if (resources.length === 0 && statement.element('NotResource') === null) return []
    const broad =
      statement.element('NotResource') !== null ||
      decisive(action, resources).some(({ value }) => isBroad(value, action))
    const scoped = statement.conditions.some(({ name }) => NARROWS.test(name))
    const text = statement.actions.find(({ value }) => names(value, action))
    return [{ broad: broad && !scoped, node: text?.node ?? statement.node }]
  })
  return left.find(({ broad }) => broad) ?? left[0] ?? null
}

/** A command is what its document says, on whichever instance it runs. */
function decisive(action: string, resources: readonly Text[]): readonly Text[] {
  const documents = resources.filter(({ value }) => /^arn:[^:]*:ssm:[^:]*:[^:]*:document\//.test(value))
  return action === 'ssm:SendCommand' && documents.length > 0 ? documents : resources
}

/** Conditions that leave only resources or permissions that somebody chose. */
const NARROWS =
  /^(aws:resourcetag\/.+|[a-z0-9-]+:resourcetag\/.+|iam:permissionsboundary|iam:policyarn|sts:externalid|aws:resourceaccount|iam:passedtoservice)$/

/** iam:PassedToService names other services than the path needs. */
function excludes({ conditions }: StatementView, action: string, passedTo: readonly string[]): boolean {
  if (action !== 'iam:PassRole') return false
  return conditions.some(
    ({ name, operator, values }) =>
      name === 'iam:passedtoservice' &&
      operator?.negated === false &&
      !passedTo.some((service) => values.some(({ value }) => overlaps(value, service))),
  )
}

function isDenied(action: string, resource: string, denies: readonly StatementView[]): boolean {
  return denies.some(
    (deny) => isAbout(deny, action) && deny.resources.some(({ value }) => value === '*' || value === resource),
  )
}

/** A wildcard that leaves open whose permissions it are: a whole account's roles, and not those of one path. */
function isBroad(resource: string, action: string): boolean {
  const name = resource.split(':').slice(5).join(':')
  if (resource === '*' || name === '*') return true
  const first = /^[a-z-]+[/:]([^/]*)/i.exec(name)?.[1] ?? name
  // One's own user or access key.
  if (name.includes('${aws:username}') && action.startsWith('iam:')) return false
  return /^[*?]/.test(first)
}
