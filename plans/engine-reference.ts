import { createHash } from 'node:crypto'
import {
  engineNames,
  engineRoleArn,
  schedulerRoleArn,
  type EnginePlace,
  type PolicyOptions,
} from '../policies/index.ts'
import { localArn, type AwsPlace } from '../spec/index.ts'

/**
 * What is known of a deployed engine: its name, and what differs from what follows from the name. Another stack needs no more
 * than this to add a detector or an alert to it.
 */
export interface EngineReference {
  /** 1 to 32 letters, digits, hyphens and underscores. */
  readonly name: string
  /** Its account; default that of the provider. */
  readonly account?: string
  /** Its region; default that of the provider. */
  readonly region?: string
  /** Its partition; default that of the provider. */
  readonly partition?: string
  /** Default: `crowsnest-<name>-<account>-<region>`. */
  readonly stateBucket?: string
  /** Prefix of all keys in the state bucket; default none. */
  readonly statePrefix?: string
  /** ARN of the KMS key of the state bucket; default none. */
  readonly stateKeyArn?: string
  /** ARN of the function; default that of `crowsnest-<name>`. */
  readonly functionArn?: string
  /** Name of the group of its schedules; default `crowsnest-<name>`. */
  readonly scheduleGroup?: string
  /** ARN of the role that the engine runs with; default the one that the engine makes. */
  readonly roleArn?: string
  /** ARN of the role of its schedules; default the one that the engine makes. */
  readonly schedulerRoleArn?: string
  /** ARN of the queue of lost wake-ups; default `crowsnest-<name>-lost`. */
  readonly deadLetterQueueArn?: string
  /** Path of its roles; default `/crowsnest/<region>/<name>/`. */
  readonly rolePath?: string
  /** ARN of the permissions boundary of its roles; default none. */
  readonly permissionsBoundary?: string
  /** `precreated`: somebody else makes all roles; default `create`. */
  readonly roles?: RoleMode
}

/** Who makes the roles: the components, or somebody else before them, from the report that the components write. */
export type RoleMode = 'create' | 'precreated'

/** An engine with everything that follows from its name. */
export interface ResolvedEngine {
  readonly place: EnginePlace
  readonly functionName: string
  readonly functionArn: string
  readonly scheduleGroup: string
  readonly roleArn: string
  readonly schedulerRoleArn: string
  readonly deadLetterQueueArn: string
  /** ARN that its state machine has, where there is one. */
  readonly stateMachineArn: string
  /** Path of the service roles of its detectors, the only ones that its own role may assume. */
  readonly serviceRolePath: string
  readonly roles: RoleMode
  /** What the policies of its detectors depend on. */
  readonly policyOptions: PolicyOptions
}

/**
 * An engine's names and ARNs, from its reference and the account and region that it lives in.
 *
 * @throws {PolicyError} for names, keys and paths that nothing can be deployed with
 */
export function resolveEngine(reference: EngineReference, place: AwsPlace): ResolvedEngine {
  const { name, stateBucket, statePrefix, stateKeyArn, rolePath, permissionsBoundary, roles = 'create' } = reference
  const enginePlace: EnginePlace = {
    ...place,
    engine: name,
    stateBucket: stateBucket ?? defaultStateBucket(name, place),
    ...(statePrefix !== undefined && { statePrefix }),
    ...(stateKeyArn !== undefined && { stateKey: stateKeyArn }),
  }
  const names = engineNames(enginePlace, rolePath)
  return {
    place: enginePlace,
    functionName: names.function,
    functionArn: reference.functionArn ?? names.functionArn,
    scheduleGroup: reference.scheduleGroup ?? names.scheduleGroup,
    roleArn: reference.roleArn ?? engineRoleArn(enginePlace, rolePath),
    schedulerRoleArn: reference.schedulerRoleArn ?? schedulerRoleArn(enginePlace, rolePath),
    deadLetterQueueArn: reference.deadLetterQueueArn ?? localArn(place, 'sqs', names.deadLetterQueue),
    stateMachineArn: names.stateMachineArn,
    serviceRolePath: names.serviceRolePath,
    roles,
    policyOptions: {
      ...(rolePath !== undefined && { rolePath }),
      ...(permissionsBoundary !== undefined && { boundary: permissionsBoundary }),
      ...(reference.roleArn !== undefined && { engineRole: reference.roleArn }),
    },
  }
}

/**
 * Name of the state bucket of an engine that says no other: bucket names are unique in the world.
 *
 * @returns 3 to 63 characters; of a long name the beginning, and a hash of the whole, as of one with capitals or underscores
 */
export function defaultStateBucket(engine: string, { account, region }: AwsPlace): string {
  const name = engine.toLowerCase().replaceAll('_', '-')
  const whole = `crowsnest-${name}-${account}-${region}`
  // Buckets know no capitals and no underscores: names that differ in these alone are told apart by the hash.
  if (name === engine && whole.length <= LONGEST_BUCKET_NAME) return whole
  const hash = createHash('sha256').update(engine).digest('hex').slice(0, 6)
  const kept = name.slice(
    0,
    Math.min(name.length, LONGEST_BUCKET_NAME - (whole.length - name.length) - hash.length - 1),
  )
  return `crowsnest-${kept}-${hash}-${account}-${region}`
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const LONGEST_BUCKET_NAME = 63
