import { Schedule } from '@pulumi/aws/scheduler/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  datasetProblems,
  detectorDeclaration,
  executeEvent,
  iamReport,
  planWakeUps,
  topicKeyProblems,
  type DetectorHead,
  type Path,
  type Problem,
} from '../plans/index.ts'
import { foreignPolicies, type Role, type ServicePart } from '../policies/index.ts'
import { durationSeconds, type DatasetSpec } from '../spec/index.ts'
import { alertOf, declareAlert } from './alert-part.ts'
import { child } from './child.ts'
import { datasetOf, declareDataset, startDetector, watchedOf } from './dataset-part.ts'
import { deployDeclaration } from './declaration-child.ts'
import { defined } from './defined.ts'
import { openDeployment, SHARED_NAMES, type Deployment } from './deployment.ts'
import type { DetectorArgs } from './detector-args.ts'
import { isLate } from './known.ts'
import { deployRoles } from './detector-roles.ts'
import { reportOutput } from './report-file.ts'
import { roleReference, type ServiceRoleReference } from './service-role-reference.ts'

/**
 * A detector: what it watches, whom it tells, the roles for both, and the schedule that wakes the engine. Deploying it declares and activates
 * it; destroying it deactivates it and leaves its history.
 */
export class Detector extends pulumi.ComponentResource {
  /** Name in AWS. */
  readonly name: pulumi.Output<string>
  /** Role that reads the data; its `arn` is undefined while there is no dataset here. */
  readonly datasetRole: pulumi.Output<ServiceRoleReference>
  /** Roles that send the alerts that are declared here, by the name of the alert; logs and webhooks have none. */
  readonly alertRoles: pulumi.Output<Readonly<Record<string, ServiceRoleReference>>>
  /** ARN of the schedule that wakes the engine. */
  readonly scheduleArn: pulumi.Output<string>
  /** JSON of what the backtest before the activation found; undefined without `backtest`. */
  readonly backtestResult: pulumi.Output<string | undefined>
  /** JSON of the report of its service roles: trust, policies and boundary of each with the reason of every statement. */
  readonly iamReport: pulumi.Output<string>

  constructor(name: string, args: DetectorArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Detector', name, args, options)
    const { tags, transform = {} } = args
    const deployment = openDeployment(this, args, requestOf(name, args))
    const { what, place, state, detector, region } = deployment
    const alerts = (args.alerts ?? []).map((alert, index) => ({
      name: alert.name,
      index,
      args: alert,
      spec: alertOf(alert),
    }))
    const dataset = args.dataset === undefined ? undefined : datasetOf(args.dataset)

    const roles = deployRoles(this, name, args, deployment, dataset, alerts)

    const head = pulumi
      .all([
        detector,
        { description: args.description, interval: args.interval, tags, quotas: args.quotas, scale: args.scale },
      ])
      .apply(([of, rest]) => defined({ detector: of, ...rest, managedBy: stackText() }) as unknown as DetectorHead)
    const declared = deployDeclaration(
      this,
      `${name}-detector`,
      pulumi.all([place, head]).apply(([at, known]) => detectorDeclaration(at, known as DetectorHead)),
      { state, tags, region, transform: transform.declaration },
    )
    const declaredDataset =
      dataset === undefined
        ? []
        : [declareDataset(this, `${name}-dataset`, deployment, dataset, roles.dataset!, { tags, transform })]
    const declaredAlerts = alerts.map(({ name: alert, spec }) =>
      declareAlert(this, `${name}-alert-${alert}`, deployment, spec, roles.alerts.get(alert), {
        tags,
        transform: transform.declaration,
      }),
    )
    const declarations = [declared, ...declaredDataset, ...declaredAlerts]

    const started =
      dataset === undefined
        ? undefined
        : startDetector(
            this,
            name,
            deployment,
            watchedOf(
              dataset,
              args.interval,
              alerts.map(({ spec }) => spec),
            ),
            { activate: args.activate ?? true, backtest: args.backtest, dependsOn: declarations, transform },
          )
    const schedule = deploySchedule(this, name, args, deployment, dataset, [...declarations, ...(started?.steps ?? [])])

    const report = pulumi.all([place, roles.planned, roles.parts]).apply(([of, planned, parts]) => {
      const policies = foreignPolicies(of, parts as readonly ServicePart[], planned as readonly Role[])
      return iamReport(what, of, !deployment.createsRoles, planned as readonly Role[], policies)
    })
    // Who takes the name from here comes after the declaration, which is what a dataset or an alert is added to.
    this.name = pulumi.all([detector, declared.urn]).apply(([known]) => known)
    this.datasetRole = roleReference(roles.dataset)
    this.alertRoles = pulumi.all(
      Object.fromEntries([...roles.alerts].map(([alert, arn]) => [alert, roleReference(arn)])),
    )
    this.scheduleArn = schedule.arn
    this.backtestResult = pulumi.output(started?.backtestResult)
    this.iamReport = reportOutput(report, deployment.reportPath)
    this.registerOutputs({
      name: this.name,
      datasetRole: this.datasetRole,
      alertRoles: this.alertRoles,
      scheduleArn: this.scheduleArn,
      backtestResult: this.backtestResult,
      iamReport: this.iamReport,
    })
  }
}

/** Who looks after what is deployed here: the engine's page and API change nothing of it, and say so. */
function stackText(): string {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`
  try {
    return `the Pulumi stack ${pulumi.getOrganization()}/${stack}`
  } catch {
    // Pulumi's mocks know an organization only where the test names one.
    return `the Pulumi stack ${stack}`
  }
}

/** What is checked of the arguments. */
function requestOf(name: string, args: DetectorArgs): Parameters<typeof openDeployment>[2] {
  const { detectorName = name, description, interval, dataset, alerts, tags, quotas, scale } = args
  return {
    what: `Detector "${name}"`,
    detector: detectorName,
    spec: { detector: detectorName, description, interval, dataset, alerts, tags, quotas, scale },
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
      topicKeyArns: args.topicKeyArns,
      backtest: args.backtest,
    },
    activate: dataset !== undefined && (args.activate ?? true),
    names: NAMES,
    problems: [...lateProblems(args), ...datasetProblems(args), ...plainTopicKeyProblems(args)],
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
  transform: true,
}

/** Which children there are, and their names, has to be known at once. */
function lateProblems({ dataset, alerts = [] }: DetectorArgs): readonly Problem[] {
  const data = isLate(dataset) ? [late('dataset', 'dataset')] : []
  if (!Array.isArray(alerts)) return isLate(alerts) ? [...data, late('alerts', 'list of alerts')] : data
  const list = (alerts as readonly unknown[]).flatMap((alert, index) => {
    if (isLate(alert)) return [late(`alerts[${index}]`, 'alert')]
    const name = typeof alert === 'object' && alert !== null && 'name' in alert ? alert.name : undefined
    return isLate(name) ? [late(`alerts[${index}].name`, 'name of an alert')] : []
  })
  return [...data, ...list]
}

function late(path: string, what: string): Problem {
  return {
    path,
    reason: `It is an output, and the ${what} has to be known while the program runs. Write it out; what is inside may be outputs.`,
  }
}

function plainTopicKeyProblems({ topicKeyArns, alerts }: DetectorArgs): readonly Problem[] {
  if (isLate(topicKeyArns) || topicKeyArns === undefined || isLate(alerts)) return []
  return topicKeyProblems(
    topicKeyArns,
    (alerts ?? []).map(({ name }) => name as string),
  )
}

/** Makes the schedule that wakes the engine. */
function deploySchedule(
  parent: pulumi.Resource,
  name: string,
  { interval, scheduleEnabled = true, transform }: DetectorArgs,
  { runtime, place, detector, region }: Deployment,
  dataset: pulumi.Output<DatasetSpec> | undefined,
  dependsOn: readonly pulumi.Resource[],
): Schedule {
  const wakeUps = pulumi
    .all([interval, dataset])
    .apply(([every, data]) => planWakeUps(every, data === undefined ? undefined : dataTimes(data)))
  return child(
    Schedule,
    `${name}-schedule`,
    {
      name: detector,
      groupName: runtime.scheduleGroup,
      description: pulumi.interpolate`Wakes the Crowsnest engine ${place.engine} for the detector ${detector}`,
      scheduleExpression: wakeUps.expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      state: pulumi.output(scheduleEnabled).apply((enabled) => (enabled ? 'ENABLED' : 'DISABLED')),
      target: {
        arn: runtime.functionArn,
        roleArn: runtime.schedulerRoleArn,
        input: detector.apply(executeEvent),
        retryPolicy: {
          maximumEventAgeInSeconds: wakeUps.maximumEventAgeSeconds,
          maximumRetryAttempts: wakeUps.maximumRetries,
        },
        deadLetterConfig: { arn: runtime.deadLetterQueueArn },
      },
      ...(region !== undefined && { region }),
    },
    { parent, dependsOn: [...dependsOn] },
    transform?.schedule,
  )
}

function dataTimes({ offset = 'PT0S', timezone = 'UTC' }: DatasetSpec): Parameters<typeof planWakeUps>[1] {
  return { offsetSeconds: durationSeconds(offset) ?? 0, timezone }
}
