import type { AwsPlace } from '../../../spec/arn.ts'
import { roleExternalId, roleSourceIdentity, type RolePurpose } from '../../../spec/service-role.ts'

/** Credentials of a role, as the AWS SDK takes them. */
export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** What STS is asked for. */
export interface RoleSession {
  readonly role: string
  readonly externalId: string
  readonly sourceIdentity: string
  readonly sessionName: string
  readonly durationSeconds: number
}

/** Asks STS for a session of a role, with the function's own credentials. */
export type AssumeRole = (session: RoleSession) => Promise<RoleCredentials>

/** Credentials that are asked for when they are needed, and again before they expire. */
export type CredentialsOfRole = () => Promise<RoleCredentials>

/** A service role that cannot be used; the message says what it has to trust. */
export class ServiceRoleError extends Error {
  override readonly name = 'ServiceRoleError'
}

/** A function runs for 15 minutes at most, which is also the shortest session. */
const SESSION_SECONDS = 900

/** New credentials are asked for when the old ones have less time than this, as the SDK does. */
const RENEW_BEFORE_MS = 5 * 60_000

/**
 * The service roles of one detector during one invocation: a session is used for as long as it lasts, and for the purpose that
 * it was asked for alone. Whose external id is sent follows from the detector that runs, and from nothing else.
 *
 * @param sessionName - 2 .. 64 of the characters that STS allows; CloudTrail shows it
 * @param now - epoch milliseconds
 */
export function serviceRoles(
  place: AwsPlace,
  detector: string,
  sessionName: string,
  assumeRole: AssumeRole,
  now: () => number,
): (role: string | null, purpose: RolePurpose) => CredentialsOfRole {
  const sessions = new Map<string, Promise<RoleCredentials>>()

  async function ask(key: string, session: RoleSession): Promise<RoleCredentials> {
    try {
      return await assumeRole(session)
    } catch (error) {
      sessions.delete(key)
      throw roleRefused(session, error)
    }
  }

  return (role, purpose) => async () => {
    if (role === null) throw roleMissing(purpose)
    const externalId = roleExternalId(place, detector, purpose)
    const key = `${role} ${externalId}`
    const present = sessions.get(key)
    if (present !== undefined && (await present).expiration.getTime() - now() > RENEW_BEFORE_MS) return present
    // Several uses may have waited for the same session.
    if (sessions.get(key) === present) {
      const sourceIdentity = roleSourceIdentity(detector)
      sessions.set(key, ask(key, { role, externalId, sourceIdentity, sessionName, durationSeconds: SESSION_SECONDS }))
    }
    return sessions.get(key)!
  }
}

/** Asks the STS of a region. The client is made when it is first needed, and once. */
export function stsOf(region: string): AssumeRole {
  let client: Promise<{ readonly sts: StsClient; readonly sdk: StsSdk }> | undefined
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-sts')
    return { sdk, sts: new sdk.STSClient({ region }) }
  }
  return async ({ role, externalId, sourceIdentity, sessionName, durationSeconds }) => {
    const { sdk, sts } = await (client ??= connect())
    const { Credentials: credentials } = await sts.send(
      new sdk.AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: sessionName,
        ExternalId: externalId,
        SourceIdentity: sourceIdentity,
        DurationSeconds: durationSeconds,
      }),
    )
    if (credentials === undefined) throw new Error('STS answered without credentials')
    return {
      accessKeyId: credentials.AccessKeyId!,
      secretAccessKey: credentials.SecretAccessKey!,
      sessionToken: credentials.SessionToken!,
      expiration: credentials.Expiration!,
    }
  }
}

type StsSdk = typeof import('@aws-sdk/client-sts')
type StsClient = InstanceType<StsSdk['STSClient']>

function roleMissing(purpose: RolePurpose): ServiceRoleError {
  const of = purpose.kind === 'alert' ? `The alert "${purpose.alert}"` : 'The dataset'
  return new ServiceRoleError(
    `${of} has no service role, and the engine does nothing with its own rights. Give it one: \`role\` in the spec.`,
  )
}

function roleRefused({ role, externalId, sourceIdentity }: RoleSession, cause: unknown): ServiceRoleError {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new ServiceRoleError(
    `The role ${role} could not be assumed (${reason}). It must exist below the path of roles that the engine may assume, ` +
      `and trust the engine's role for sts:AssumeRole with the external id "${externalId}" and for sts:SetSourceIdentity ` +
      `with "${sourceIdentity}"; crowsnest policy SPEC writes this trust.`,
    { cause },
  )
}
