import type { LogLevel, RoleMode } from '../../plans/index.ts'
import type { CommonArgs, RolesArgs } from './common-args.ts'

/** Where in a VPC an engine runs. */
export interface EngineNetworkArgs {
  /** Ids of private subnets, two or more zones; at least one. */
  readonly subnetIds: readonly string[]
  /** Ids of security groups that let the engine out; at least one. */
  readonly securityGroupIds: readonly string[]
}

/** Arguments of `Engine`. All have defaults. */
export interface EngineArgs extends CommonArgs, RolesArgs {
  /**
   * Name of the engine in AWS; its function, roles, queue and schedule group carry it, so that another stack can find the engine by it.
   * 1 to 32 letters, digits, hyphens and underscores. Changing it makes a new engine.
   *
   * @default the id of the construct
   */
  readonly engineName?: string
  /**
   * Code of the function, where Terraform finds it: the path of `engine.zip` of this package.
   *
   * @default `engine.zip` of this package, which synthesis copies beside the configuration
   */
  readonly code?: string
  /**
   * Name of an existing bucket for the state, instead of one of its own. Its encryption, versions and policy stay as they are.
   *
   * @default a bucket `crowsnest-<engine>-<account>-<region>`: versioned, encrypted, TLS only, closed to the public
   */
  readonly stateBucket?: string
  /**
   * What all keys in the state bucket begin with, where it is shared with other things.
   *
   * @default nothing
   */
  readonly statePrefix?: string
  /**
   * What becomes of the state bucket when the engine is destroyed. `keep`: Terraform refuses to destroy it, its settings and the key that was
   * made for it, until they are taken out of Terraform's state (`terraform state rm`); `delete` removes the bucket with everything in it.
   *
   * @default keep
   */
  readonly stateOnDestroy?: 'keep' | 'delete'
  /**
   * Whether Terraform refuses to destroy the state bucket, its settings and the key that was made for it, even where `stateOnDestroy` is `delete`.
   *
   * @default false
   */
  readonly protectState?: boolean
  /**
   * Whether to make a KMS key for the state, with rotation. Costs about a dollar a month.
   *
   * @default false: S3 encrypts with its own key
   */
  readonly createStateKey?: boolean
  /**
   * ARN of an existing KMS key for the state; an alias does not do. Its policy has to allow the engine's role.
   *
   * @default none
   */
  readonly stateKeyArn?: string
  /**
   * Memory of the function in MB, 128 to 10,240. 1,769 MB are one whole processor.
   *
   * @default 1769
   */
  readonly memorySize?: number
  /**
   * Longest run of the function in seconds, 30 to 900.
   *
   * @default 900
   */
  readonly timeout?: number
  /**
   * Most executions at a time; takes them from the account's quota.
   *
   * @default no limit of its own
   */
  readonly reservedConcurrency?: number
  /**
   * Processor of the function: `arm64` or `x86_64`.
   *
   * @default arm64
   */
  readonly architecture?: string
  /**
   * Name of an existing log group, instead of one of its own.
   *
   * @default `/aws/lambda/crowsnest-<engine>`
   */
  readonly logGroup?: string
  /**
   * Days that the engine's own log group keeps; 0 for ever, else one of the numbers that CloudWatch Logs knows.
   *
   * @default 90
   */
  readonly logRetentionDays?: number
  /**
   * ARN of the KMS key of the engine's own log group.
   *
   * @default none
   */
  readonly logKeyArn?: string
  /**
   * How much the log tells: `error`, `warn`, `info` or `debug`.
   *
   * @default info
   */
  readonly logLevel?: LogLevel
  /**
   * Whether X-Ray traces the function.
   *
   * @default false
   */
  readonly tracing?: boolean
  /**
   * Subnets and security groups of a VPC to run in, to reach databases; see `Network`.
   *
   * @default outside of any VPC
   */
  readonly network?: EngineNetworkArgs
  /**
   * Account that owns the subnets of the `network`, 12 digits, where it shares them.
   *
   * @default the account of the engine
   */
  readonly subnetAccount?: string
  /**
   * ARN of an existing role for the engine, instead of one of its own. Attach to it what `crowsnest policy` writes.
   *
   * @default a role of its own
   */
  readonly roleArn?: string
  /**
   * ARN of an existing role for the schedules, instead of one of its own.
   *
   * @default a role of its own
   */
  readonly schedulerRoleArn?: string
  /**
   * Whether to make a state machine that runs detectors that are too large for one function on a distributed map of Step Functions: the
   * function of the engine is then called for 40 parts of a detector at a time.
   *
   * @default false
   */
  readonly map?: boolean
  /**
   * ARN of an existing role for the state machine, instead of one of its own.
   *
   * @default a role of its own
   */
  readonly mapRoleArn?: string
  /**
   * `precreated`: makes no role, here or in the engine's detectors; they are expected under the names that the report tells.
   *
   * @default create
   */
  readonly roles?: RoleMode
  /**
   * ARN of an existing SQS queue for wake-ups that could not be delivered.
   *
   * @default a queue `crowsnest-<engine>-lost` that keeps them for 14 days
   */
  readonly deadLetterQueueArn?: string
  /**
   * ARNs, `*` allowed, of roles of people that may read the state beside the engine: the bucket's policy keeps out all others.
   *
   * @default nobody
   */
  readonly readers?: readonly string[]
  /**
   * Address of the page that shows an anomaly group; alerts carry a link to it.
   *
   * @default no link
   */
  readonly consoleUrl?: string
}
