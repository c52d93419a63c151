import { Construct } from 'constructs'
import { checkAccess, checkPart, servicePart, type AccessSettings, type Path, type Problem } from '../../plans/index.ts'
import { toIamPolicy } from '../../policies/index.ts'
import { roleExternalId } from '../../spec/index.ts'
import { openDeployment, SHARED_NAMES } from './deployment.ts'
import { draftOf } from './late-values.ts'
import type { ServiceRoleArgs } from './service-role-args.ts'
import { makeServiceRole, reportRoles } from './service-role-parts.ts'

/**
 * The role that an engine reads data or sends an alert with, for one purpose of one detector, and nothing else: for teams that make roles apart
 * from detectors. Its ARN is the `role` of a dataset or of an alert.
 */
export class ServiceRole extends Construct {
  /** ARN of the role. */
  readonly arn: string
  /** Name of the role. */
  readonly name: string
  /** JSON of its policy. */
  readonly policy: string
  /** JSON of its trust policy. */
  readonly trustPolicy: string
  /** External id that the engine sends when it assumes the role: it names detector and purpose. */
  readonly externalId: string
  /** JSON of the report of the role: trust, policy and boundary with the reason of every statement. */
  readonly iamReport: string

  constructor(scope: Construct, id: string, args: ServiceRoleArgs) {
    super(scope, id)
    const { detector, dataset, alert, roleName, tags } = args
    const deployment = openDeployment(this, args, {
      what: `ServiceRole "${id}"`,
      detector,
      spec: { detector, ...(tags !== undefined && { tags }) },
      elsewhere: [['interval'], ['dataset'], ['alerts']],
      toProperty: (path): Path => path,
      settings: { roleName, rolePath: args.rolePath, permissionsBoundary: args.permissionsBoundary },
      activate: false,
      names: NAMES,
      problems: problemsOf(args),
    })
    const { late } = deployment.surroundings
    const part = servicePart(
      late.hide({ ...(dataset !== undefined && { dataset }), ...(alert !== undefined && { alert }) }),
    )
    const purpose = dataset === undefined ? 'alert' : `dataset.${Object.keys(dataset)[0]}`
    const role = deployment.planRoles(purpose, [part], { name: roleName })[0]!
    this.arn = late.restore(makeServiceRole(this, 'role', role, deployment).arn)
    this.name = role.name
    this.policy = late.restore(JSON.stringify(toIamPolicy(role.documents[0]!)))
    this.trustPolicy = late.restore(JSON.stringify(toIamPolicy(role.trust)))
    this.externalId = late.restore(roleExternalId(deployment.place, detector, part.purpose))
    this.iamReport = reportRoles(deployment, [part], [role], args.iamReportPath)
  }
}

const NAMES: Readonly<Record<keyof ServiceRoleArgs, true>> = {
  ...SHARED_NAMES,
  detector: true,
  dataset: true,
  alert: true,
  roleName: true,
}

/** What is wrong with what the role is for, as far as it is known. */
function problemsOf({ dataset, alert }: ServiceRoleArgs): readonly Problem[] {
  const purpose = { ...(dataset !== undefined && { dataset }), ...(alert !== undefined && { alert }) }
  const problems = checkAccess(purpose)
  const isKnown = draftOf(purpose).unknown.length === 0
  return problems.length > 0 || !isKnown ? problems : checkPart(servicePart(purpose as AccessSettings))
}
