import { markup, REPORT_STYLE, type Html } from '../engine/console/index.ts'
import type { RoleReview } from '../policies/review/index.ts'
import type { Finding } from '../spec/index.ts'
import { accessMatrix, type AccessCell } from './access-matrix.ts'
import { POLICY_STYLE, policyTable } from './policy-html.ts'
import { roleReport } from '../plans/index.ts'
import { lastUseText, statusCounts, STATUS_WORDS } from './review-markdown.ts'
import type { ReviewReport } from './review-report.ts'
import { REVIEW_STYLE } from './review-style.ts'
import { trustGraph } from './trust-graph.ts'

/** A review as one page that needs nothing else: no script, no font, no picture from anywhere. */
export function reviewHtml(report: ReviewReport, roles: readonly RoleReview[]): string {
  const { detectors, place, findings } = report
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Review of ${detectors.join(', ')}</title>
<style>${{ text: REPORT_STYLE + POLICY_STYLE + REVIEW_STYLE }}</style>
</head>
<body>
<header><div><h1>Review of ${detectors.join(', ')}</h1><p>Deployed roles of engine ${place.engine} in account ${place.account}, ${place.region}, beside what the specs need.</p></div></header>
<main>
<ul class="tiles">${statusCounts(report).map(([number, name]) => markup`<li><strong>${number}</strong><span>${name}</span></li>`)}</ul>
<h2>Findings</h2>
${findings.length === 0 ? markup`<p class="card">Nothing: what is deployed is what is needed.</p>` : findingTable(findings)}
<h2>Who may become whom</h2>
<div class="card scroll">${trustGraph(roles)}
<ul class="legend"><li><span class="swatch needed"></span>as needed</li><li><span class="swatch missing"></span>needed, not there</li><li><span class="swatch extra"></span>there, not needed</li></ul></div>
<h2>Who may do what</h2>
<p class="note">By resource. An action that depends on conditions is followed by “if”; point at it to read which.</p>
<div class="card scroll">${matrix(roles)}</div>
<h2>Roles</h2>
${roles.map(role)}
</main>
<footer><div>Made by Crowsnest. Compared are the policies of the roles; service control policies, session policies and those of resources are not looked at.</div></footer>
</body>
</html>
`
  return page.text
}

function findingTable(findings: readonly Finding[]): Html {
  return markup`<div class="card scroll"><table class="findings"><thead><tr><th>Level</th><th>What</th><th>Do</th></tr></thead><tbody>${findings.map(
    ({ level, code, message, help, path }) =>
      markup`<tr><td><span class="level ${level}">${level.replaceAll('-', ' ')}</span></td><td>${message} <a href="#${path[0] ?? ''}"><code>${code}</code></a></td><td>${prose(help)}</td></tr>`,
  )}</tbody></table></div>`
}

/** Text with what stands in backticks as code. */
function prose(text: string): readonly Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))
}

function matrix(roles: readonly RoleReview[]): Html {
  const { rows } = accessMatrix(roles)
  return markup`<table class="matrix"><thead><tr><th>Resource</th>${roles.map(({ name, needed }) => markup`<th><a href="#${name}">${shortName(name, needed)}</a></th>`)}</tr></thead><tbody>${rows.map(
    ({ resource, cells }) =>
      markup`<tr><th scope="row"><code>${resource === '*' ? 'every resource (*)' : resource}</code></th>${cells.map((cell) => markup`<td>${cell.map(chip)}</td>`)}</tr>`,
  )}</tbody></table>`
}

function chip({ action, conditions, level, status }: AccessCell): Html {
  const when = conditions.length === 0 ? 'without a condition' : `when ${conditions.join(', ')}`
  const title = `${status === 'as needed' ? '' : `${status}: `}${action} (${level}), ${when}`
  return markup`<span class="act ${status.replaceAll(' ', '-')}" title="${title}">${action}${conditions.length === 0 ? null : markup`<small> if</small>`}</span>`
}

function role(review: RoleReview): Html {
  const { name, arn, needed, deployed, status, access, trust, findings } = review
  return markup`<section id="${name}"><details class="card role"${{ text: status === 'as needed' ? '' : ' open' }}><summary><span class="level ${STATUS_LEVELS[status]}">${STATUS_WORDS[status]}</span><strong>${shortName(name, needed)}</strong><code>${name}</code></summary>
<p>${needed?.reason ?? 'No spec that was reviewed needs this role.'}</p>
<dl class="facts"><div><dt>ARN</dt><dd>${deployed?.arn ?? arn}</dd></div><div><dt>Boundary</dt><dd>${deployed?.boundary ?? 'none'}</dd></div><div><dt>Last used</dt><dd>${lastUseText(deployed?.lastUsed)}</dd></div><div><dt>Policies</dt><dd>${(deployed?.policies ?? []).map((policy) => policy.managed ?? policy.name).join(', ') || 'none'}</dd></div></dl>
${findings.length === 0 ? null : markup`<ul class="notes">${findings.map(({ level, message }) => markup`<li><span class="level ${level}">${level.replaceAll('-', ' ')}</span> ${message}</li>`)}</ul>`}
${access === null && trust === null ? null : changes(review)}
${needed === null ? null : neededPolicies(needed)}</details></section>`
}

function changes({ access, trust }: RoleReview): Html | null {
  const added = [...(trust?.added ?? []), ...(access?.added ?? [])]
  const removed = [...(trust?.removed ?? []), ...(access?.removed ?? [])]
  if (added.length + removed.length === 0) return null
  return markup`<h3>From what is needed to what is deployed</h3><ul class="changes">${added.map(({ words }) => markup`<li class="added">${words}</li>`)}${removed.map(({ words }) => markup`<li class="removed">${words}</li>`)}</ul>`
}

function neededPolicies(needed: NonNullable<RoleReview['needed']>): Html {
  const { trust, policies } = roleReport(needed)
  return markup`<h3>Who assumes it, as needed</h3><p>${trust.protection.reason}</p>${policyTable(trust)}${policies.map((policy) => markup`<h3>Policy ${policy.name}, as needed</h3>${policyTable(policy)}`)}`
}

function shortName(name: string, needed: RoleReview['needed']): string {
  if (needed === null) return name
  return needed.alert === null ? needed.kind : `alert ${needed.alert}`
}

const STATUS_LEVELS: Readonly<Record<RoleReview['status'], string>> = {
  'as needed': 'fine',
  differs: 'security-warning',
  missing: 'error',
  'not needed': 'warning',
}
