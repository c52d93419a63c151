import * as pulumi from '@pulumi/pulumi'
import {
  checkAccess,
  checkPart,
  iamReport,
  servicePart,
  type AccessSettings,
  type Path,
  type Problem,
} from '../plans/index.ts'
import { foreignPolicies, toIamPolicy, type ServicePart } from '../policies/index.ts'
import { roleExternalId } from '../spec/index.ts'
import { defined } from './defined.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import { draftOf, withMarks } from './known.ts'
import { refuse } from './refuse.ts'
import { reportOutput } from './report-file.ts'
import type { ServiceRoleArgs } from './service-role-args.ts'
import { deployServiceRole, roleWishes } from './service-role-child.ts'

/**
 * The role that an engine reads data or sends an alert with, for one purpose of one detector, and nothing else: for teams that make roles apart
 * from detectors. Its ARN is the `role` of a dataset or of an alert.
 */
export class ServiceRole extends pulumi.ComponentResource {
  /** ARN of the role, known once its policy is attached. */
  readonly arn: pulumi.Output<string>
  /** Name of the role. */
  readonly name: pulumi.Output<string>
  /** JSON of its policy. */
  readonly policy: pulumi.Output<string>
  /** JSON of its trust policy. */
  readonly trustPolicy: pulumi.Output<string>
  /** External id that the engine sends when it assumes the role: it names detector and purpose. */
  readonly externalId: pulumi.Output<string>
  /** JSON of the report of the role: trust, policy and boundary with the reason of every statement. */
  readonly iamReport: pulumi.Output<string>

  constructor(name: string, args: ServiceRoleArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:ServiceRole', name, args, options)
    const { detector, dataset, alert, roleName, tags } = args
    const deployment = openDeployment(this, args, {
      what: `ServiceRole "${name}"`,
      detector,
      spec: { detector, tags },
      elsewhere: [['interval'], ['dataset'], ['alerts']],
      toProperty: (path): Path => path,
      settings: { roleName, rolePath: args.rolePath, permissionsBoundary: args.permissionsBoundary },
      activate: false,
      names: NAMES,
      problems: problemsOf(args),
    })
    const { what, place, createsRoles } = deployment
    const purpose = dataset === undefined ? 'alert' : `dataset.${Object.keys(defined(dataset))[0]}`
    const part = pulumi.output({ dataset, alert }).apply((known): ServicePart => {
      const settings = defined(known) as AccessSettings
      refuse(what, checkAccess(settings))
      return servicePart(settings)
    })
    const role = deployment
      .planRoles(
        purpose,
        part.apply((one) => [one]),
        { name: roleName },
      )
      .apply(([one]) => one!)
    this.arn = deployServiceRole(this, name, role, roleWishes(deployment, args))
    this.name = role.apply((planned) => planned.name)
    this.policy = role.apply(({ documents }) => JSON.stringify(toIamPolicy(documents[0]!)))
    this.trustPolicy = role.apply(({ trust }) => JSON.stringify(toIamPolicy(trust)))
    this.externalId = pulumi
      .all([place, deployment.detector, part])
      .apply(([at, of, one]) => roleExternalId(at, of, one.purpose))
    this.iamReport = reportOutput(
      pulumi
        .all([place, role, part])
        .apply(([at, planned, one]) =>
          iamReport(what, at, !createsRoles, [planned], foreignPolicies(at, [one], [planned])),
        ),
      deployment.reportPath,
    )
    this.registerOutputs({
      arn: this.arn,
      name: this.name,
      policy: this.policy,
      trustPolicy: this.trustPolicy,
      externalId: this.externalId,
      iamReport: this.iamReport,
    })
  }
}

const NAMES: Readonly<Record<keyof ServiceRoleArgs, true>> = {
  ...SHARED_NAMES,
  detector: true,
  dataset: true,
  alert: true,
  roleName: true,
  transform: true,
}

/** What is wrong with what the role is for, as far as it is known. */
function problemsOf({ dataset, alert }: ServiceRoleArgs): readonly Problem[] {
  const purpose = { dataset, alert }
  const problems = checkAccess({ dataset: withMarks(dataset), alert: withMarks(alert) })
  const isKnown = draftOf(purpose).unknown.length === 0
  return problems.length > 0 || !isKnown ? problems : checkPart(servicePart(defined(purpose) as AccessSettings))
}
