import { iamArn, localArn, parseArn, type AwsPlace, type NotifierService } from '../../spec/index.ts'
import { POLICY_LIMITS, policySize } from './document-size.ts'
import { logStatements } from './engine-role.ts'
import { checkedArn, checkRolePath } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { Role } from './role.ts'
import { roleName } from './role-name.ts'
import { secretStatements } from './secret.ts'
import { checkTopic } from './sns-alert.ts'
import { checkQueue } from './scheduler-role.ts'
import { serviceTrust } from './trust.ts'

/** A function that tells a service such as Slack of alerts. */
export interface NotifierChannel {
  readonly service: NotifierService
  /** Name of the channel: 1 to 32 letters, digits, hyphens and underscores. */
  readonly channel: string
}

/** What the role of a notifier depends on. */
export interface NotifierNeeds extends NotifierChannel {
  /** ARN of the secret, or its name, which stands for any six characters that Secrets Manager adds. */
  readonly secret: string
  /** ARN of the secret's own key in KMS; default none, the key of the service. */
  readonly secretKey?: string
  /** Existing log group; default its own. */
  readonly logGroup?: string
  /** ARN of the SQS queue or SNS topic that alerts go to which could not be delivered; default nowhere. */
  readonly onFailure?: string
}

/** Names and ARNs of what a notifier is made of. All follow from the channel, so that policies can be written before. */
export interface NotifierNames {
  readonly function: string
  readonly functionArn: string
  readonly logGroup: string
  /** Name of the secret that a stack makes for it. */
  readonly secret: string
  readonly rolePath: string
  readonly role: string
  readonly roleArn: string
}

/** Beginning of the names of secrets that the components make. */
export const NOTIFIER_SECRET_PREFIX = 'crowsnest/'

/**
 * Names of a notifier.
 *
 * @param rolePath - path of its role; default `/crowsnest/<region>/channels/`
 * @throws {PolicyError} CHANNEL_NAME_INVALID and ROLE_PATH_INVALID
 */
export function notifierNames(
  place: AwsPlace,
  { service, channel }: NotifierChannel,
  rolePath = `/crowsnest/${place.region}/channels/`,
): NotifierNames {
  checkChannelName(channel)
  checkRolePath(rolePath)
  const name = `crowsnest-${service}-${channel}`
  const role = roleName({ region: place.region, engine: 'channels' }, [service, channel])
  return {
    function: name,
    functionArn: localArn(place, 'lambda', `function:${name}`),
    logGroup: `/aws/lambda/${name}`,
    secret: `${NOTIFIER_SECRET_PREFIX}${service}-${channel}`,
    rolePath,
    role,
    roleArn: iamArn(place, `role${rolePath}${role}`),
  }
}

/** @throws {PolicyError} CHANNEL_NAME_INVALID */
export function checkChannelName(channel: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/.test(channel)) throw new PolicyError('CHANNEL_NAME_INVALID', { got: channel })
}

/**
 * The role of a notifier: it reads one secret and writes its log. Who may call the function, the roles of alerts say; the
 * function itself has no policy.
 *
 * @throws {PolicyError} CHANNEL_NAME_INVALID, ROLE_PATH_INVALID, NAME_INVALID, ARN_INVALID, ARN_PARTITION, KEY_IS_ALIAS
 */
export function notifierRole(
  place: AwsPlace,
  needs: NotifierNeeds,
  { rolePath, boundary = null }: Pick<PolicyOptions, 'rolePath'> & { readonly boundary?: string | null } = {},
): Role {
  const names = notifierNames(place, needs, rolePath)
  const { document: trust, protection } = serviceTrust(place, { service: 'lambda' })
  const documents: readonly PolicyDocument[] = [
    { name: 'secret', kind: 'identity', statements: readSecret(place, needs, names) },
    {
      name: 'observability',
      kind: 'identity',
      statements: logStatements(place, { logGroup: needs.logGroup ?? names.logGroup }, 'notifier'),
    },
    ...(needs.onFailure === undefined
      ? []
      : [{ name: 'failures', kind: 'identity' as const, statements: failureStatements(place, needs.onFailure) }]),
  ]
  const size = documents.reduce((sum, document) => sum + policySize(document), 0)
  if (size > POLICY_LIMITS.inline) {
    throw new PolicyError('STATEMENT_TOO_LARGE', { sid: 'ReadSecret', size, limit: POLICY_LIMITS.inline })
  }
  return {
    name: names.role,
    path: names.rolePath,
    arn: names.roleArn,
    kind: 'notifier',
    detector: null,
    alert: null,
    trust: {
      ...trust,
      statements: trust.statements.map((statement) => ({
        ...statement,
        sid: 'LambdaRunsTheNotifier',
        reason: 'Lambda gives these rights to the code of the notifier.',
      })),
    },
    protection,
    documents,
    attachment: 'inline',
    boundary,
    reason: `The notifier of the channel ${needs.channel} runs with it: it reads the secret of ${needs.service} and writes its log.`,
  }
}

/** @throws {PolicyError} ARN_INVALID or ARN_PARTITION */
export function checkSecret(place: Pick<AwsPlace, 'partition'>, secret: string): void {
  checkedArn(place, secret, 'a secret', 'secretsmanager:<region>:<account>:secret:<name>', /^secret:[\w/+=.@-]+$/)
}

/** @throws {PolicyError} ARN_INVALID or ARN_PARTITION */
export function checkFailureTarget(place: Pick<AwsPlace, 'partition'>, target: string): void {
  if (parseArn(target)?.service === 'sns') checkTopic(place, target)
  else checkQueue(place, target)
}

/** Of this secret, its current version, by the function's own code. */
function readSecret(place: AwsPlace, needs: NotifierNeeds, { functionArn }: NotifierNames): readonly Statement[] {
  const statements = secretStatements(
    place,
    { secret: needs.secret, secretPrefix: '', ...(needs.secretKey !== undefined && { key: needs.secretKey }) },
    { kind: 'engine', operation: 'SecretsManager.GetSecretValue' },
  )
  return statements.map((statement) =>
    statement.sid === 'ReadSecret'
      ? {
          ...statement,
          conditions: { ...statement.conditions, ArnEquals: { 'lambda:SourceFunctionArn': [functionArn] } },
          reason: `Reads the URL or key of ${needs.service}: of this secret, its current version only, and only from the notifier's own function. Question marks stand for the six characters that Secrets Manager ends every ARN in.`,
        }
      : statement,
  )
}

function failureStatements(place: AwsPlace, target: string): readonly Statement[] {
  checkFailureTarget(place, target)
  const isTopic = parseArn(target)?.service === 'sns'
  return [
    {
      sid: 'KeepFailedAlerts',
      effect: 'Allow',
      actions: [isTopic ? 'sns:Publish' : 'sqs:SendMessage'],
      resources: [target],
      conditions: {},
      reason:
        'Lambda keeps alerts here that the notifier could not deliver, with its role, so that somebody sees them.',
      operations: [],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    },
  ]
}
