import { LogGroup } from '@pulumi/aws/cloudwatch/index.js'
import { Alias, Key } from '@pulumi/aws/kms/index.js'
import { Function } from '@pulumi/aws/lambda/index.js'
import { ScheduleGroup } from '@pulumi/aws/scheduler/index.js'
import { Queue, QueuePolicy } from '@pulumi/aws/sqs/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  checkEngine,
  planEngine,
  type EngineDraft,
  type EnginePlan,
  type EngineReference,
  type EngineSettings,
  type RoleMode,
} from '../plans/index.ts'
import { child } from './child.ts'
import type { EngineArgs } from './engine-args.ts'
import { defined } from './defined.ts'
import { bundleArchive } from './engine-bundle.ts'
import { referenceOf } from './engine-reference.ts'
import { rememberEngine } from './engine-view.ts'
import { attachPolicies, makeRole } from './iam-role.ts'
import { known } from './known.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'
import { reportOutput } from './report-file.ts'
import { deployStateBucket } from './state-bucket.ts'
import { deployStateMachine } from './state-machine.ts'

/**
 * The engine that runs detectors: a function, the bucket that keeps what it learns and finds, a group of schedules, and the roles of
 * both. One engine serves any number of detectors.
 */
export class Engine extends pulumi.ComponentResource {
  /** Name in AWS. */
  readonly name: pulumi.Output<string>
  /** Account that it lives in. */
  readonly account: pulumi.Output<string>
  /** Region that it lives in. */
  readonly region: pulumi.Output<string>
  /** Partition that it lives in: `aws`, `aws-cn` ... */
  readonly partition: pulumi.Output<string>
  /** Name of the bucket of the state. */
  readonly stateBucket: pulumi.Output<string>
  /** What all keys begin with; empty when nothing. */
  readonly statePrefix: pulumi.Output<string | undefined>
  /** ARN of the key of the state; undefined when S3 encrypts with its own. */
  readonly stateKeyArn: pulumi.Output<string | undefined>
  /** ARN of the function. */
  readonly functionArn: pulumi.Output<string>
  /** Name of the function. */
  readonly functionName: pulumi.Output<string>
  /** Name of the log group of the function. */
  readonly logGroup: pulumi.Output<string>
  /** ARN of the role that the engine runs with. */
  readonly roleArn: pulumi.Output<string>
  /** ARN of the role of the schedules. */
  readonly schedulerRoleArn: pulumi.Output<string>
  /** Name of the group of the schedules. */
  readonly scheduleGroup: pulumi.Output<string>
  /** ARN of the queue of wake-ups that could not be delivered. */
  readonly deadLetterQueueArn: pulumi.Output<string>
  /** ARN of the state machine that runs large detectors; undefined for none. */
  readonly stateMachineArn: pulumi.Output<string | undefined>
  /** Path of the roles, its own and those of detectors; undefined for the default. */
  readonly rolePath: pulumi.Output<string | undefined>
  /** ARN of the permissions boundary of the roles; undefined for none. */
  readonly permissionsBoundary: pulumi.Output<string | undefined>
  /** Who makes the roles of its detectors. */
  readonly roles: pulumi.Output<RoleMode>
  /** What detectors and alerts need to know of the engine, in this stack or another. */
  readonly reference: pulumi.Output<EngineReference>
  /** JSON of the report of its roles: trust, policies and boundary of each with the reason of every statement, and the policies of its bucket, key and queue. */
  readonly iamReport: pulumi.Output<string>

  constructor(name: string, args: EngineArgs = {}, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Engine', name, args, options)
    const what = `Engine "${name}"`
    const { transform = {}, tags, region, network } = args
    const parent = { parent: this }
    const here = region === undefined ? {} : { region }
    const regional = { ...here, ...(tags === undefined ? {} : { tags }) }
    const makesRoles = (args.roles ?? 'create') === 'create'
    refuse(what, checkEngine(draftOf(name, args)))

    const place = placeOf(this, region)
    const settings = settingsOf(name, args)
    const planWith = (key: pulumi.Input<string | undefined>): pulumi.Output<EnginePlan> =>
      pulumi.all([settings, place, key]).apply(([all, at, stateKeyArn]) => {
        const whole = { ...all, ...(stateKeyArn !== undefined && { stateKeyArn }) }
        refuse(what, checkEngine(whole, at))
        return planEngine(whole, at)
      })
    const basis = planWith(args.stateKeyArn)

    // The policy of a new key names the role, and the policies of the role name the key: the role comes first, its policies last.
    const role =
      makesRoles && args.roleArn === undefined
        ? makeRole(this, `${name}-role`, basis.engineRole, { tags, transform: transform.role })
        : undefined
    const key =
      args.createStateKey === true
        ? child(
            Key,
            `${name}-key`,
            {
              description: pulumi.interpolate`State of the Crowsnest engine ${basis.place.engine}`,
              policy: basis.keyPolicy,
              enableKeyRotation: true,
              ...regional,
            },
            // A bucket that stays cannot be read without its key, which stays with it.
            {
              ...parent,
              protect: args.protectState ?? false,
              retainOnDelete: (args.stateOnDestroy ?? 'keep') === 'keep',
              ...(role !== undefined && { dependsOn: [role] }),
            },
            transform.key,
          )
        : undefined
    if (key !== undefined) {
      const alias = pulumi.interpolate`alias/${basis.functionName}`
      child(Alias, `${name}-key`, { name: alias, targetKeyId: key.keyId, ...here }, { parent: key })
    }
    const keyArn = key?.arn ?? args.stateKeyArn
    const plan = key === undefined ? basis : planWith(key.arn)

    const stateBucket =
      args.stateBucket === undefined
        ? deployStateBucket(this, `${name}-state`, plan, {
            keyArn,
            onDestroy: args.stateOnDestroy ?? 'keep',
            protect: args.protectState ?? false,
            tags,
            region,
            transform: transform.stateBucket,
            transformPolicy: transform.stateBucketPolicy,
          })
        : plan.place.stateBucket
    const roleArn =
      role === undefined
        ? plan.roleArn
        : attachPolicies(role, `${name}-role`, plan.engineRole, {
            documents: [
              'service-roles',
              'state',
              'observability',
              ...(network === undefined ? [] : ['network']),
              ...(args.map === true ? ['map'] : []),
            ],
            transform: transform.rolePolicy,
          })
    const logGroup =
      args.logGroup === undefined
        ? child(
            LogGroup,
            `${name}-log`,
            {
              name: plan.logGroup,
              retentionInDays: args.logRetentionDays ?? 90,
              ...(args.logKeyArn !== undefined && { kmsKeyId: args.logKeyArn }),
              ...regional,
            },
            parent,
            transform.logGroup,
          ).name
        : plan.logGroup
    const code = child(
      Function,
      `${name}-function`,
      {
        name: plan.functionName,
        description: 'Crowsnest: finds anomalies in metrics. Woken by the schedules of its detectors.',
        role: roleArn,
        code: bundleArchive('engine'),
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        architectures: [args.architecture ?? 'arm64'],
        memorySize: args.memorySize ?? 1769,
        timeout: args.timeout ?? 900,
        environment: { variables: plan.environment },
        loggingConfig: { logFormat: 'Text', logGroup },
        ...(args.reservedConcurrency !== undefined && { reservedConcurrentExecutions: args.reservedConcurrency }),
        ...(args.tracing === true && { tracingConfig: { mode: 'Active' } }),
        ...(network !== undefined && {
          vpcConfig: { subnetIds: texts(network.subnetIds), securityGroupIds: texts(network.securityGroupIds) },
        }),
        ...regional,
      },
      parent,
      transform.function,
    )

    const scheduleGroup = child(
      ScheduleGroup,
      `${name}-schedules`,
      { name: plan.scheduleGroup, ...regional },
      parent,
      transform.scheduleGroup,
    )
    const schedulerRole =
      makesRoles && args.schedulerRoleArn === undefined
        ? makeRole(this, `${name}-scheduler`, plan.schedulerRole, { tags, transform: transform.schedulerRole })
        : undefined
    const schedulerRoleArn =
      schedulerRole === undefined
        ? plan.schedulerRoleArn
        : attachPolicies(schedulerRole, `${name}-scheduler`, plan.schedulerRole, {
            documents: ['wake-engine'],
            transform: transform.rolePolicy,
          })
    const deadLetterQueueArn =
      args.deadLetterQueueArn === undefined
        ? deployDeadLetterQueue(this, `${name}-lost`, plan, schedulerRole, args)
        : plan.deadLetterQueueArn

    const stateMachine = args.map === true ? deployStateMachine(this, `${name}-map`, plan, code, args) : undefined

    this.name = plan.place.engine
    this.account = place.account
    this.region = place.region
    this.partition = place.partition
    this.stateBucket = stateBucket
    this.statePrefix = plan.place.apply(({ statePrefix }) => statePrefix)
    this.stateKeyArn = plan.place.apply(({ stateKey }) => stateKey)
    this.functionArn = code.arn
    this.functionName = code.name
    this.logGroup = pulumi.output(logGroup)
    this.roleArn = roleArn
    this.schedulerRoleArn = schedulerRoleArn
    this.scheduleGroup = scheduleGroup.name
    this.deadLetterQueueArn = deadLetterQueueArn
    this.stateMachineArn = pulumi.output(stateMachine?.arn)
    this.rolePath = pulumi.output(args.rolePath)
    this.permissionsBoundary = pulumi.output(args.permissionsBoundary)
    this.roles = pulumi.output(args.roles ?? 'create')
    this.reference = referenceOf(this)
    this.iamReport = reportOutput(basis.report, args.iamReportPath)
    rememberEngine(this, {
      roles: args.roles ?? 'create',
      region,
      reportPath: args.iamReportPath,
      hasNetwork: network !== undefined,
      hasMap: args.map === true,
    })
    this.registerOutputs({
      name: this.name,
      account: this.account,
      region: this.region,
      partition: this.partition,
      stateBucket: this.stateBucket,
      statePrefix: this.statePrefix,
      stateKeyArn: this.stateKeyArn,
      functionArn: this.functionArn,
      functionName: this.functionName,
      logGroup: this.logGroup,
      roleArn: this.roleArn,
      schedulerRoleArn: this.schedulerRoleArn,
      scheduleGroup: this.scheduleGroup,
      deadLetterQueueArn: this.deadLetterQueueArn,
      stateMachineArn: this.stateMachineArn,
      rolePath: this.rolePath,
      permissionsBoundary: this.permissionsBoundary,
      roles: this.roles,
      reference: this.reference,
      iamReport: this.iamReport,
    })
  }
}

/** Makes the queue of wake-ups that could not be delivered, closed to all but the scheduler's role. */
function deployDeadLetterQueue(
  parent: pulumi.Resource,
  name: string,
  plan: pulumi.Output<EnginePlan>,
  schedulerRole: pulumi.Resource | undefined,
  { tags, region, transform }: EngineArgs,
): pulumi.Output<string> {
  const here = region === undefined ? {} : { region }
  const queue = child(
    Queue,
    name,
    {
      name: plan.deadLetterQueue.name,
      messageRetentionSeconds: FOURTEEN_DAYS,
      sqsManagedSseEnabled: true,
      ...here,
      ...(tags !== undefined && { tags }),
    },
    { parent },
    transform?.deadLetterQueue,
  )
  // The policy names the role, which has to be there before.
  const options = { parent: queue, ...(schedulerRole !== undefined && { dependsOn: [schedulerRole] }) }
  const policy = child(QueuePolicy, name, { queueUrl: queue.id, policy: plan.deadLetterQueue.policy, ...here }, options)
  return pulumi.all([queue.arn, policy.id]).apply(([arn]) => arn)
}

/** The longest that SQS keeps a message. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60

/** The settings that are known while the program runs. */
function draftOf(name: string, args: EngineArgs): EngineDraft {
  const { engineName = name, transform: _, tags: __, network, ...rest } = args
  const plainName = known(engineName)
  const subnets = known(network?.subnetIds)
  const securityGroups = known(network?.securityGroupIds)
  return {
    ...known(rest),
    ...(plainName !== undefined && { name: plainName }),
    stateKeyTwice: args.createStateKey === true && args.stateKeyArn !== undefined,
    network: { ...(subnets !== undefined && { subnets }), ...(securityGroups !== undefined && { securityGroups }) },
    hasNetwork: network !== undefined,
  }
}

/** All settings, those of the plan and those that are only checked. */
type KnownSettings = EngineSettings & Omit<EngineDraft, keyof EngineSettings>

/** The settings of the plan, once all of them are known. */
function settingsOf(name: string, args: EngineArgs): pulumi.Output<KnownSettings> {
  return pulumi
    .all({
      name: args.engineName ?? name,
      stateBucket: args.stateBucket,
      statePrefix: args.statePrefix,
      roleArn: args.roleArn,
      schedulerRoleArn: args.schedulerRoleArn,
      deadLetterQueueArn: args.deadLetterQueueArn,
      rolePath: args.rolePath,
      permissionsBoundary: args.permissionsBoundary,
      roles: args.roles,
      map: args.map,
      mapRoleArn: args.mapRoleArn,
      logGroup: args.logGroup,
      tracing: args.tracing,
      readers: args.readers,
      consoleUrl: args.consoleUrl,
      logLevel: args.logLevel,
      memorySize: args.memorySize,
      timeout: args.timeout,
      reservedConcurrency: args.reservedConcurrency,
      logRetentionDays: args.logRetentionDays,
      logKeyArn: args.logKeyArn,
      architecture: args.architecture,
      network: args.network && {
        subnets: args.network.subnetIds,
        securityGroups: args.network.securityGroupIds,
        subnetAccount: args.subnetAccount,
      },
    })
    .apply((all) => defined(all) as unknown as KnownSettings)
}

/** A list as resources take it, which may change what they are given. */
function texts(list: pulumi.Input<readonly pulumi.Input<string>[]>): pulumi.Output<string[]> {
  return pulumi.output(list).apply((all) => [...all])
}
