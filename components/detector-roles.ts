import * as pulumi from '@pulumi/pulumi'
import type { Role, ServicePart } from '../policies/index.ts'
import type { AlertSpec, DatasetSpec } from '../spec/index.ts'
import { alertPartOf, needsRole } from './alert-part.ts'
import { datasetPartOf } from './dataset-part.ts'
import type { Deployment } from './deployment.ts'
import type { DetectorArgs } from './detector-args.ts'
import { deployServiceRole, roleWishes } from './service-role-child.ts'
import type { AlertSpecArgs } from './spec-args.generated.ts'

/** An alert that is declared with its detector. */
export interface InlineAlert {
  readonly name: string
  readonly index: number
  readonly args: AlertSpecArgs
  readonly spec: pulumi.Output<AlertSpec>
}

/** The service roles of a detector. */
export interface DetectorRoles {
  /** ARN of the role that reads the data; undefined without a dataset. */
  readonly dataset: pulumi.Output<string> | undefined
  /** ARNs of the roles that send alerts, by their names; alerts that need none are not there. */
  readonly alerts: ReadonlyMap<string, pulumi.Output<string>>
  /** Those that are not somebody's own, and what they are for. */
  readonly planned: pulumi.Output<readonly Role[]>
  readonly parts: pulumi.Output<readonly ServicePart[]>
}

/** One thing that a role is made for. */
interface Need {
  /** For children: `dataset`, `alert-oncall`. */
  readonly key: string
  /** Property that it follows from. */
  readonly path: string
  readonly part: pulumi.Output<ServicePart>
}

/** Makes the roles of a detector: one for its dataset and one for each alert, or one for all, but for those that exist already. */
export function deployRoles(
  parent: pulumi.Resource,
  name: string,
  args: DetectorArgs,
  deployment: Deployment,
  dataset: pulumi.Output<DatasetSpec> | undefined,
  alerts: readonly InlineAlert[],
): DetectorRoles {
  const existing = args.roleArn === undefined ? undefined : pulumi.output(args.roleArn)
  const sent = alerts.filter((alert) => needsRole(alert.args.channel))
  const ownDataset = args.dataset?.role ?? existing
  const needs: readonly Need[] = [
    ...(dataset === undefined || ownDataset !== undefined
      ? []
      : [{ key: 'dataset', path: 'dataset', part: datasetPartOf(deployment, 'dataset.source', dataset, args) }]),
    ...sent
      .filter((alert) => (alert.args.role ?? existing) === undefined)
      .map(({ name: alert, index, spec }) => {
        const path = `alerts[${index}].channel`
        const key = pulumi.output(args.topicKeyArns).apply((keys) => keys?.[alert])
        return { key: `alert-${alert}`, path, part: alertPartOf(deployment.what, path, spec, key) }
      }),
  ]
  const make = args.roles === 'combined' ? combinedRole : separateRoles
  const made = make(parent, name, args, deployment, needs)
  return {
    dataset: dataset === undefined ? undefined : (late(ownDataset) ?? made.arns.get('dataset')),
    alerts: new Map(
      sent.map(({ name: alert, args: { role } }) => [
        alert,
        (late(role) ?? existing ?? made.arns.get(`alert-${alert}`))!,
      ]),
    ),
    planned: made.planned,
    parts: pulumi.all(needs.map(({ part }) => part)).apply((parts) => parts as readonly ServicePart[]),
  }
}

function late(role: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
  return role === undefined ? undefined : pulumi.output(role)
}

interface Made {
  readonly arns: ReadonlyMap<string, pulumi.Output<string>>
  readonly planned: pulumi.Output<readonly Role[]>
}

function separateRoles(
  parent: pulumi.Resource,
  name: string,
  args: DetectorArgs,
  deployment: Deployment,
  needs: readonly Need[],
): Made {
  const roles = needs.map(({ key, path, part }) => {
    const role = deployment
      .planRoles(
        path,
        part.apply((one) => [one] as const),
      )
      .apply(([one]) => one!)
    return { key, role, arn: deployServiceRole(parent, `${name}-${key}`, role, roleWishes(deployment, args)) }
  })
  return {
    arns: new Map(roles.map(({ key, arn }) => [key, arn])),
    planned: pulumi.all(roles.map(({ role }) => role)).apply((all) => all as readonly Role[]),
  }
}

function combinedRole(
  parent: pulumi.Resource,
  name: string,
  args: DetectorArgs,
  deployment: Deployment,
  needs: readonly Need[],
): Made {
  if (needs.length === 0) return { arns: new Map(), planned: pulumi.output([]) }
  const parts = pulumi.all(needs.map(({ part }) => part))
  const planned = deployment.planRoles('roles', parts as pulumi.Output<readonly ServicePart[]>, {
    combined: true,
  })
  const documents = needs.map(({ key }) => key)
  const role = planned.apply(([one]) => one!)
  const arn = deployServiceRole(parent, `${name}-service`, role, roleWishes(deployment, args, documents))
  return { arns: new Map(needs.map(({ key }) => [key, arn])), planned }
}
