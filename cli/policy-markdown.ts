import { factList, policySection, resourceSections, roleSections, rolesTable, escapeMarkdown } from '../plans/index.ts'
import { placeFacts } from './policy-facts.ts'
import type { PolicyReport } from './policy-report.ts'

/** A report as Markdown: a table per policy, with the policy itself below it. */
export function policyMarkdown(report: PolicyReport): string {
  const { roles, resourcePolicies, people } = report
  return [
    `# Policies of the detector ${escapeMarkdown(report.detector)}`,
    factList(placeFacts(report)),
    rolesTable(roles),
    ...roles.flatMap(roleSections),
    ...resourcePolicies.flatMap(resourceSections),
    ...people.flatMap(({ audience, reason, replaces, policies }) => [
      `## ${audience === 'boundary' ? 'Permissions boundary' : `People: ${audience}`}`,
      `${escapeMarkdown(reason)}${replaces.length > 0 ? ` In the original service: ${replaces.map(escapeMarkdown).join(', ')}.` : ''}`,
      ...policies.map(policySection),
    ]),
  ]
    .join('\n\n')
    .concat('\n')
}
