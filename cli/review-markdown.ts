import type { RoleReview } from '../policies/review/index.ts'
import type { DeployedRole } from '../policies/review/index.ts'
import type { ReviewedRole, ReviewReport } from './review-report.ts'

/** How a role stands, in words. */
export const STATUS_WORDS: Readonly<Record<RoleReview['status'], string>> = {
  'as needed': 'as needed',
  differs: 'differs',
  missing: 'missing',
  'not needed': 'not needed',
}

/** A review as Markdown, for a pull request or a ticket. */
export function reviewMarkdown(report: ReviewReport): string {
  const { detectors, place, roles, findings } = report
  const counts = statusCounts(report)
    .filter(([number]) => number > 0)
    .map(([number, name]) => `${number} ${name}`)
  return `# Review of ${detectors.map(escape).join(', ')}

Deployed roles of engine \`${place.engine}\` in account ${place.account}, ${place.region}, beside what the specs need: ${counts.join(', ')}.

## Findings

${
  findings.length === 0
    ? 'Nothing: what is deployed is what is needed.'
    : `| Level | What | Do |\n| --- | --- | --- |\n${findings
        .map(({ level, code, message, help }) => `| ${level} | ${escape(message)} \`${code}\` | ${help} |`)
        .join('\n')}`
}

## Roles

| Role | For | Status | Boundary | Last used | More than needed | Less than needed |
| --- | --- | --- | --- | --- | --- | --- |
${roles.map(roleRow).join('\n')}
`
}

/** How many roles stand how. */
export function statusCounts({ roles, findings }: ReviewReport): readonly (readonly [number, string])[] {
  const number = (status: RoleReview['status']): number => roles.filter((role) => role.status === status).length
  return [
    [number('as needed'), 'as needed'],
    [number('differs'), 'differ'],
    [number('missing'), 'missing'],
    [number('not needed'), 'not needed'],
    [findings.length, findings.length === 1 ? 'finding' : 'findings'],
  ]
}

/** When a role was last used, in words. */
export function lastUseText(lastUsed: DeployedRole['lastUsed']): string {
  if (lastUsed === undefined) return 'not known'
  return lastUsed === null ? 'not in the last 400 days' : `${lastUsed.at.slice(0, 10)} in ${lastUsed.region}`
}

function roleRow(role: ReviewedRole): string {
  const { name, kind, alert, status, boundary, lastUsed, access, trust } = role
  const words = (which: 'added' | 'removed'): string =>
    [...(trust?.[which] ?? []), ...(access?.[which] ?? [])].map((change) => escape(change.words)).join('<br>')
  return `| \`${name}\` | ${alert === null ? (kind ?? '') : `alert ${escape(alert)}`} | ${STATUS_WORDS[status]} | ${boundary.deployed ?? 'none'} | ${lastUseText(lastUsed)} | ${words('added')} | ${words('removed')} |`
}

function escape(text: string): string {
  const escaped = text
    .replaceAll(/[|\\`*_[\]]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return escaped.replaceAll(/\s+/g, ' ')
}
