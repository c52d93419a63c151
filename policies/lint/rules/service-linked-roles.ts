import { rule } from '../rule.ts'
import { isIdentityLike } from '../walk.ts'
import { tooMuch } from './pass-role.ts'

/** iam:CreateServiceLinkedRole for more services than were thought of. */
export const serviceLinkedRoles = rule({
  codes: [
    'CREATE_SLR_WITH_NOTRESOURCE',
    'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    'CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE',
    'CREATE_SLR_WITH_STAR_IN_RESOURCE',
    'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
    'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
  ],
  *check(policy) {
    if (!isIdentityLike(policy) || policy.type === 'boundary') return
    for (const statement of policy.statements) {
      if (!statement.conditions.some(({ name }) => name === 'iam:awsservicename')) {
        yield* tooMuch(statement, 'iam:CreateServiceLinkedRole', 'CREATE_SLR', isOpen)
      }
    }
  },
})

/** The path of such a role names its service; a wildcard behind that is fine. */
function isOpen(resource: string): boolean {
  return /[*?]/.test(resource) && !/:role\/aws-service-role\/[^*?/]+\//.test(resource)
}
