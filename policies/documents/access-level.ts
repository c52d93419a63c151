import { IAM_ACTIONS } from '../data/iam-actions.generated.ts'

/**
 * How AWS classes an action: `Read`, `List`, `Write`, `Tagging`, `Permissions management`, some of them together; null for
 * actions that stand in no generated policy.
 */
export function accessLevel(action: string): string | null {
  return IAM_ACTIONS[action]?.level ?? null
}
