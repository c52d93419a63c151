import type { LogGroupArgs } from '@pulumi/aws/cloudwatch/index.js'
import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { KeyArgs } from '@pulumi/aws/kms/index.js'
import type { FunctionArgs } from '@pulumi/aws/lambda/index.js'
import type { BucketArgs, BucketPolicyArgs } from '@pulumi/aws/s3/index.js'
import type { ScheduleGroupArgs } from '@pulumi/aws/scheduler/index.js'
import type { StateMachineArgs } from '@pulumi/aws/sfn/index.js'
import type { QueueArgs } from '@pulumi/aws/sqs/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { LogLevel, RoleMode } from '../plans/index.ts'
import type { Transform } from './child.ts'
import type { CommonArgs, RolesArgs } from './common-args.ts'

/** Where in a VPC an engine runs. */
export interface EngineNetworkArgs {
  /** Ids of private subnets, two or more zones; at least one. */
  readonly subnetIds: pulumi.Input<readonly pulumi.Input<string>[]>
  /** Ids of security groups that let the engine out; at least one. */
  readonly securityGroupIds: pulumi.Input<readonly pulumi.Input<string>[]>
}

/** What an engine is made of, each to be changed before it is made. TypeScript only. */
export interface EngineTransforms {
  readonly stateBucket?: Transform<BucketArgs>
  readonly stateBucketPolicy?: Transform<BucketPolicyArgs>
  readonly key?: Transform<KeyArgs>
  readonly function?: Transform<FunctionArgs>
  readonly logGroup?: Transform<LogGroupArgs>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
  readonly schedulerRole?: Transform<RoleArgs>
  readonly scheduleGroup?: Transform<ScheduleGroupArgs>
  readonly deadLetterQueue?: Transform<QueueArgs>
  readonly stateMachine?: Transform<StateMachineArgs>
  readonly mapRole?: Transform<RoleArgs>
}

/** Arguments of `Engine`. All have defaults. */
export interface EngineArgs extends CommonArgs, RolesArgs {
  /**
   * Name of the engine in AWS; its function, roles, queue and schedule group carry it, so that another stack can find the engine by it.
   * 1 to 32 letters, digits, hyphens and underscores. Changing it makes a new engine.
   *
   * @default the name of the component
   */
  readonly engineName?: pulumi.Input<string>
  /**
   * Name of an existing bucket for the state, instead of one of its own. Its encryption, versions and policy stay as they are.
   *
   * @default a bucket `crowsnest-<engine>-<account>-<region>`: versioned, encrypted, TLS only, closed to the public
   */
  readonly stateBucket?: pulumi.Input<string>
  /**
   * What all keys in the state bucket begin with, where it is shared with other things.
   *
   * @default nothing
   */
  readonly statePrefix?: pulumi.Input<string>
  /**
   * What becomes of the state bucket, and with it of what the engine has learned and found, when the engine is destroyed: `keep`
   * leaves it in the account, with the key that was made for it; `delete` removes it with everything in it.
   *
   * @default keep
   */
  readonly stateOnDestroy?: 'keep' | 'delete'
  /**
   * Whether Pulumi refuses to delete or replace the state bucket and the key that was made for it (resource option `protect`).
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
   * ARN of an existing KMS key for the state; an alias does not do. Its policy has to allow the engine's role (`crowsnest policy` writes it).
   *
   * @default none
   */
  readonly stateKeyArn?: pulumi.Input<string>
  /**
   * Memory of the function in MB, 128 to 10,240. 1,769 MB are one whole processor.
   *
   * @default 1769
   */
  readonly memorySize?: pulumi.Input<number>
  /**
   * Longest run of the function in seconds, 30 to 900.
   *
   * @default 900
   */
  readonly timeout?: pulumi.Input<number>
  /**
   * Most executions at a time; takes them from the account's quota. Exactly-once does not need it: it is for cost control.
   *
   * @default no limit of its own
   */
  readonly reservedConcurrency?: pulumi.Input<number>
  /**
   * Processor of the function: `arm64` or `x86_64`.
   *
   * @default arm64
   */
  readonly architecture?: pulumi.Input<string>
  /**
   * Name of an existing log group, instead of one of its own.
   *
   * @default `/aws/lambda/crowsnest-<engine>`
   */
  readonly logGroup?: pulumi.Input<string>
  /**
   * Days that the engine's own log group keeps; 0 for ever, else one of the numbers that CloudWatch Logs knows.
   *
   * @default 90
   */
  readonly logRetentionDays?: pulumi.Input<number>
  /**
   * ARN of the KMS key of the engine's own log group.
   *
   * @default none
   */
  readonly logKeyArn?: pulumi.Input<string>
  /**
   * How much the log tells: `error`, `warn`, `info` or `debug`.
   *
   * @default info
   */
  readonly logLevel?: pulumi.Input<LogLevel>
  /**
   * Whether X-Ray traces the function.
   *
   * @default false
   */
  readonly tracing?: boolean
  /**
   * Subnets and security groups of a VPC to run in, to reach databases; see `Network`. It then needs endpoints for S3, STS, SNS and the
   * other services that it uses.
   *
   * @default outside of any VPC
   */
  readonly network?: EngineNetworkArgs
  /**
   * Account that owns the subnets of the `network`, 12 digits, where it shares them: a shared VPC.
   *
   * @default the account of the engine
   */
  readonly subnetAccount?: pulumi.Input<string>
  /**
   * ARN of an existing role for the engine, instead of one of its own. Attach to it what `crowsnest policy` writes.
   *
   * @default a role of its own
   */
  readonly roleArn?: pulumi.Input<string>
  /**
   * ARN of an existing role for the schedules, instead of one of its own.
   *
   * @default a role of its own
   */
  readonly schedulerRoleArn?: pulumi.Input<string>
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
  readonly mapRoleArn?: pulumi.Input<string>
  /**
   * `precreated`: makes no role, here or in the engine's detectors; they are expected under the names that the report tells (output
   * `iamReport`), for a security team that makes them itself.
   *
   * @default create
   */
  readonly roles?: RoleMode
  /**
   * ARN of an existing SQS queue for wake-ups that could not be delivered.
   *
   * @default a queue `crowsnest-<engine>-lost` that keeps them for 14 days
   */
  readonly deadLetterQueueArn?: pulumi.Input<string>
  /**
   * ARNs, `*` allowed, of roles of people that may read the state beside the engine: the bucket's policy keeps out all others.
   *
   * @default nobody
   */
  readonly readers?: pulumi.Input<readonly pulumi.Input<string>[]>
  /**
   * Address of the page that shows an anomaly group; alerts carry a link to it.
   *
   * @default no link
   */
  readonly consoleUrl?: pulumi.Input<string>
  /**
   * Where to write the report of the roles, at each preview and update: a file that ends in `.md` or `.json`, or else a folder, which then gets
   * both, for the engine and for what this program adds to it. A relative path begins at the program's directory.
   *
   * @default nowhere
   */
  readonly iamReportPath?: string
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: EngineTransforms
}
