import { isAbout, names } from '../action-facts.ts'
import { overlaps } from '../glob.ts'
import type { StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'

interface Dependency {
  readonly action: string
  /** Any one of them will do. */
  readonly needs: readonly string[]
  readonly why: string
}

/** Of the actions that our own policies use. facts: iam.md 5 */
const DEPENDENCIES: readonly Dependency[] = ['ExecuteStatement', 'BatchExecuteStatement'].map((name) => ({
  action: `redshift-data:${name}`,
  needs: [
    'secretsmanager:GetSecretValue',
    'redshift:GetClusterCredentials',
    'redshift:GetClusterCredentialsWithIAM',
    'redshift-serverless:GetCredentials',
  ],
  why: 'signs in to the database with',
}))

/** What reading or writing something encrypted asks of its key. */
const KEY_USES: readonly Dependency[] = [
  { action: 's3:GetObject', needs: ['kms:Decrypt'], why: 'of an encrypted bucket needs' },
  { action: 's3:PutObject', needs: ['kms:GenerateDataKey'], why: 'to an encrypted bucket needs' },
  { action: 'sns:Publish', needs: ['kms:GenerateDataKey'], why: 'to an encrypted topic needs' },
  { action: 'sqs:SendMessage', needs: ['kms:GenerateDataKey'], why: 'to an encrypted queue needs' },
  { action: 'secretsmanager:GetSecretValue', needs: ['kms:Decrypt'], why: 'of a secret with a key of its own needs' },
]

/** Actions that work only with others. */
export const dependentPermissions = rule({
  codes: ['DEPENDENT_PERMISSION_MISSING'],
  *check({ type, statements }, _facts, { encryptedWith }) {
    if (type !== 'identity') return
    const allows = statements.filter(({ effect }) => effect === 'Allow')
    for (const statement of allows) {
      yield* missing(statement, DEPENDENCIES, allows, null)
      for (const [resource, key] of Object.entries(encryptedWith)) {
        if (statement.resources.some(({ value }) => overlaps(value, resource) || value.startsWith(`${resource}/`))) {
          yield* missing(statement, KEY_USES, allows, key)
        }
      }
    }
  },
})

function* missing(
  statement: StatementView,
  dependencies: readonly Dependency[],
  allows: readonly StatementView[],
  key: string | null,
): Generator<LintProblem> {
  for (const { action, needs, why } of dependencies) {
    const text = statement.actions.find(({ value }) => names(value, action))
    if (text === undefined || /^\*$|:\*$/.test(text.value)) continue
    const allowed = allows.some(
      (other) =>
        needs.some((need) => isAbout(other, need)) &&
        (key === null ||
          other.element('NotResource') !== null ||
          other.resources.some(({ value }) => overlaps(value, key))),
    )
    if (!allowed) yield found('DEPENDENT_PERMISSION_MISSING', text.node, { action, needs, why })
  }
}
