import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule/index.js'
import type { ITerraformDependable } from 'cdktf'
import { Construct } from 'constructs'
import {
  alertDeclaration,
  alertPart,
  datasetDeclaration,
  datasetProblems,
  detectorDeclaration,
  executeEvent,
  planWakeUps,
  topicKeyProblems,
  type Path,
} from '../../plans/index.ts'
import type { Role, ServicePart } from '../../policies/index.ts'
import { durationSeconds, type AlertSpec, type DatasetSpec } from '../../spec/index.ts'
import { child, here } from './child.ts'
import { datasetPartOf, startDetector } from './dataset-parts.ts'
import { declare } from './declaration.ts'
import { openDeployment, SHARED_NAMES, type Deployment, type DeploymentRequest } from './deployment.ts'
import type { DetectorArgs } from './detector-args.ts'
import type { MadeRole } from './iam-role.ts'
import { makeServiceRole, reportRoles } from './service-role-parts.ts'

/**
 * A detector: what it watches, whom it tells, the roles for both, and the schedule that wakes the engine. Deploying it declares and activates
 * it; destroying it deactivates it and leaves its history.
 */
export class Detector extends Construct {
  /** Name in AWS. */
  readonly name: string
  /** ARN of the role that reads the data; undefined while there is no dataset here. */
  readonly datasetRoleArn: string | undefined
  /** ARNs of the roles that send the alerts that are declared here, by the name of the alert; logs and webhooks have none. */
  readonly alertRoleArns: Readonly<Record<string, string>>
  /** ARN of the schedule that wakes the engine. */
  readonly scheduleArn: string
  /** JSON of what the backtest before the activation found; undefined without `backtest`. */
  readonly backtestResult: string | undefined
  /** JSON of the report of its service roles: trust, policies and boundary of each with the reason of every statement. */
  readonly iamReport: string

  constructor(scope: Construct, id: string, args: DetectorArgs) {
    super(scope, id)
    const deployment = openDeployment(this, args, requestOf(id, args))
    const { detector, engine, surroundings, ready } = deployment
    const { late } = surroundings
    const {
      dataset,
      alerts = [],
      description,
      interval,
      tags,
      quotas,
      scale,
    } = late.hide({
      ...pick(args),
      tags: args.tags,
    })
    const roles = makeRoles(this, args, deployment, dataset, alerts)

    const head = {
      detector,
      ...(description !== undefined && { description }),
      interval,
      ...(tags !== undefined && { tags }),
      ...(quotas !== undefined && { quotas }),
      ...(scale !== undefined && { scale }),
      managedBy: 'Terraform',
    }
    const declarations = [
      declare(this, 'detector', detectorDeclaration(engine.place, head), deployment),
      ...(dataset === undefined
        ? []
        : [
            declare(
              this,
              'dataset',
              datasetDeclaration(engine.place, detector, { ...dataset, role: roles.dataset!.arn }),
              deployment,
              roles.dataset,
            ),
          ]),
      ...alerts.map((alert) => {
        const role = roles.alerts.get(alert.name)
        const whole = { ...alert, ...(role !== undefined && { role: role.arn }) }
        return declare(this, `alert-${alert.name}`, alertDeclaration(engine.place, detector, whole), deployment, role)
      }),
    ]
    const started =
      dataset === undefined
        ? { steps: [], backtestResult: undefined }
        : startDetector(
            this,
            deployment,
            { interval, dataset, alerts },
            { activate: args.activate ?? true, backtest: args.backtest, dependsOn: declarations },
          )
    const schedule = makeSchedule(this, args, deployment, dataset, [...ready, ...declarations, ...started.steps])

    this.name = detector
    this.datasetRoleArn = roles.dataset && late.restore(roles.dataset.arn)
    this.alertRoleArns = Object.fromEntries([...roles.alerts].map(([name, { arn }]) => [name, late.restore(arn)]))
    this.scheduleArn = schedule.arn
    this.backtestResult = started.backtestResult
    this.iamReport = reportRoles(deployment, roles.parts, roles.planned, args.iamReportPath)
  }
}

function pick({
  dataset,
  alerts,
  description,
  interval,
  quotas,
  scale,
}: DetectorArgs): Pick<DetectorArgs, 'dataset' | 'alerts' | 'description' | 'interval' | 'quotas' | 'scale'> {
  return {
    interval,
    ...(dataset !== undefined && { dataset }),
    ...(alerts !== undefined && { alerts }),
    ...(description !== undefined && { description }),
    ...(quotas !== undefined && { quotas }),
    ...(scale !== undefined && { scale }),
  }
}

/** What is checked of the arguments. */
function requestOf(id: string, args: DetectorArgs): DeploymentRequest {
  const { detectorName = id, dataset, tags, topicKeyArns, alerts = [] } = args
  return {
    what: `Detector "${id}"`,
    detector: detectorName,
    spec: { detector: detectorName, ...pick(args), ...(tags !== undefined && { tags }) },
    elsewhere: dataset === undefined ? [['dataset']] : [],
    toProperty: ([first, ...rest]): Path => (first === 'detector' ? ['detectorName'] : [first!, ...rest]),
    settings: {
      roles: args.roles,
      roleArn: args.roleArn,
      rolePath: args.rolePath,
      permissionsBoundary: args.permissionsBoundary,
      bucketAccount: args.bucketAccount,
      bucketKeyArn: args.bucketKeyArn,
      bucketKeys: args.bucketKeys,
      resultsKeyArn: args.resultsKeyArn,
      topicKeyArns,
      backtest: args.backtest,
    },
    activate: dataset !== undefined && (args.activate ?? true),
    names: NAMES,
    problems: [
      ...datasetProblems(args),
      ...(topicKeyArns === undefined
        ? []
        : topicKeyProblems(topicKeyArns, Array.isArray(alerts) ? alerts.map(({ name }: AlertSpec) => name) : [])),
    ],
  }
}

const NAMES: Readonly<Record<keyof DetectorArgs, true>> = {
  ...SHARED_NAMES,
  detectorName: true,
  description: true,
  interval: true,
  dataset: true,
  alerts: true,
  quotas: true,
  scale: true,
  roles: true,
  roleArn: true,
  bucketAccount: true,
  bucketKeyArn: true,
  bucketKeys: true,
  resultsKeyArn: true,
  topicKeyArns: true,
  activate: true,
  backtest: true,
  scheduleEnabled: true,
}

/** The service roles of a detector. */
interface DetectorRoles {
  readonly dataset: MadeRole | undefined
  /** By the name of the alert; those that need none are not there. */
  readonly alerts: ReadonlyMap<string, MadeRole>
  readonly planned: readonly Role[]
  readonly parts: readonly ServicePart[]
}

/** One thing that a role is made for. */
interface Need {
  /** For children: `dataset`, `alert-oncall`. */
  readonly key: string
  /** Property that it follows from. */
  readonly path: string
  readonly part: ServicePart
}

/** Makes the roles of a detector: one for its dataset and one for each alert, or one for all, but for those that exist already. */
function makeRoles(
  scope: Construct,
  args: DetectorArgs,
  deployment: Deployment,
  dataset: DatasetSpec | undefined,
  alerts: readonly AlertSpec[],
): DetectorRoles {
  const { late } = deployment.surroundings
  const { roleArn, topicKeyArns = {} } = late.hide({
    ...(args.roleArn !== undefined && { roleArn: args.roleArn }),
    ...(args.topicKeyArns !== undefined && { topicKeyArns: args.topicKeyArns }),
  })
  const ofDataset = existing(dataset?.role ?? roleArn)
  const sent = alerts.flatMap((alert, index) => {
    const part = alertPart(alert, topicKeyArns[alert.name])
    return part === null
      ? []
      : [{ name: alert.name, own: existing(alert.role ?? roleArn), part, path: `alerts[${index}].channel` }]
  })
  const needs: readonly Need[] = [
    ...(dataset === undefined || ofDataset !== undefined
      ? []
      : [{ key: 'dataset', path: 'dataset.source', part: datasetPartOf(deployment, 'dataset.source', dataset, args) }]),
    ...sent
      .filter(({ own }) => own === undefined)
      .map(({ name, path, part }) => ({ key: `alert-${name}`, path, part })),
  ]
  const make = args.roles === 'combined' ? combinedRole : separateRoles
  const { made, planned } = make(scope, deployment, needs)
  return {
    dataset: dataset === undefined ? undefined : (ofDataset ?? made.get('dataset')),
    alerts: new Map(sent.map(({ name, own }) => [name, (own ?? made.get(`alert-${name}`))!])),
    planned,
    parts: needs.map(({ part }) => part),
  }
}

function existing(arn: string | undefined): MadeRole | undefined {
  return arn === undefined ? undefined : { arn, ready: [] }
}

interface Made {
  readonly made: ReadonlyMap<string, MadeRole>
  readonly planned: readonly Role[]
}

function separateRoles(scope: Construct, deployment: Deployment, needs: readonly Need[]): Made {
  const roles = needs.map(({ key, path, part }) => {
    const planned = deployment.planRoles(path, [part])[0]!
    return { key, planned, made: makeServiceRole(scope, `${key}-role`, planned, deployment) }
  })
  return {
    made: new Map(roles.map(({ key, made }) => [key, made])),
    planned: roles.map(({ planned }) => planned),
  }
}

function combinedRole(scope: Construct, deployment: Deployment, needs: readonly Need[]): Made {
  if (needs.length === 0) return { made: new Map(), planned: [] }
  const planned = deployment.planRoles(
    'roles',
    needs.map(({ part }) => part),
    { combined: true },
  )
  const documents = needs.map(({ key }) => key)
  const role = makeServiceRole(scope, 'service-role', planned[0]!, deployment, documents)
  return { made: new Map(needs.map(({ key }) => [key, role])), planned }
}

/** Makes the schedule that wakes the engine. */
function makeSchedule(
  scope: Construct,
  { interval, scheduleEnabled = true }: DetectorArgs,
  { engine, detector, surroundings }: Deployment,
  dataset: DatasetSpec | undefined,
  dependsOn: readonly ITerraformDependable[],
): SchedulerSchedule {
  const wakeUps = planWakeUps(interval, dataset === undefined ? undefined : dataTimes(dataset))
  const properties = {
    name: detector,
    groupName: engine.scheduleGroup,
    description: `Wakes the Crowsnest engine ${engine.place.engine} for the detector ${detector}`,
    scheduleExpression: wakeUps.expression,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    state: scheduleEnabled ? 'ENABLED' : 'DISABLED',
    target: {
      arn: engine.functionArn,
      roleArn: engine.schedulerRoleArn,
      input: executeEvent(detector),
      retryPolicy: {
        maximumEventAgeInSeconds: wakeUps.maximumEventAgeSeconds,
        maximumRetryAttempts: wakeUps.maximumRetries,
      },
      deadLetterConfig: { arn: engine.deadLetterQueueArn },
    },
    ...here(surroundings),
  }
  return child(SchedulerSchedule, scope, 'schedule', properties, surroundings, { dependsOn })
}

function dataTimes({ offset = 'PT0S', timezone = 'UTC' }: DatasetSpec): Parameters<typeof planWakeUps>[1] {
  return { offsetSeconds: durationSeconds(offset) ?? 0, timezone }
}
