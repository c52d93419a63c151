import { statementRows } from './statement-rows.ts'
import type { PolicyText, ResourceReport, RoleReport } from './role-report.ts'

/** A table of roles: name, what for, why. */
export function rolesTable(roles: readonly RoleReport[]): string {
  return rows(
    ['Role', 'For', 'Why'],
    roles.map(({ name, kind, alert, reason }) => [
      code(name),
      alert === null ? kind : `alert ${escapeMarkdown(alert)}`,
      escapeMarkdown(reason),
    ]),
  )
}

/** A role as sections of Markdown: its policies, each as a table with the policy itself below it. */
export function roleSections(role: RoleReport): readonly string[] {
  const { name, path, arn, reason, boundary, attachment, trust, policies } = role
  return [
    `## Role ${code(name)}`,
    escapeMarkdown(reason),
    factList([
      ['ARN', arn],
      ['Path', path],
      ['Boundary', boundary ?? 'none'],
      ['Policies', `${policies.length}, ${attachment}`],
    ]),
    '### Who assumes it',
    `Confused deputy: ${escapeMarkdown(trust.protection.reason)} [Documented by AWS](${trust.protection.source}).`,
    policySection(trust),
    ...policies.flatMap((each) => [`### Policy ${code(each.name)}`, policySection(each)]),
  ]
}

/** The policy of a resource as sections of Markdown. */
export function resourceSections(each: ResourceReport): readonly string[] {
  return [`## Policy of ${code(each.resource)} (${each.kind})`, escapeMarkdown(each.reason), policySection(each)]
}

/** A policy as a table, with its JSON below. */
export function policySection(each: PolicyText): string {
  const statements = statementRows(each)
  const hasPrincipals = statements.some(({ principals }) => principals.length > 0)
  const hasResources = statements.some(({ resources }) => resources.length > 0)
  const table = rows(
    ['Statement', ...(hasPrincipals ? ['Who'] : []), 'May', ...(hasResources ? ['On'] : []), 'When', 'Why'],
    statements.map(({ sid, effect, principals, actions, resources, conditions, reason }) => [
      code(sid),
      ...(hasPrincipals ? [codes(principals)] : []),
      `${effect === 'Deny' ? '**never** ' : ''}${codes(actions)}`,
      ...(hasResources ? [codes(resources)] : []),
      codes(conditions),
      `${escapeMarkdown(reason.reason)} [AWS](${reason.source})`,
    ]),
  )
  return `${table}\n\n<details><summary>${escapeMarkdown(each.name)}.json (${each.size} characters)</summary>\n\n\`\`\`json\n${JSON.stringify(each.policy, null, 2)}\n\`\`\`\n\n</details>`
}

function rows(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  return [line(titles), line(titles.map(() => '---')), ...cells.map(line)].join('\n')
}

/** Labels with values, as a list. */
export function factList(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([label, value]) => `- ${label}: ${code(value)}`).join('\n')
}

function codes(values: readonly string[]): string {
  return values.map(code).join('<br>')
}

/** Names from specs are letters, digits, hyphens and underscores; what else there is cannot end the code or the cell. */
function code(value: string): string {
  return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s/g, ' ')}\``
}

/** Text in which nothing is taken for Markdown. */
export function escapeMarkdown(value: string): string {
  return value.replaceAll(/[\\`*_|<>[\]]/g, '\\$&').replaceAll(/\s/g, ' ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
