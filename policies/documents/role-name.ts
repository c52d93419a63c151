import { createHash } from 'node:crypto'
import type { EnginePlace } from './place.ts'

/** IAM's most characters of a role's name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_ROLE_NAME = 64

/**
 * Name of a role: readable, the same every time, and different for every detector, alert, engine and region, because
 * an account has each name once whatever its path, and capitals do not count.
 *
 * @param parts - what the role is for, from the widest on: `revenue`, `alert`, `oncall`
 * @returns 1 .. 64 characters, ending in ten of a hash
 */
export function roleName({ region, engine }: Pick<EnginePlace, 'region' | 'engine'>, parts: readonly string[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([region, engine, ...parts]))
    .digest('hex')
    .slice(0, 10)
  const readable = ['crowsnest', ...parts].join('-').slice(0, LONGEST_ROLE_NAME - hash.length - 1)
  return `${readable}-${hash}`
}
