import { Construct } from 'constructs'
import { alertDeclaration, alertPart, type Path } from '../../plans/index.ts'
import type { AlertSpec } from '../../spec/index.ts'
import type { CommonArgs, ServiceRolesArgs } from './common-args.ts'
import { declare } from './declaration.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import type { MadeRole } from './iam-role.ts'
import { makeServiceRole, reportRoles } from './service-role-parts.ts'

/** Arguments of `Alert`: an alert of a spec, and whose it is. */
export interface AlertArgs extends Omit<AlertSpec, 'name'>, ServiceRolesArgs, CommonArgs {
  /** The engine of the detector: an `Engine`, its `reference`, or of another configuration `{ name }` with the engine's name. */
  readonly engine: EngineReferenceArgs
  /** Name of the detector that it is added to; it may be deployed by another stack. */
  readonly detector: string
  /**
   * Name of the alert, unique in an account and region. Changing it makes a new alert.
   *
   * @default the id of the construct
   */
  readonly alertName?: string
  /**
   * ARN of the KMS key of an encrypted topic.
   *
   * @default none
   */
  readonly topicKeyArn?: string
}

/**
 * An alert that is added to a detector, of this or another stack: whom to tell about which anomalies, and the role that sends it. Destroying it
 * removes nothing else.
 */
export class Alert extends Construct {
  /** Name in AWS. */
  readonly name: string
  /** Name of its detector. */
  readonly detector: string
  /** ARN of the role that sends it; undefined for logs and webhooks. */
  readonly roleArn: string | undefined
  /** JSON of the report of its service role: trust, policies and boundary with the reason of every statement. */
  readonly iamReport: string

  constructor(scope: Construct, id: string, args: AlertArgs) {
    super(scope, id)
    const { detector, alertName = id, topicKeyArn, tags } = args
    const spec = specOf(alertName, args)
    const deployment = openDeployment(this, args, {
      what: `Alert "${id}"`,
      detector,
      spec: { detector, alerts: [spec], ...(tags !== undefined && { tags }) },
      elsewhere: [['interval'], ['dataset'], ['quotas']],
      toProperty: ([first, second, ...rest]): Path => {
        if (first !== 'alerts') return [first!, ...(second === undefined ? [] : [second, ...rest])]
        return rest[0] === 'name' ? ['alertName'] : rest
      },
      settings: { rolePath: args.rolePath, permissionsBoundary: args.permissionsBoundary, topicKeyArn },
      activate: false,
      names: NAMES,
    })
    const { late } = deployment.surroundings
    const alert = late.hide(spec)
    const part = alertPart(alert, topicKeyArn === undefined ? undefined : late.hide({ topicKeyArn }).topicKeyArn)
    const parts = part === null || alert.role !== undefined ? [] : [part]
    const roles = parts.length === 0 ? [] : deployment.planRoles('channel', parts)
    const [planned] = roles
    const role: MadeRole | undefined =
      planned === undefined ? existing(alert.role) : makeServiceRole(this, 'role', planned, deployment)
    const whole = { ...alert, ...(role !== undefined && { role: role.arn }) }
    declare(this, 'alert', alertDeclaration(deployment.engine.place, detector, whole), deployment, role)

    this.name = alertName
    this.detector = detector
    this.roleArn = role && late.restore(role.arn)
    this.iamReport = reportRoles(deployment, parts, roles, args.iamReportPath)
  }
}

function existing(arn: string | undefined): MadeRole | undefined {
  return arn === undefined ? undefined : { arn, ready: [] }
}

/** The alert among the arguments. */
function specOf(name: string, { description, threshold, measures, dimensions, channel, role }: AlertArgs): AlertSpec {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(threshold !== undefined && { threshold }),
    ...(measures !== undefined && { measures }),
    ...(dimensions !== undefined && { dimensions }),
    channel,
    ...(role !== undefined && { role }),
  }
}

const NAMES: Readonly<Record<keyof AlertArgs, true>> = {
  ...SHARED_NAMES,
  detector: true,
  alertName: true,
  description: true,
  threshold: true,
  measures: true,
  dimensions: true,
  channel: true,
  role: true,
  topicKeyArn: true,
}
