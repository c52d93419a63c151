import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js'
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js'
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js'
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js'
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group/index.js'
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js'
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js'
import { TerraformStack } from 'cdktf'
import { Construct } from 'constructs'
import {
  checkEngine,
  planEngine,
  unknownNames,
  type EngineDraft,
  type EnginePlan,
  type EngineReference,
  type EngineSettings,
  type Problem,
} from '../../plans/index.ts'
import { child, here, tagged, type Surroundings } from './child.ts'
import type { EngineArgs } from './engine-args.ts'
import { engineCode } from './engine-code.ts'
import { rememberEngine } from './engine-reference.ts'
import { attachPolicies, makeRole, type MadeRole } from './iam-role.ts'
import { isLate, knownOf } from './late-values.ts'
import { knownPlace, openPlace } from './place.ts'
import { refuse } from './refuse.ts'
import { writeReport } from './report-file.ts'
import { makeStateBucket } from './state-bucket.ts'
import { makeStateMachine } from './state-machine.ts'

/**
 * The engine that runs detectors: a function, the bucket that keeps what it learns and finds, a group of schedules, and the roles of
 * both. One engine serves any number of detectors.
 */
export class Engine extends Construct {
  /** Name in AWS. */
  readonly name: string
  /** Account that it lives in. */
  readonly account: string
  /** Region that it lives in. */
  readonly region: string
  /** Partition that it lives in: `aws`, `aws-cn` ... */
  readonly partition: string
  /** Name of the bucket of the state. */
  readonly stateBucket: string
  /** ARN of the key of the state; undefined when S3 encrypts with its own. */
  readonly stateKeyArn?: string
  /** ARN of the function. */
  readonly functionArn: string
  /** Name of the function. */
  readonly functionName: string
  /** Name of the log group of the function. */
  readonly logGroup: string
  /** ARN of the role that the engine runs with. */
  readonly roleArn: string
  /** ARN of the role of the schedules. */
  readonly schedulerRoleArn: string
  /** Name of the group of the schedules. */
  readonly scheduleGroup: string
  /** ARN of the queue of wake-ups that could not be delivered. */
  readonly deadLetterQueueArn: string
  /** ARN of the state machine that runs large detectors; undefined for none. */
  readonly stateMachineArn?: string
  /** What detectors and alerts need to know of the engine, in this stack or another. */
  readonly reference: EngineReference
  /** JSON of the report of its roles and of the policies of its bucket, key and queue, with the reason of every statement. */
  readonly iamReport: string

  constructor(scope: Construct, id: string, args: EngineArgs = {}) {
    super(scope, id)
    const what = `Engine "${id}"`
    refuse(what, [
      ...unknownNames(args, Object.keys(NAMES)),
      ...lateListProblems(args),
      ...checkEngine(draftOf(id, args)),
    ])
    const { place, late } = openPlace(this, what, args)
    refuse(what, checkEngine(draftOf(id, args), knownPlace(place)))
    const surroundings: Surroundings = { late, provider: args.provider, region: args.region, tags: args.tags }
    const { provider: _, ...settings } = args
    const hidden = late.hide(settings)
    const planWith = (stateKeyArn: string | undefined): EnginePlan => {
      const whole = { ...settingsOf(id, hidden), ...(stateKeyArn !== undefined && { stateKeyArn }) }
      return planEngine(whole, place)
    }
    const basis = planWith(hidden.stateKeyArn)
    const makesRoles = (args.roles ?? 'create') === 'create'
    const kept =
      (args.stateOnDestroy ?? 'keep') === 'keep' || args.protectState === true
        ? { lifecycle: { preventDestroy: true } }
        : {}

    // The policy of a new key names the role, and the policies of the role name the key: the role comes first, its policies last.
    const role =
      makesRoles && args.roleArn === undefined ? makeRole(this, 'role', basis.engineRole, surroundings) : undefined
    const key =
      args.createStateKey === true
        ? child(
            KmsKey,
            this,
            'key',
            {
              description: `State of the Crowsnest engine ${basis.place.engine}`,
              policy: basis.keyPolicy,
              enableKeyRotation: true,
              ...tagged(surroundings),
            },
            surroundings,
            {
              dependsOn: role === undefined ? [] : [role],
              // A bucket that stays cannot be read without its key, which stays with it.
              ...kept,
            },
          )
        : undefined
    if (key !== undefined) {
      const alias = { name: `alias/${basis.functionName}`, targetKeyId: key.keyId, ...here(surroundings) }
      child(KmsAlias, this, 'key-alias', alias, surroundings, kept)
    }
    const keyArn = key?.arn ?? args.stateKeyArn
    const plan = key === undefined ? basis : planWith(late.standIn(key.arn, 'stateKeyArn'))

    const state =
      args.stateBucket === undefined
        ? makeStateBucket(
            this,
            'state',
            plan,
            { keyArn, onDestroy: args.stateOnDestroy ?? 'keep', protect: args.protectState ?? false },
            surroundings,
          )
        : { name: args.stateBucket, ready: [] }
    const engineRole: MadeRole =
      role === undefined
        ? { arn: plan.roleArn, ready: [] }
        : attachPolicies(
            this,
            'role',
            role,
            plan.engineRole,
            [
              'service-roles',
              'state',
              'observability',
              ...(args.network === undefined ? [] : ['network']),
              ...(args.map === true ? ['map'] : []),
            ],
            surroundings,
          )
    const logGroup =
      args.logGroup === undefined
        ? child(
            CloudwatchLogGroup,
            this,
            'log',
            {
              name: plan.logGroup,
              retentionInDays: args.logRetentionDays ?? 90,
              ...(args.logKeyArn !== undefined && { kmsKeyId: args.logKeyArn }),
              ...tagged(surroundings),
            },
            surroundings,
          ).name
        : args.logGroup
    const { network } = args
    const code = child(
      LambdaFunction,
      this,
      'function',
      {
        functionName: plan.functionName,
        description: 'Crowsnest: finds anomalies in metrics. Woken by the schedules of its detectors.',
        role: engineRole.arn,
        ...engineCode(this, 'code', args.code),
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
          vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [...network.securityGroupIds] },
        }),
        ...tagged(surroundings),
      },
      surroundings,
      { dependsOn: engineRole.ready },
    )
    const scheduleGroup = child(
      SchedulerScheduleGroup,
      this,
      'schedules',
      { name: plan.scheduleGroup, ...tagged(surroundings) },
      surroundings,
    )
    const schedulerRole: MadeRole =
      makesRoles && args.schedulerRoleArn === undefined
        ? attachPolicies(
            this,
            'scheduler',
            makeRole(this, 'scheduler', plan.schedulerRole, surroundings),
            plan.schedulerRole,
            ['wake-engine'],
            surroundings,
          )
        : { arn: plan.schedulerRoleArn, ready: [] }
    const queue =
      args.deadLetterQueueArn === undefined ? makeQueue(this, 'lost', plan, schedulerRole, surroundings) : undefined

    const machine = plan.map === null ? undefined : makeStateMachine(this, 'map', plan.map, code, args, surroundings)

    this.name = plan.place.engine
    this.account = place.accountText
    this.region = place.region
    this.partition = place.partition
    this.stateBucket = state.name
    if (keyArn !== undefined) this.stateKeyArn = keyArn
    this.functionArn = code.arn
    this.functionName = code.functionName
    this.logGroup = logGroup
    this.roleArn = late.restore(engineRole.arn)
    this.schedulerRoleArn = late.restore(schedulerRole.arn)
    this.scheduleGroup = scheduleGroup.name
    this.deadLetterQueueArn = queue?.arn ?? args.deadLetterQueueArn!
    if (machine !== undefined) this.stateMachineArn = machine.arn
    this.iamReport = late.restore(JSON.stringify(basis.report))
    this.reference = {
      name: this.name,
      account: this.account,
      region: this.region,
      partition: this.partition,
      stateBucket: this.stateBucket,
      functionArn: this.functionArn,
      scheduleGroup: this.scheduleGroup,
      roleArn: this.roleArn,
      schedulerRoleArn: this.schedulerRoleArn,
      deadLetterQueueArn: this.deadLetterQueueArn,
      roles: args.roles ?? 'create',
      ...(args.statePrefix !== undefined && { statePrefix: args.statePrefix }),
      ...(keyArn !== undefined && { stateKeyArn: keyArn }),
      ...(args.rolePath !== undefined && { rolePath: args.rolePath }),
      ...(args.permissionsBoundary !== undefined && { permissionsBoundary: args.permissionsBoundary }),
    }
    writeReport(what, basis.report, args.iamReportPath, place)
    rememberEngine(this, {
      reference: this.reference,
      hasNetwork: network !== undefined,
      state: state.ready,
      ready: [...engineRole.ready, ...schedulerRole.ready, ...(queue === undefined ? [] : [queue])],
      stack: TerraformStack.of(this),
    })
  }
}

/** Makes the queue of wake-ups that could not be delivered, closed to all but the scheduler's role. */
function makeQueue(
  scope: Construct,
  id: string,
  { deadLetterQueue: { name, policy } }: EnginePlan,
  schedulerRole: MadeRole,
  surroundings: Surroundings,
): SqsQueue {
  const properties = {
    name,
    messageRetentionSeconds: FOURTEEN_DAYS,
    sqsManagedSseEnabled: true,
    ...tagged(surroundings),
  }
  const queue = child(SqsQueue, scope, id, properties, surroundings)
  // The policy names the role, which has to be there before.
  const closed = { queueUrl: queue.id, policy, ...here(surroundings) }
  child(SqsQueuePolicy, scope, `${id}-policy`, closed, surroundings, { dependsOn: schedulerRole.ready.slice(0, 1) })
  return queue
}

/** The longest that SQS keeps a message. */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60

/** The settings that are known at synthesis. */
function draftOf(id: string, args: EngineArgs): EngineDraft {
  const { engineName = id, network, provider: _provider, tags: _tags, account: _account, ...others } = args
  const { region: _region, ...rest } = others
  const { subnetIds, securityGroupIds } = (knownOf(network) ?? {}) as {
    readonly subnetIds?: readonly string[]
    readonly securityGroupIds?: readonly string[]
  }
  return {
    ...(knownOf(rest) as EngineDraft),
    ...(!isLate(engineName) && { name: engineName }),
    stateKeyTwice: args.createStateKey === true && args.stateKeyArn !== undefined,
    network: {
      ...(subnetIds !== undefined && { subnets: subnetIds }),
      ...(securityGroupIds !== undefined && { securityGroups: securityGroupIds }),
    },
    hasNetwork: network !== undefined,
  }
}

/** The settings of the plan, with texts in place of late values. */
function settingsOf(id: string, args: EngineArgs): EngineSettings {
  const { engineName: name = id, network, subnetAccount } = args
  return {
    name,
    ...pick(args),
    ...(network !== undefined && {
      network: {
        subnets: network.subnetIds,
        securityGroups: network.securityGroupIds,
        ...(subnetAccount !== undefined && { subnetAccount }),
      },
    }),
  }
}

function pick(args: EngineArgs): Omit<EngineSettings, 'name' | 'network'> {
  return Object.fromEntries(PLANNED.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])))
}

/** Arguments that the plan takes as they are. */
const PLANNED = [
  'stateBucket',
  'statePrefix',
  'roleArn',
  'schedulerRoleArn',
  'deadLetterQueueArn',
  'map',
  'mapRoleArn',
  'rolePath',
  'permissionsBoundary',
  'roles',
  'logGroup',
  'tracing',
  'readers',
  'consoleUrl',
  'logLevel',
] as const satisfies readonly (keyof EngineArgs & keyof EngineSettings)[]

/** What names and policies follow from has to be there at synthesis: lists that Terraform finds have no items yet. */
function lateListProblems({ engineName, network, readers }: EngineArgs): readonly Problem[] {
  const reason =
    'It is a list that Terraform finds, and policies name its items. Write a list of items; each may be a value of Terraform (`Fn.element`).'
  const lists = {
    'network.subnetIds': network?.subnetIds,
    'network.securityGroupIds': network?.securityGroupIds,
    readers,
  }
  const late = Object.entries(lists).filter(([, list]) => isLate(list))
  return [
    ...late.map(([path]) => ({ path, reason })),
    ...(isLate(engineName)
      ? [
          {
            path: 'engineName',
            reason: 'It has to be known at synthesis: names of roles follow from it. Write it as text.',
          },
        ]
      : []),
  ]
}

const NAMES: Readonly<Record<keyof EngineArgs, true>> = {
  engineName: true,
  code: true,
  stateBucket: true,
  statePrefix: true,
  stateOnDestroy: true,
  protectState: true,
  createStateKey: true,
  stateKeyArn: true,
  memorySize: true,
  timeout: true,
  reservedConcurrency: true,
  architecture: true,
  logGroup: true,
  logRetentionDays: true,
  logKeyArn: true,
  logLevel: true,
  tracing: true,
  network: true,
  subnetAccount: true,
  roleArn: true,
  schedulerRoleArn: true,
  map: true,
  mapRoleArn: true,
  roles: true,
  deadLetterQueueArn: true,
  readers: true,
  consoleUrl: true,
  rolePath: true,
  permissionsBoundary: true,
  iamReportPath: true,
  tags: true,
  region: true,
  account: true,
  provider: true,
}
