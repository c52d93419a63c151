import { iamArn, localArn, parseArn, partitionOf, s3Arn, type Arn, type AwsPlace } from '../../spec/index.ts'
import { PolicyError } from './policy-error.ts'

/** Where an engine runs and keeps its state. */
export interface EnginePlace extends AwsPlace {
  /** Name of the engine: 1 to 32 letters, digits, hyphens and underscores. */
  readonly engine: string
  readonly stateBucket: string
  /** Of all keys in the state bucket; default none. */
  readonly statePrefix?: string
  /** ARN of the KMS key of the state bucket (which has bucket keys on); default none, SSE-S3. */
  readonly stateKey?: string
}

/**
 * Names and ARNs of an engine's own resources. All follow from its place, so that policies can be written before anything
 * is deployed.
 */
export interface EngineNames {
  readonly function: string
  readonly functionArn: string
  readonly logGroup: string
  readonly scheduleGroup: string
  readonly scheduleGroupArn: string
  readonly bucketArn: string
  /** Name of the queue of wake-ups that could not be delivered. */
  readonly deadLetterQueue: string
  /** Name of the state machine that runs a detector over many functions at once, where the engine has one. */
  readonly stateMachine: string
  readonly stateMachineArn: string
  /** Path of the engine's own roles, ending in a slash. */
  readonly rolePath: string
  /** Path of the service roles, the only ones that the engine may assume. */
  readonly serviceRolePath: string
}

/**
 * Names of an engine's resources.
 *
 * @param rolePath - path of its roles; default `/crowsnest/<region>/<engine>/`
 */
export function engineNames(place: EnginePlace, rolePath = `/crowsnest/${place.region}/${place.engine}/`): EngineNames {
  const name = `crowsnest-${place.engine}`
  return {
    function: name,
    functionArn: localArn(place, 'lambda', `function:${name}`),
    logGroup: `/aws/lambda/${name}`,
    scheduleGroup: name,
    scheduleGroupArn: localArn(place, 'scheduler', `schedule-group/${name}`),
    bucketArn: s3Arn(place, place.stateBucket),
    deadLetterQueue: `${name}-lost`,
    stateMachine: `${name}-map`,
    stateMachineArn: localArn(place, 'states', `stateMachine:${name}-map`),
    rolePath,
    serviceRolePath: `${rolePath}services/`,
  }
}

/**
 * Refuses a place that no policy can be written for.
 *
 * @throws {PolicyError} REGION_INVALID, PARTITION_UNKNOWN, ACCOUNT_INVALID, ENGINE_NAME_INVALID, BUCKET_INVALID, and those of
 * `checkKey`
 */
export function checkPlace(place: EnginePlace): void {
  const { partition, region, account, engine, stateBucket, stateKey } = place
  if (!/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(region)) throw new PolicyError('REGION_INVALID', { got: region })
  if (partition !== partitionOf(region)) throw new PolicyError('PARTITION_UNKNOWN', { got: partition, region })
  checkAccount(account)
  checkEngineName(engine)
  checkBucket(stateBucket)
  if (stateKey !== undefined) checkKey(place, stateKey)
}

/** @throws {PolicyError} ENGINE_NAME_INVALID */
export function checkEngineName(engine: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/.test(engine)) throw new PolicyError('ENGINE_NAME_INVALID', { got: engine })
}

/** @throws {PolicyError} ACCOUNT_INVALID */
export function checkAccount(account: string): void {
  if (!/^\d{12}$/.test(account)) throw new PolicyError('ACCOUNT_INVALID', { got: account })
}

/** @throws {PolicyError} BUCKET_INVALID */
export function checkBucket(bucket: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new PolicyError('BUCKET_INVALID', { got: bucket })
}

/** @throws {PolicyError} ROLE_PATH_INVALID */
export function checkRolePath(path: string): void {
  if (!/^\/([\w+=,.@-]+\/)*$/.test(path) || path.length > 400) throw new PolicyError('ROLE_PATH_INVALID', { got: path })
}

/**
 * The parts of an ARN that a policy will name.
 *
 * @param form - what `what` looks like, from the service on: `kms:<region>:<account>:key/<id>`
 * @param pattern - of the resource part
 * @throws {PolicyError} ARN_INVALID or ARN_PARTITION
 */
export function checkedArn(
  place: Pick<AwsPlace, 'partition'>,
  got: string,
  what: string,
  form: string,
  pattern: RegExp,
): Arn {
  const arn = parseArn(got)
  const [service] = form.split(':')
  const bad = arn === null || arn.service !== service || !pattern.test(arn.resource)
  if (bad) throw new PolicyError('ARN_INVALID', { got, what, form: `arn:${place.partition}:${form}` })
  if (arn.partition !== place.partition) throw new PolicyError('ARN_PARTITION', { got, partition: place.partition })
  return arn
}

/** @throws {PolicyError} KEY_IS_ALIAS, ARN_INVALID or ARN_PARTITION */
export function checkKey(place: Pick<AwsPlace, 'partition'>, got: string): Arn {
  if (parseArn(got)?.resource.startsWith('alias/')) throw new PolicyError('KEY_IS_ALIAS', { got })
  const arn = checkedArn(place, got, 'a KMS key', 'kms:<region>:<account>:key/<id>', /^key\/[\w-]{1,128}$/)
  if (arn.region === '' || arn.account === '') {
    throw new PolicyError('ARN_INVALID', { got, what: 'a KMS key', form: 'its region and account too' })
  }
  return arn
}

/**
 * A name that becomes part of an ARN: nothing in it can be a wildcard, a variable or the start of another part.
 *
 * @returns the name
 * @throws {PolicyError} NAME_INVALID
 */
export function checkName(got: string, what: string): string {
  if (!/^[\w.@+=,-]{1,255}$/.test(got)) throw new PolicyError('NAME_INVALID', { got, what })
  return got
}

/** ARN of the account as a principal. */
export function accountArn(place: AwsPlace): string {
  return iamArn(place, 'root')
}
