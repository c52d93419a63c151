import { placeFacts, statementRows } from './policy-cells.ts'
import type { PolicyReport, PolicyText } from './policy-report.ts'

/** A report as Markdown: a table per policy, with the policy itself below it. */
export function policyMarkdown(report: PolicyReport): string {
  const { roles, resourcePolicies, people } = report
  return [
    `# Policies of the detector ${text(report.detector)}`,
    list(placeFacts(report)),
    overview(report),
    ...roles.flatMap(({ name, arn, reason, boundary, attachment, trust, policies }) => [
      `## Role ${code(name)}`,
      text(reason),
      list([
        ['ARN', arn],
        ['Boundary', boundary ?? 'none'],
        ['Policies', `${policies.length}, ${attachment}`],
      ]),
      '### Who assumes it',
      `Confused deputy: ${text(trust.protection.reason)} [Documented by AWS](${trust.protection.source}).`,
      policy(trust),
      ...policies.flatMap((each) => [`### Policy ${code(each.name)}`, policy(each)]),
    ]),
    ...resourcePolicies.flatMap((each) => [
      `## Policy of ${code(each.resource)} (${each.kind})`,
      text(each.reason),
      policy(each),
    ]),
    ...people.flatMap(({ audience, reason, replaces, policies }) => [
      `## ${audience === 'boundary' ? 'Permissions boundary' : `People: ${audience}`}`,
      `${text(reason)}${replaces.length > 0 ? ` In the original service: ${replaces.map(text).join(', ')}.` : ''}`,
      ...policies.map(policy),
    ]),
  ]
    .join('\n\n')
    .concat('\n')
}

function overview({ roles }: PolicyReport): string {
  return rows(
    ['Role', 'For', 'Why'],
    roles.map(({ name, kind, alert, reason }) => [
      code(name),
      alert === null ? kind : `alert ${text(alert)}`,
      text(reason),
    ]),
  )
}

function policy(each: PolicyText): string {
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
      `${text(reason.reason)} [AWS](${reason.source})`,
    ]),
  )
  return `${table}\n\n<details><summary>${text(each.name)}.json (${each.size} characters)</summary>\n\n\`\`\`json\n${JSON.stringify(each.policy, null, 2)}\n\`\`\`\n\n</details>`
}

function rows(titles: readonly string[], cells: readonly (readonly string[])[]): string {
  return [line(titles), line(titles.map(() => '---')), ...cells.map(line)].join('\n')
}

function list(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([label, value]) => `- ${label}: ${code(value)}`).join('\n')
}

function codes(values: readonly string[]): string {
  return values.map(code).join('<br>')
}

/** Names from specs are letters, digits, hyphens and underscores; what else there is cannot end the code or the cell. */
function code(value: string): string {
  return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s/g, ' ')}\``
}

function text(value: string): string {
  return value.replaceAll(/[\\`*_|<>[\]]/g, '\\$&').replaceAll(/\s/g, ' ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
