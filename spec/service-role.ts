import { createHash } from 'node:crypto'
import type { AwsPlace } from './arn.ts'

/** What a service role is for: the detector's dataset, or one of its alerts. */
export type RolePurpose = { readonly kind: 'dataset' } | { readonly kind: 'alert'; readonly alert: string }

/**
 * External id that the engine sends when it assumes a service role, and that the role's trust policy asks for: a detector
 * that names another's role is refused. The engine derives it from the detector that it runs, never from what it is told.
 *
 * @returns 2 .. 1,224 of the characters that STS allows
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
 */
export function roleExternalId(place: AwsPlace, detector: string, purpose: RolePurpose): string {
  return `${externalIdPrefix(place)}${detector}/${purpose.kind === 'alert' ? `alert/${purpose.alert}` : 'dataset'}`
}

/** What every external id of a place begins with; a detector's name follows. */
export function externalIdPrefix({ region, account }: Pick<AwsPlace, 'region' | 'account'>): string {
  return `crowsnest:${region}:${account}:detector/`
}

/** What every source identity of the engine begins with. */
export const SOURCE_IDENTITY_PREFIX = 'detector-'

/**
 * Source identity of the engine's sessions: names the detector in CloudTrail, whatever role did the work. Long names are cut
 * and told apart by a hash; the dot before it is in no detector's name.
 *
 * @returns 10 .. 64 characters
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export function roleSourceIdentity(detector: string): string {
  const whole = SOURCE_IDENTITY_PREFIX + detector
  if (whole.length <= LONGEST_IDENTITY) return whole
  const hash = createHash('sha256').update(detector).digest('hex').slice(0, 10)
  return `${whole.slice(0, LONGEST_IDENTITY - hash.length - 1)}.${hash}`
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const LONGEST_IDENTITY = 64
