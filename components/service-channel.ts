import { LogGroup } from '@pulumi/aws/cloudwatch/index.js'
import { Function, FunctionEventInvokeConfig } from '@pulumi/aws/lambda/index.js'
import { Secret, SecretVersion } from '@pulumi/aws/secretsmanager/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  checkNotifier,
  iamReport,
  notifierPolicyNames,
  notifierRoleOf,
  planNotifier,
  planNotifierNames,
  SECRET_ARGUMENTS,
  secretTextProblems,
  type NotifierDraft,
  type NotifierPlanNames,
  type NotifierPlanSettings,
} from '../plans/index.ts'
import type { NotifierOptions, NotifierService } from '../spec/index.ts'
import type { ServiceChannelArgs } from './channel-args.ts'
import { child } from './child.ts'
import { defined } from './defined.ts'
import { bundleArchive } from './engine-bundle.ts'
import { attachPolicies, makeRole } from './iam-role.ts'
import { known } from './known.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'
import { reportOutput } from './report-file.ts'

/**
 * Where an alert goes that calls a function.
 *
 * @like ChannelSpec
 */
export interface FunctionChannel {
  readonly lambda: FunctionTarget
}

/** A function that an alert calls. */
export interface FunctionTarget {
  /** ARN of the function. */
  readonly function: string
}

/** A channel that has been made. */
export interface DeployedChannel {
  readonly functionArn: pulumi.Output<string>
  readonly functionName: pulumi.Output<string>
  readonly roleArn: pulumi.Output<string>
  readonly secretArn: pulumi.Output<string>
  readonly logGroup: pulumi.Output<string>
  readonly channel: pulumi.Output<FunctionChannel>
  readonly iamReport: pulumi.Output<string>
}

/** A service with what it is told. */
export interface ServiceWishes {
  readonly service: NotifierService
  /** Type and name of the component. */
  readonly what: string
  /** The argument that a secret is made from. */
  readonly value: pulumi.Input<string> | undefined
  /** The text of the secret, where it is more than the value. */
  readonly secretText?: (value: pulumi.Output<string>) => pulumi.Output<string>
  readonly options: { readonly [Key in keyof NotifierOptions]: pulumi.Input<NotifierOptions[Key]> | undefined }
}

/**
 * Makes the function that tells a service of alerts, with its role, log and secret. It has no policy of its own: the roles of
 * alerts may call it by theirs.
 */
export function deployServiceChannel(
  parent: pulumi.Resource,
  name: string,
  args: ServiceChannelArgs,
  wishes: ServiceWishes,
): DeployedChannel {
  const { service, what } = wishes
  const { tags, region, transform = {} } = args
  const options = { parent }
  const here = region === undefined ? {} : { region }
  const regional = { ...here, ...(tags !== undefined && { tags }) }
  refuse(what, [...checkNotifier(service, draftOf(name, args, wishes)), ...valueProblems(wishes)])

  const place = placeOf(parent, region)
  const settings = settingsOf(name, args, wishes)
  const checked = pulumi.all([settings, place]).apply(([{ draft, plan }, at]) => {
    refuse(what, checkNotifier(service, { ...draft, given: givenOf(args, wishes) }, at))
    return { plan, at }
  })
  const names = checked.apply(({ plan, at }) => planNotifierNames(plan, at))

  const { arn: secretArn, ready } =
    args.secretArn === undefined
      ? deploySecret(parent, name, args, wishes, names)
      : { arn: pulumi.output(args.secretArn), ready: [] }
  const plan = pulumi.all([checked, secretArn]).apply(([{ plan: one, at }, secret]) => planNotifier(one, at, secret))
  const makesRole = args.roleArn === undefined && args.createRole !== false
  const report = pulumi
    .all([checked, args.secretArn ?? names.secretName])
    .apply(([{ plan: one, at }, secret]) =>
      iamReport(
        what,
        at,
        args.createRole === false,
        args.roleArn === undefined ? [notifierRoleOf(one, at, secret)] : [],
        [],
      ),
    )
  const roleArn = makesRole
    ? attachPolicies(
        makeRole(parent, `${name}-role`, plan.role, { tags, transform: transform.role }),
        `${name}-role`,
        plan.role,
        { documents: notifierPolicyNames(args), transform: transform.rolePolicy },
      )
    : names.roleArn
  const logGroup =
    args.logGroup === undefined
      ? child(
          LogGroup,
          `${name}-log`,
          {
            name: names.logGroup,
            retentionInDays: args.logRetentionDays ?? 90,
            ...(args.logKeyArn !== undefined && { kmsKeyId: args.logKeyArn }),
            ...regional,
          },
          options,
          transform.logGroup,
        ).name
      : names.logGroup
  const code = child(
    Function,
    `${name}-function`,
    {
      name: names.functionName,
      description: `Crowsnest: tells ${SERVICE_NAMES[service]} of alerts.`,
      role: roleArn,
      code: bundleArchive('notifier'),
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      architectures: [args.architecture ?? 'arm64'],
      memorySize: args.memorySize ?? 256,
      timeout: args.timeout ?? 60,
      environment: { variables: plan.environment },
      loggingConfig: { logFormat: 'Text', logGroup },
      ...(args.reservedConcurrency !== undefined && { reservedConcurrentExecutions: args.reservedConcurrency }),
      ...regional,
    },
    { ...options, dependsOn: ready },
    transform.function,
  )
  child(
    FunctionEventInvokeConfig,
    `${name}-function`,
    {
      functionName: code.name,
      maximumRetryAttempts: args.retries ?? 2,
      ...(args.onFailureArn !== undefined && { destinationConfig: { onFailure: { destination: args.onFailureArn } } }),
      ...here,
    },
    { parent: code },
  )
  return {
    functionArn: code.arn,
    functionName: code.name,
    roleArn,
    secretArn,
    logGroup: pulumi.output(logGroup),
    channel: code.arn.apply((arn) => ({ lambda: { function: arn } })),
    iamReport: reportOutput(report, args.iamReportPath),
  }
}

const SERVICE_NAMES: Readonly<Record<NotifierService, string>> = {
  slack: 'Slack',
  pagerduty: 'PagerDuty',
  datadog: 'Datadog',
  webhook: 'a webhook',
}

/** Makes the secret of a channel. Its value comes from the stack, so that nothing is lost when it is removed at once. */
function deploySecret(
  parent: pulumi.Resource,
  name: string,
  { tags, region, secretKeyArn, transform }: ServiceChannelArgs,
  { service, what, value, secretText = (text) => text }: ServiceWishes,
  names: pulumi.Output<NotifierPlanNames>,
): { readonly arn: pulumi.Output<string>; readonly ready: pulumi.Resource[] } {
  const here = region === undefined ? {} : { region }
  const secret = child(
    Secret,
    `${name}-secret`,
    {
      name: names.secretName,
      description: `What Crowsnest tells ${SERVICE_NAMES[service]} of alerts with.`,
      recoveryWindowInDays: 0,
      ...(secretKeyArn !== undefined && { kmsKeyId: secretKeyArn }),
      ...here,
      ...(tags !== undefined && { tags }),
    },
    { parent },
    transform?.secret,
  )
  const text = pulumi.output(value).apply((whole) => {
    const trimmed = (whole ?? '').trim()
    refuse(what, secretTextProblems(service, trimmed))
    return trimmed
  })
  const version = child(
    SecretVersion,
    `${name}-secret`,
    { secretId: secret.id, secretString: pulumi.secret(secretText(text)), ...here },
    { parent: secret },
  )
  return { arn: secret.arn, ready: [version] }
}

/** What is wrong with the value of a secret that the program has as a plain text. */
function valueProblems({ service, value }: ServiceWishes): ReturnType<typeof secretTextProblems> {
  const text = known(value)
  return text === undefined ? [] : secretTextProblems(service, text.trim())
}

/** The settings that are known while the program runs. */
function draftOf(name: string, args: ServiceChannelArgs, wishes: ServiceWishes): NotifierDraft {
  const { channelName = name, transform: _, tags: __, region: ___, ...rest } = args
  const plainName = known(channelName)
  return {
    ...(known(rest) as Omit<NotifierDraft, 'given'>),
    ...(plainName !== undefined && { channelName: plainName }),
    options: defined(known(wishes.options) ?? {}) as NotifierOptions,
    given: givenOf(args, wishes),
  }
}

interface ChannelSettings {
  readonly draft: Omit<NotifierDraft, 'given'>
  readonly plan: NotifierPlanSettings
}

/** The settings of the plan, and those that are only checked, once all of them are known. */
function settingsOf(name: string, args: ServiceChannelArgs, wishes: ServiceWishes): pulumi.Output<ChannelSettings> {
  const { channelName, secretField, secretKeyArn, roleArn, rolePath, permissionsBoundary, logGroup, onFailureArn } =
    args
  const plan = pulumi
    .all({
      channelName: channelName ?? name,
      secretField,
      secretKeyArn,
      roleArn,
      rolePath,
      permissionsBoundary,
      logGroup,
      onFailureArn,
      options: pulumi.all(wishes.options).apply(defined),
    })
    .apply((all) => ({ ...defined(all), service: wishes.service }) as unknown as NotifierPlanSettings)
  const { memorySize, timeout, reservedConcurrency, retries, architecture, logRetentionDays } = args
  const numbers = pulumi.all({ memorySize, timeout, reservedConcurrency, retries, architecture, logRetentionDays })
  return pulumi
    .all([plan, numbers])
    .apply(([one, others]) => ({ plan: one, draft: { ...one, ...(defined(others) as Omit<NotifierDraft, 'given'>) } }))
}

/** Which arguments were given, by the names that their problems have. */
function givenOf(args: ServiceChannelArgs, { service, value }: ServiceWishes): ReadonlySet<string> {
  const given = Object.entries(args).filter(([, one]) => one !== undefined)
  return new Set([...given.map(([key]) => key), ...(value === undefined ? [] : [SECRET_ARGUMENTS[service]])])
}
