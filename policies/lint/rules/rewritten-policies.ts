import { isAbout } from '../action-facts.ts'
import { arnParts } from '../arn-parts.ts'
import { overlaps } from '../glob.ts'
import type { StatementView } from '../policy-view.ts'
import { found, rule } from '../rule.ts'

/** Actions that change who may use a resource, with what using it is. */
const CHANGES: readonly { readonly action: string; readonly uses: readonly string[] }[] = [
  { action: 's3:PutBucketPolicy', uses: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'] },
  { action: 's3:PutBucketAcl', uses: ['s3:GetObject', 's3:PutObject'] },
  { action: 's3:PutObjectAcl', uses: ['s3:GetObject'] },
  { action: 'kms:PutKeyPolicy', uses: ['kms:Decrypt', 'kms:Encrypt'] },
  { action: 'secretsmanager:PutResourcePolicy', uses: ['secretsmanager:GetSecretValue'] },
]

/**
 * Some but not all access to a resource, together with the right to change its policy. Who has all of it anyway (`s3:*`)
 * gains nothing.
 */
export const rewrittenPolicies = rule({
  codes: ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  *check({ type, statements }) {
    if (type !== 'identity') return
    const allows = statements.filter(({ effect }) => effect === 'Allow')
    const denies = statements.filter(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)
    const said = new Set<StatementView>()
    for (const { action, uses } of CHANGES) {
      const changer = allows.find((statement) => statement.actions.length > 0 && isAbout(statement, action))
      if (changer === undefined || denies.some((deny) => isAbout(deny, action))) continue
      const service = action.slice(0, action.indexOf(':'))
      const all = allows.some(({ actions }) =>
        actions.some(({ value }) => value === '*' || value.toLowerCase() === `${service}:*`),
      )
      const used = allows.find(
        (statement) => uses.some((use) => isAbout(statement, use)) && sameThing(statement, changer),
      )
      if (all || used === undefined) continue
      const reach = changer.resources[0]
      if (said.has(changer)) continue
      said.add(changer)
      if (reach === undefined) continue
      const level = reach.value === '*' ? null : 'warning'
      yield found('RESOURCE_POLICY_PRIVILEGE_ESCALATION', reach.node, { action, reach: reach.shown }, level)
    }
  },
})

/** A bucket and its objects, or the same ARN. */
function sameThing(one: StatementView, other: StatementView): boolean {
  return one.resources.some(({ value }) =>
    other.resources.some((resource) => overlaps(base(value), base(resource.value))),
  )
}

function base(resource: string): string {
  return arnParts(resource)?.service === 's3' ? resource.replace(/\/.*$/s, '') : resource
}
