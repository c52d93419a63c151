import { checkAccount, checkBucket, checkedArn, checkEngineName, checkKey, checkRolePath } from '../policies/index.ts'
import type { AwsPlace } from '../spec/index.ts'
import { LOG_LEVELS, type EngineSettings } from './engine-plan.ts'
import { MAP_CONCURRENCY } from './map-definition.ts'
import { problemOf, type Problem } from './problem.ts'

/** An engine's settings as far as they are known, with those of its function and its log; what is not known yet is left out. */
export interface EngineDraft extends Partial<Omit<EngineSettings, 'network' | 'logLevel' | 'roles' | 'readers'>> {
  readonly memorySize?: number
  readonly timeout?: number
  readonly reservedConcurrency?: number
  readonly logRetentionDays?: number
  readonly logKeyArn?: string
  readonly logLevel?: string
  readonly architecture?: string
  readonly stateOnDestroy?: string
  /** A key is to be made although one is named. */
  readonly stateKeyTwice?: boolean
  readonly roles?: string
  readonly createStateKey?: boolean
  readonly readers?: readonly (string | undefined)[]
  readonly subnetAccount?: string
  /** Undefined where nothing is said about it. */
  readonly hasNetwork?: boolean
  readonly network?: {
    readonly subnets?: readonly (string | undefined)[]
    readonly securityGroups?: readonly (string | undefined)[]
  }
}

/** Days that CloudWatch Logs knows; 0 keeps for ever. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

/**
 * Everything that is wrong with an engine's settings, at once.
 *
 * @param settings - those that are known; the others pass
 * @param place - account, region and partition where they are known: ARNs of another partition are refused
 */
export function checkEngine(settings: EngineDraft, place: Partial<AwsPlace> = {}): readonly Problem[] {
  const { network, roles, logLevel, architecture, stateOnDestroy } = settings
  return [
    ...problemOf('engineName', settings.name, checkEngineName),
    ...problemOf('stateBucket', settings.stateBucket, checkBucket),
    ...problemOf('rolePath', settings.rolePath, checkRolePath),
    ...problemOf('stateKeyArn', settings.stateKeyArn, (arn) => checkKey(inPlace(arn, place), arn)),
    ...problemOf('logKeyArn', settings.logKeyArn, (arn) => checkKey(inPlace(arn, place), arn)),
    ...roleProblems('roleArn', settings.roleArn, place),
    ...roleProblems('schedulerRoleArn', settings.schedulerRoleArn, place),
    ...roleProblems('mapRoleArn', settings.mapRoleArn, place),
    ...mapProblems(settings),
    ...problemOf('permissionsBoundary', settings.permissionsBoundary, (arn) =>
      checkedArn(
        inPlace(arn, place),
        arn,
        'a managed policy',
        'iam::<account>:policy/<name>',
        /^policy\/[\w+=,.@/-]+$/,
      ),
    ),
    ...problemOf('deadLetterQueueArn', settings.deadLetterQueueArn, (arn) =>
      checkedArn(
        inPlace(arn, place),
        arn,
        'a queue in SQS',
        'sqs:<region>:<account>:<queue>',
        /^[\w-]{1,80}(\.fifo)?$/,
      ),
    ),
    ...prefixProblems(settings.statePrefix),
    ...rangeProblems('memorySize', settings.memorySize, 128, 10_240, 'MB'),
    ...rangeProblems('timeout', settings.timeout, 30, 900, 'seconds'),
    ...rangeProblems('reservedConcurrency', settings.reservedConcurrency, 0, Infinity, 'executions'),
    ...choiceProblems<number>('logRetentionDays', settings.logRetentionDays, LOG_RETENTION_DAYS),
    ...choiceProblems<string>('logLevel', logLevel, LOG_LEVELS),
    ...choiceProblems('architecture', architecture, ['arm64', 'x86_64']),
    ...choiceProblems('roles', roles, ['create', 'precreated']),
    ...(roles === 'precreated' && settings.createStateKey === true ? [KEY_TOO_LATE] : []),
    ...choiceProblems('stateOnDestroy', stateOnDestroy, ['keep', 'delete']),
    ...(settings.stateKeyTwice === true
      ? [{ path: 'createStateKey', reason: 'A key is named too (stateKeyArn). Leave one of the two out.' }]
      : []),
    ...idProblems('network.subnetIds', network?.subnets, 'subnet-', 'subnet'),
    ...idProblems('network.securityGroupIds', network?.securityGroups, 'sg-', 'security group'),
    ...problemOf('subnetAccount', settings.subnetAccount, checkAccount),
    ...(settings.hasNetwork === false && settings.subnetAccount !== undefined ? [NO_SUBNETS] : []),
    ...(settings.readers ?? []).flatMap((reader, index) => readerProblems(`readers[${index}]`, reader, place)),
  ]
}

/** The parts of a map and the wake-ups of other detectors share what is reserved; 0 pauses the engine. */
function mapProblems({ map, mapRoleArn, reservedConcurrency = 0 }: EngineDraft): readonly Problem[] {
  if (map !== true) {
    const reason = 'There is no state machine that it could be for. Set map, or leave this out.'
    return mapRoleArn === undefined ? [] : [{ path: 'mapRoleArn', reason }]
  }
  if (reservedConcurrency <= 0 || reservedConcurrency > MAP_CONCURRENCY) return []
  return [
    {
      path: 'reservedConcurrency',
      reason: `${reservedConcurrency} is too few for a map, which runs ${MAP_CONCURRENCY} parts at a time. Reserve more than that, or nothing.`,
    },
  ]
}

const KEY_TOO_LATE: Problem = {
  path: 'createStateKey',
  reason:
    'Roles that are made before the engine have to name the key, which would be made with it. Make a key first and name it: stateKeyArn.',
}

const NO_SUBNETS: Problem = {
  path: 'subnetAccount',
  reason: 'There are no subnets here whose account it could be. Name them (network), or leave this out.',
}

/** Problem of a value that is none of those allowed. */
export function choiceProblems<T extends string | number>(
  path: string,
  got: T | undefined,
  choices: readonly T[],
): readonly Problem[] {
  if (got === undefined || choices.includes(got)) return []
  return [{ path, reason: `${JSON.stringify(got)} is none of ${choices.join(', ')}. Use one of them.` }]
}

/** Problem of a number that is not whole or lies outside of its range. */
export function rangeProblems(
  path: string,
  got: number | undefined,
  least: number,
  most: number,
  unit: string,
): readonly Problem[] {
  if (got === undefined || (Number.isInteger(got) && got >= least && got <= most)) return []
  const range = most === Infinity ? `${least} or more` : `${least} to ${most}`
  return [{ path, reason: `${JSON.stringify(got)} is not possible. Use a whole number of ${unit}, ${range}.` }]
}

/** Problem of an ARN that is not a role's. */
export function roleProblems(path: string, got: string | undefined, place: Partial<AwsPlace>): readonly Problem[] {
  return problemOf(path, got, (arn) =>
    checkedArn(inPlace(arn, place), arn, 'a role', 'iam::<account>:role/<path><name>', /^role\/[\w+=,.@/-]{1,576}$/),
  )
}

/** Problems of ids such as `subnet-...`. */
export function idProblems(
  path: string,
  ids: readonly (string | undefined)[] | undefined,
  prefix: string,
  what: string,
): readonly Problem[] {
  if (ids === undefined) return []
  if (ids.length === 0) return [{ path, reason: `It is empty. Name at least one ${what}.` }]
  return ids.flatMap((id, index) =>
    id === undefined || new RegExp(`^${prefix}[0-9a-f]{8,17}$`).test(id)
      ? []
      : [
          {
            path: `${path}[${index}]`,
            reason: `"${id}" is not the id of a ${what}. Write one such as ${prefix}0a1b2c3d.`,
          },
        ],
  )
}

function readerProblems(
  path: string,
  reader: string | undefined,
  { partition }: Partial<AwsPlace>,
): readonly Problem[] {
  if (reader === undefined) return []
  const [, own, service] = /^arn:(aws[a-z-]*):(iam|sts)::\d{12}:[\w+=,.@/*-]+$/.exec(reader) ?? []
  const form = `Write arn:${partition ?? 'aws'}:iam::<account>:role/<name>; * stands for any text.`
  if (own === undefined) return [{ path, reason: `"${reader}" is not the ARN of a role or user. ${form}` }]
  if (partition !== undefined && own !== partition) {
    return [{ path, reason: `"${reader}" is of the partition ${own}, and the engine of ${partition}. ${form}` }]
  }
  // S3 compares aws:PrincipalArn, which of a session is the ARN of its role.
  return service === 'iam' ? [] : [{ path, reason: `"${reader}" is a session, and its role is what counts. ${form}` }]
}

function prefixProblems(prefix: string | undefined): readonly Problem[] {
  if (prefix === undefined || /^(?:[\w.-]+(?:\/[\w.-]+)*\/?)?$/.test(prefix)) return []
  return [
    {
      path: 'statePrefix',
      reason: `"${prefix}" is not a prefix. Use letters, digits, dots, hyphens, underscores and slashes between them.`,
    },
  ]
}

/** The partition to compare with: an ARN's own while nothing else is known. */
function inPlace(arn: string, { partition }: Partial<AwsPlace>): { readonly partition: string } {
  return { partition: partition ?? arn.split(':')[1] ?? '' }
}
