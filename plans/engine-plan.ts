import {
  engineNames,
  enginePolicies,
  engineRoles,
  mapRoleArn,
  stateBucketPolicy,
  stateKeyPolicy,
  statePrefix,
  queuePolicy,
  toIamPolicy,
  type EngineNetwork,
  type PolicyDocument,
  type PolicyOptions,
} from '../policies/index.ts'
import { localArn, type AwsPlace } from '../spec/index.ts'
import { resolveEngine, type EngineReference, type ResolvedEngine } from './engine-reference.ts'
import { iamReport, type IamReport } from './iam-report.ts'
import { mapDefinition } from './map-definition.ts'
import { planRole, type RolePlan } from './role-plan.ts'

/** What an engine is configured with, all values known. */
export interface EngineSettings extends EngineReference {
  /** Existing log group; default one of its own. */
  readonly logGroup?: string
  /** Whether X-Ray traces it; default no. */
  readonly tracing?: boolean
  /** Where in a VPC it runs; default outside of any. */
  readonly network?: EngineNetwork
  /** ARNs, `*` allowed, of people's roles that may see the state beside the engine; default none. */
  readonly readers?: readonly string[]
  /** Address of the page that shows a group; default none. */
  readonly consoleUrl?: string
  /** How much the engine's log tells; default `info`. */
  readonly logLevel?: LogLevel
  /** Whether it has a state machine for detectors that are too large for one function; default no. */
  readonly map?: boolean
  /** ARN of an existing role for the state machine; default one of its own. */
  readonly mapRoleArn?: string
}

/** From the quietest to the most talkative. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const

/** How much the log tells. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Everything that must exist for an engine, as AWS wants it. */
export interface EnginePlan extends ResolvedEngine {
  readonly logGroup: string
  readonly deadLetterQueue: { readonly name: string; readonly arn: string; readonly policy: string }
  /** JSON. */
  readonly stateBucketPolicy: string
  readonly lifecycleRules: readonly LifecycleRule[]
  /** JSON; for a key that the engine makes. */
  readonly keyPolicy: string
  readonly engineRole: RolePlan
  readonly schedulerRole: RolePlan
  /** What runs detectors that are too large for one function; null for none. */
  readonly map: MapPlan | null
  /** Of its roles, and of the policies of its bucket, key and queue. */
  readonly report: IamReport
  /** Environment of the function. */
  readonly environment: Readonly<Record<string, string>>
}

/** A state machine of Step Functions, and the role that it runs with. */
export interface MapPlan {
  readonly name: string
  readonly arn: string
  readonly role: RolePlan
  /** ARN of the role, its own or an existing one. */
  readonly roleArn: string
  /** JSON in the Amazon States Language. */
  readonly definition: string
}

/** A rule that S3 keeps the state bucket small with. */
export interface LifecycleRule {
  readonly id: string
  readonly noncurrentDays: number | null
  readonly abortUploadsAfterDays: number | null
}

/** Days for which an overwritten or deleted object can be brought back. */
const NONCURRENT_DAYS = 30

/**
 * What must exist for an engine.
 *
 * @param place - account, region and partition that it is deployed to
 * @throws {PolicyError} for names, keys, paths and networks that nothing can be deployed with
 */
export function planEngine(settings: EngineSettings, place: AwsPlace): EnginePlan {
  const engine = resolveEngine(settings, place)
  const { readers = [], consoleUrl, logLevel = 'info', logGroup = `/aws/lambda/${engine.functionName}` } = settings
  const deadLetterArn = engine.deadLetterQueueArn
  const options: PolicyOptions = {
    ...engine.policyOptions,
    ...(settings.logGroup !== undefined && { logGroup: settings.logGroup }),
    ...(settings.tracing === true && { tracing: true }),
    ...(settings.network !== undefined && { network: settings.network }),
    ...(settings.map === true && { map: true }),
    deadLetter: { queue: deadLetterArn },
  }
  const roles = engineRoles(engine.place, options)
  const [engineRole, schedulerRole, mapRole] = roles
  const names = engineNames(engine.place, settings.rolePath)
  const people = readers.length > 0 ? { people: readers } : {}
  const resources = enginePolicies(engine.place, { ...options, ...people }, roles)
  return {
    ...engine,
    logGroup,
    deadLetterQueue: {
      name: names.deadLetterQueue,
      arn: deadLetterArn,
      policy: json(queuePolicy(place, deadLetterArn, engine.schedulerRoleArn)),
    },
    stateBucketPolicy: json(stateBucketPolicy(engine.place, engine.roleArn, readers)),
    lifecycleRules: [
      { id: 'forget-old-versions', noncurrentDays: NONCURRENT_DAYS, abortUploadsAfterDays: null },
      { id: 'abort-unfinished-uploads', noncurrentDays: null, abortUploadsAfterDays: 1 },
    ],
    keyPolicy: json(stateKeyPolicy({ ...engine.place, stateKey: keyToBe(place) }, engine.roleArn, readers)),
    engineRole: planRole(engineRole!),
    schedulerRole: planRole(schedulerRole!),
    map:
      mapRole === undefined
        ? null
        : {
            name: names.stateMachine,
            arn: engine.stateMachineArn,
            role: planRole(mapRole),
            roleArn: settings.mapRoleArn ?? mapRoleArn(engine.place, settings.rolePath),
            definition: JSON.stringify(mapDefinition(names.functionArn)),
          },
    report: iamReport(`Engine "${settings.name}"`, engine.place, engine.roles === 'precreated', roles, resources),
    environment: {
      CROWSNEST_ENGINE: settings.name,
      CROWSNEST_STATE: stateUrl(engine),
      CROWSNEST_LOG_LEVEL: logLevel,
      ...(consoleUrl !== undefined && { CROWSNEST_CONSOLE_URL: consoleUrl }),
      ...(mapRole !== undefined && { CROWSNEST_STATE_MACHINE: engine.stateMachineArn }),
    },
  }
}

function json(document: PolicyDocument): string {
  return JSON.stringify(toIamPolicy(document))
}

/** Where the state lies, as the engine is told. */
export function stateUrl({ place }: ResolvedEngine): string {
  return `s3://${place.stateBucket}/${statePrefix(place)}`
}

/** The policy of a key does not name the key: one that is still to be made stands in for it. */
function keyToBe(place: AwsPlace): string {
  return localArn(place, 'kms', 'key/00000000-0000-0000-0000-000000000000')
}
