import { notifierNames, notifierRole, type NotifierNames, type Role } from '../policies/index.ts'
import { notifierEnvironment, type AwsPlace, type NotifierOptions, type NotifierService } from '../spec/index.ts'
import { planRole, type RolePlan } from './role-plan.ts'

/** What the notifier of a channel is configured with, all values known. */
export interface NotifierPlanSettings {
  readonly service: NotifierService
  /** Name of the channel: 1 to 32 letters, digits, hyphens and underscores. */
  readonly channelName: string
  /** What the service is told beside its secret. */
  readonly options: NotifierOptions
  /** Field of the secret's JSON object; default its whole text. */
  readonly secretField?: string
  /** ARN of the secret's own key; default none. */
  readonly secretKeyArn?: string
  /** Existing role; default one of its own. */
  readonly roleArn?: string
  /** Default `/crowsnest/<region>/channels/`. */
  readonly rolePath?: string
  readonly permissionsBoundary?: string
  /** Existing log group; default one of its own. */
  readonly logGroup?: string
  /** ARN of the queue or topic that alerts go to which could not be delivered; default nowhere. */
  readonly onFailureArn?: string
}

/** Names of what a channel is made of, which do not depend on its secret. */
export interface NotifierPlanNames {
  readonly functionName: string
  readonly functionArn: string
  readonly logGroup: string
  readonly secretName: string
  /** Of the role, its own or the existing one. */
  readonly roleArn: string
}

/** Everything that must exist for a channel to a service, as AWS wants it. */
export interface NotifierPlan extends NotifierPlanNames {
  readonly role: RolePlan
  readonly environment: Readonly<Record<string, string>>
}

/** Policies of the role, by name, in the order of the plan. */
export function notifierPolicyNames({ onFailureArn }: { readonly onFailureArn?: unknown }): readonly string[] {
  return ['secret', 'observability', ...(onFailureArn === undefined ? [] : ['failures'])]
}

/**
 * Names of what a channel is made of.
 *
 * @throws {PolicyError} for names and paths that nothing can be deployed with
 */
export function planNotifierNames(settings: NotifierPlanSettings, place: AwsPlace): NotifierPlanNames {
  const names = namesOf(settings, place)
  return {
    functionName: names.function,
    functionArn: names.functionArn,
    logGroup: settings.logGroup ?? names.logGroup,
    secretName: names.secret,
    roleArn: settings.roleArn ?? names.roleArn,
  }
}

/**
 * What must exist for a channel to a service.
 *
 * @param secret - its ARN
 * @throws {PolicyError} for names, keys, paths and secrets that nothing can be deployed with
 */
export function planNotifier(settings: NotifierPlanSettings, place: AwsPlace, secret: string): NotifierPlan {
  const { service, options, secretField } = settings
  return {
    ...planNotifierNames(settings, place),
    role: planRole(notifierRoleOf(settings, place, secret)),
    environment: notifierEnvironment({ service, secret, options, ...(secretField !== undefined && { secretField }) }),
  }
}

/**
 * The role of a channel to a service, with the reason of every statement.
 *
 * @param secret - its ARN, or its name before it is there
 * @throws {PolicyError} as `planNotifier`
 */
export function notifierRoleOf(settings: NotifierPlanSettings, place: AwsPlace, secret: string): Role {
  const { service, channelName, secretKeyArn, rolePath, permissionsBoundary, logGroup, onFailureArn } = settings
  return notifierRole(
    place,
    {
      service,
      channel: channelName,
      secret,
      ...(secretKeyArn !== undefined && { secretKey: secretKeyArn }),
      ...(logGroup !== undefined && { logGroup }),
      ...(onFailureArn !== undefined && { onFailure: onFailureArn }),
    },
    {
      ...(rolePath !== undefined && { rolePath }),
      ...(permissionsBoundary !== undefined && { boundary: permissionsBoundary }),
    },
  )
}

function namesOf({ service, channelName, rolePath }: NotifierPlanSettings, place: AwsPlace): NotifierNames {
  return notifierNames(place, { service, channel: channelName }, rolePath)
}
