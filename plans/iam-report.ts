import type { ResourcePolicy, Role } from '../policies/index.ts'
import type { AwsPlace } from '../spec/index.ts'
import { factList, resourceSections, rolesTable, roleSections, escapeMarkdown } from './role-markdown.ts'
import { resourceReport, roleReport, type ResourceReport, type RoleReport } from './role-report.ts'

/**
 * The roles of a component for those who review or make them: trust, policies and boundary of each with the reason of every statement, and what
 * belongs on resources.
 */
export interface IamReport {
  readonly version: 1
  /** What it is about: `Engine main`, `Detector revenue`. */
  readonly subject: string
  /** Null for what serves any engine, such as a channel. */
  readonly engine: string | null
  readonly account: string
  readonly region: string
  readonly partition: string
  /** Whether somebody else makes the roles, before the deployment. */
  readonly precreated: boolean
  readonly roles: readonly RoleReport[]
  readonly resourcePolicies: readonly ResourceReport[]
}

/** The report of some roles, of an engine or of what serves any. */
export function iamReport(
  subject: string,
  { engine, account, region, partition }: AwsPlace & { readonly engine?: string },
  precreated: boolean,
  roles: readonly Role[],
  resourcePolicies: readonly ResourcePolicy[],
): IamReport {
  return {
    version: 1,
    subject,
    engine: engine ?? null,
    account,
    region,
    partition,
    precreated,
    roles: roles.map(roleReport),
    resourcePolicies: resourcePolicies.map(resourceReport),
  }
}

/** A report as JSON. */
export function iamReportJson(report: IamReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

/** A report as Markdown. */
export function iamReportMarkdown(report: IamReport): string {
  const { subject, engine, account, region, partition, precreated, roles, resourcePolicies } = report
  return [
    `# Roles of ${escapeMarkdown(subject)}`,
    precreated
      ? 'The deployment makes none of these roles: create each under exactly this name and path, with this trust, these policies and this boundary, before it runs.'
      : 'The deployment makes these roles.',
    factList([
      ...(engine === null ? [] : [['Engine', engine] as const]),
      ['Account', account],
      ['Region', `${region} (${partition})`],
    ]),
    roles.length === 0 ? 'No role is needed.' : rolesTable(roles),
    ...roles.flatMap(roleSections),
    ...resourcePolicies.flatMap(resourceSections),
  ]
    .join('\n\n')
    .concat('\n')
}
