import * as pulumi from '@pulumi/pulumi'
import { iamReport, type Path } from '../plans/index.ts'
import { foreignPolicies } from '../policies/index.ts'
import type { AlertArgs } from './alert-args.ts'
import { alertOf, alertPartOf, declareAlert, needsRole } from './alert-part.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import { reportOutput } from './report-file.ts'
import { deployServiceRole, roleWishes } from './service-role-child.ts'
import { roleReference, type ServiceRoleReference } from './service-role-reference.ts'

/**
 * An alert that is added to a detector, of this or another stack: whom to tell about which anomalies, and the role that sends it. Destroying it
 * removes nothing else.
 */
export class Alert extends pulumi.ComponentResource {
  /** Name in AWS. */
  readonly name: pulumi.Output<string>
  /** Name of its detector. */
  readonly detector: pulumi.Output<string>
  /** Role that sends it; its `arn` is undefined for logs and webhooks. */
  readonly role: pulumi.Output<ServiceRoleReference>
  /** JSON of the report of its service role: trust, policies and boundary with the reason of every statement. */
  readonly iamReport: pulumi.Output<string>

  constructor(name: string, args: AlertArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Alert', name, args, options)
    const { tags, transform = {}, detector, alertName = name } = args
    const { description, threshold, measures, dimensions, channel, role: existing } = args
    const spec = { name: alertName, description, threshold, measures, dimensions, channel, role: existing }
    const deployment = openDeployment(this, args, {
      what: `Alert "${name}"`,
      detector,
      spec: { detector, alerts: [spec], tags },
      elsewhere: [['interval'], ['dataset'], ['quotas']],
      toProperty: ([first, second, ...rest]): Path => {
        if (first !== 'alerts') return [first!, ...(second === undefined ? [] : [second, ...rest])]
        return rest[0] === 'name' ? ['alertName'] : rest
      },
      settings: {
        rolePath: args.rolePath,
        permissionsBoundary: args.permissionsBoundary,
        topicKeyArn: args.topicKeyArn,
      },
      activate: false,
      names: NAMES,
    })
    const { what, place, createsRoles } = deployment
    const alert = alertOf(spec)
    const parts =
      needsRole(channel) && existing === undefined
        ? alertPartOf(what, 'channel', alert, args.topicKeyArn).apply((part) => [part])
        : undefined
    const roles = parts === undefined ? undefined : deployment.planRoles('channel', parts)
    const own =
      roles === undefined
        ? undefined
        : deployServiceRole(
            this,
            `${name}-role`,
            roles.apply(([one]) => one!),
            roleWishes(deployment, args),
          )
    const role = existing === undefined ? own : pulumi.output(existing)
    declareAlert(this, `${name}-alert`, deployment, alert, role, { tags, transform: transform.declaration })
    const report = pulumi
      .all([place, roles ?? [], parts ?? []])
      .apply(([at, all, needed]) => iamReport(what, at, !createsRoles, all, foreignPolicies(at, needed, all)))

    this.name = pulumi.all([alertName, deployment.detector]).apply(([known]) => known)
    this.detector = deployment.detector
    this.role = roleReference(role)
    this.iamReport = reportOutput(report, deployment.reportPath)
    this.registerOutputs({ name: this.name, detector: this.detector, role: this.role, iamReport: this.iamReport })
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
  transform: true,
}
