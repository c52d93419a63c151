import {
  activateEvent,
  alertPart,
  backtestEvent,
  bucketProblems,
  checkActivation,
  checkDatasetRole,
  checkDeclared,
  datasetPart,
  executeEvent,
  planServiceRoles,
  planWakeUps,
  type Problem,
} from '../../plans/index.ts'
import { PolicyError, type Role, type ServicePart } from '../../policies/index.ts'
import { durationSeconds, type AlertSpec, type DatasetSpec, type DetectorSpec } from '../../spec/index.ts'
import { pascal } from './alarms.ts'
import { detectorGround, type DetectorGround } from './detector-ground.ts'
import type { DetectorTemplateSettings } from './detector-settings.ts'
import { imported } from './engine-exports.ts'
import { given, PARAMETERS, when } from './parameters.ts'
import { roleResource } from './role-resource.ts'
import { markedName } from './stack-mark.ts'
import { substitute, symbolicName, type Stand } from './symbols.ts'
import { TemplateError } from './template-error.ts'
import type { Output, Parameter, Resource, Template } from './template.ts'

/**
 * Seconds in which the engine has answered: its own longest time, Lambda's repetitions and the patience with new roles. Without, a stack
 * that is not answered waits for an hour.
 */
const ANSWER_SECONDS = 1_800

/**
 * The template of a whole detector, for an engine whose stack is made of `engine.yml`: the same roles, declarations, activation and schedule that the
 * component Detector makes.
 *
 * @param spec - checked
 * @throws {TemplateError} for a spec that cannot run in AWS
 */
export function detectorTemplate(spec: DetectorSpec, settings: DetectorTemplateSettings = {}): Template {
  const ground = detectorGround(spec, settings)
  refuse(problemsOf(spec, settings, ground))
  const { dataset, alerts = [], tags = {} } = spec
  const ids = alertIds(alerts)
  const roles = planRoles(spec, settings, ground, ids)
  const declarations = declared(spec, roles, ground, ids)
  const started = startResources(spec, settings, Object.keys(declarations))
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Crowsnest: the detector ${spec.detector}, with its roles, its alerts and the schedule that wakes the engine for it.`,
    Parameters: {
      EngineName: engineParameter(settings, ground),
      PermissionsBoundaryArn: {
        ...PARAMETERS.PermissionsBoundaryArn,
        Description: 'Permissions boundary of the roles: its ARN. Empty for none.',
      },
      ScheduleState: {
        Type: 'String',
        Description: 'Whether the schedule wakes the engine.',
        Default: 'ENABLED',
        AllowedValues: ['ENABLED', 'DISABLED'],
      },
    },
    Conditions: { HasBoundary: given('PermissionsBoundaryArn') },
    Resources: {
      ...Object.fromEntries(
        roles.made.map(({ id, role }) => [
          id,
          roleResource(role, {
            symbols: ground.symbols,
            name: roleName(role, settings),
            boundary: when('HasBoundary', { Ref: 'PermissionsBoundaryArn' }),
            tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          }),
        ]),
      ),
      ...declarations,
      ...started,
      Schedule: schedule(spec, dataset, [...Object.keys(declarations), ...Object.keys(started)]),
    },
    Outputs: outputs(roles, 'Backtest' in started),
  }
}

/** A spec that was loaded has no mistakes but those that only show where it is deployed. */
function problemsOf(
  spec: DetectorSpec,
  settings: DetectorTemplateSettings,
  { place }: DetectorGround,
): readonly Problem[] {
  const draft = { value: spec, unknown: [] }
  const known = { partition: place.partition, region: place.region, account: place.account }
  const { problems } = checkDeclared(draft, same, { partition: place.partition })
  const buckets = [
    ...(settings.account === undefined ? [] : ['bucketAccount']),
    ...(settings.keyArn === undefined ? [] : ['bucketKeyArn']),
    ...(settings.resultsKeyArn === undefined ? [] : ['resultsKeyArn']),
  ]
  const alerts = (spec.alerts ?? []).map(({ name }) => name)
  return [
    ...problems,
    ...(spec.dataset.role === undefined ? checkDatasetRole(draft, problems.length === 0, same, known) : []),
    ...bucketProblems(draft, buckets),
    ...((settings.activate ?? true) ? checkActivation(draft, same) : []),
    ...Object.keys(settings.topicKeyArns ?? {})
      .filter((alert) => !alerts.includes(alert))
      .map((alert) => ({
        path: `topicKeyArns.${alert}`,
        reason: `There is no alert "${alert}" in the spec. ${alerts.length === 0 ? 'Leave it out.' : `Name one of ${alerts.join(', ')}.`}`,
      })),
  ]
}

function same<T>(path: T): T {
  return path
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new TemplateError(problems)
}

/** Logical ids of alerts, which have letters and digits alone: names that differ in signs are told apart by a number. */
function alertIds(alerts: readonly AlertSpec[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const { name } of alerts) {
    const plain = `Alert${pascal(name)}`
    const taken = [...ids.values()]
    const number = Array.from(taken.keys(), (index) => index + 2).find((n) => !taken.includes(`${plain}${n}`))
    ids.set(name, taken.includes(plain) ? `${plain}${number}` : plain)
  }
  return ids
}

interface Roles {
  readonly made: readonly { readonly id: string; readonly role: Role }[]
  /** What a declaration has as its role: somebody's own, or the token of one that is made. */
  readonly dataset: string
  readonly alerts: ReadonlyMap<string, string>
  readonly symbols: readonly Stand[]
}

function planRoles(
  { detector, dataset, alerts = [] }: DetectorSpec,
  settings: DetectorTemplateSettings,
  { engine }: DetectorGround,
  ids: ReadonlyMap<string, string>,
): Roles {
  const needs: readonly { readonly key: string; readonly id: string; readonly part: ServicePart }[] = [
    ...(dataset.role === undefined ? [{ key: '', id: 'DatasetRole', part: datasetPart(dataset, settings) }] : []),
    ...alerts.flatMap((alert) => {
      const part = alert.role === undefined ? alertPart(alert, settings.topicKeyArns?.[alert.name]) : null
      return part === null ? [] : [{ key: alert.name, id: `${ids.get(alert.name)!}Role`, part }]
    }),
  ]
  const combined = settings.combined ?? false
  const planned = rolesOf(() =>
    planServiceRoles(
      engine,
      detector,
      needs.map(({ part }) => part),
      { combined },
    ),
  )
  const made = planned.map((role, index) => ({ id: combined ? 'ServiceRole' : needs[index]!.id, role }))
  const tokens = new Map(
    needs.map(({ key, id }) => [
      key,
      symbolicName(`${combined ? 'ServiceRole' : id}Arn`, { 'Fn::GetAtt': [combined ? 'ServiceRole' : id, 'Arn'] }),
    ]),
  )
  return {
    made,
    dataset: dataset.role ?? tokens.get('')!.token,
    alerts: new Map(
      alerts.flatMap(({ name, role }) => {
        const arn = role ?? tokens.get(name)?.token
        return arn === undefined ? [] : [[name, arn] as const]
      }),
    ),
    symbols: [...tokens.values()],
  }
}

function rolesOf(plan: () => readonly Role[]): readonly Role[] {
  try {
    const roles = plan()
    const large = roles.find(({ attachment }) => attachment !== 'inline')
    if (large === undefined) return roles
    throw new TemplateError([
      {
        path: 'alerts',
        reason: 'One role for all would need more policies than fit into it. Use separate roles: leave out --combined.',
      },
    ])
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    throw new TemplateError([{ path: 'dataset', reason: error.message }])
  }
}

/** Characters after which the readable part of a role's name is cut. */
const MOST_READABLE = 53

/**
 * With a region the name that components give; else the same with eight characters of the stack's id in the place of the hash. Names that were cut
 * could be the same then, and are left to CloudFormation.
 */
function roleName({ name }: Role, { region }: DetectorTemplateSettings): unknown {
  if (region !== undefined) return name
  const readable = name.slice(0, name.lastIndexOf('-'))
  if (readable.length >= MOST_READABLE) return undefined
  return markedName(readable)
}

const FUNCTION = { ServiceToken: imported('FunctionArn'), ServiceTimeout: ANSWER_SECONDS }

function declared(
  { dataset, alerts = [], $schema: _schema, managedBy: _managedBy, ...head }: DetectorSpec,
  roles: Roles,
  { symbols }: DetectorGround,
  ids: ReadonlyMap<string, string>,
): Readonly<Record<string, Resource>> {
  const stack = symbolicName('StackName', { Ref: 'AWS::StackName' })
  const all = [...symbols, ...roles.symbols, stack]
  const declaration = (properties: object, content: object, dependsOn: readonly string[] = []): Resource => ({
    Type: 'Custom::CrowsnestDeclaration',
    ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
    Properties: {
      ...FUNCTION,
      Detector: head.detector,
      ...properties,
      Content: substitute(JSON.stringify(content), all),
    },
  })
  return {
    DetectorDeclaration: declaration(
      { Part: 'detector' },
      { ...head, managedBy: `the CloudFormation stack ${stack.token}` },
    ),
    // One after the other: a name that somebody else has stops the stack at the detector itself.
    DatasetDeclaration: declaration({ Part: 'dataset' }, { ...dataset, role: roles.dataset }, ['DetectorDeclaration']),
    ...Object.fromEntries(
      alerts.map((alert) => {
        const role = roles.alerts.get(alert.name)
        return [
          `${ids.get(alert.name)!}Declaration`,
          declaration({ Part: 'alert', Alert: alert.name }, { ...alert, ...(role !== undefined && { role }) }, [
            'DetectorDeclaration',
          ]),
        ]
      }),
    ),
  }
}

function startResources(
  { detector, interval, dataset, alerts = [] }: DetectorSpec,
  { activate = true, backtest }: DetectorTemplateSettings,
  declarations: readonly string[],
): Readonly<Record<string, Resource>> {
  const watched = { interval, dataset, alerts }
  return {
    ...(backtest !== undefined && {
      Backtest: {
        Type: 'Custom::CrowsnestBacktest',
        DependsOn: declarations,
        Properties: { ...FUNCTION, Event: backtestEvent(detector, watched, backtest) },
      },
    }),
    ...(activate && {
      Activation: {
        Type: 'Custom::CrowsnestActivation',
        DependsOn: [...declarations, ...(backtest === undefined ? [] : ['Backtest'])],
        Properties: { ...FUNCTION, Event: activateEvent(detector, watched) },
      },
    }),
  }
}

function schedule({ detector, interval }: DetectorSpec, dataset: DatasetSpec, dependsOn: readonly string[]): Resource {
  const { offset = 'PT0S', timezone = 'UTC' } = dataset
  const wakeUps = planWakeUps(interval, { offsetSeconds: durationSeconds(offset) ?? 0, timezone })
  return {
    Type: 'AWS::Scheduler::Schedule',
    DependsOn: dependsOn,
    Properties: {
      Name: detector,
      GroupName: imported('ScheduleGroup'),
      Description: { 'Fn::Sub': `Wakes the Crowsnest engine \${EngineName} for the detector ${detector}` },
      ScheduleExpression: wakeUps.expression,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: { Ref: 'ScheduleState' },
      Target: {
        Arn: imported('FunctionArn'),
        RoleArn: imported('SchedulerRoleArn'),
        Input: executeEvent(detector),
        RetryPolicy: {
          MaximumEventAgeInSeconds: wakeUps.maximumEventAgeSeconds,
          MaximumRetryAttempts: wakeUps.maximumRetries,
        },
        DeadLetterConfig: { Arn: imported('DeadLetterQueueArn') },
      },
    },
  }
}

function engineParameter({ region }: DetectorTemplateSettings, { engineName }: DetectorGround): Parameter {
  const parameter = { ...PARAMETERS.EngineName, Default: engineName }
  if (region === undefined) return parameter
  const { AllowedPattern: _pattern, ConstraintDescription: _text, ...rest } = parameter
  return { ...rest, AllowedValues: [engineName] }
}

function outputs(roles: Roles, hasBacktest: boolean): Readonly<Record<string, Output>> {
  return {
    ...Object.fromEntries(
      roles.made.map(({ id, role }) => [
        `${id}Arn`,
        { Description: role.reason.slice(0, 1000), Value: { 'Fn::GetAtt': [id, 'Arn'] } },
      ]),
    ),
    ScheduleArn: { Description: 'The schedule that wakes the engine.', Value: { 'Fn::GetAtt': ['Schedule', 'Arn'] } },
    ...(hasBacktest && {
      BacktestSummary: {
        Description: 'JSON of what the backtest found.',
        Value: { 'Fn::GetAtt': ['Backtest', 'Summary'] },
      },
    }),
  }
}
