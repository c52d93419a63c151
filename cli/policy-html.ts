import { markup, REPORT_STYLE, type Html } from '../engine/console/index.ts'
import { statementRows, type PolicyText } from '../plans/index.ts'
import { placeFacts } from './policy-facts.ts'
import type { PolicyReport } from './policy-report.ts'

/** A report as one page that needs nothing else: no script, no font, no picture from anywhere. */
export function policyHtml(report: PolicyReport): string {
  const { roles, resourcePolicies, people, detector } = report
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Policies of ${detector}</title>
<style>${{ text: REPORT_STYLE + POLICY_STYLE }}</style>
</head>
<body>
<header><div><h1>Policies of ${detector}</h1><p>Every role and policy that the detector needs, and why.</p></div></header>
<main>
<dl class="card facts">${placeFacts(report).map(([label, value]) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
<h2>Roles</h2>
<div class="card scroll"><table><thead><tr><th>Role</th><th>For</th><th>Why</th></tr></thead><tbody>${roles.map(
    ({ name, kind, alert, reason }) =>
      markup`<tr><td><a href="#${name}"><code>${name}</code></a></td><td>${alert === null ? kind : `alert ${alert}`}</td><td>${reason}</td></tr>`,
  )}</tbody></table></div>
${roles.map(
  ({ name, arn, reason, boundary, trust, policies }) => markup`<section id="${name}">
<h2>${name}</h2>
<div class="card"><p>${reason}</p>
<dl class="facts"><div><dt>ARN</dt><dd>${arn}</dd></div><div><dt>Boundary</dt><dd>${boundary ?? 'none'}</dd></div></dl>
<h3>Who assumes it</h3><p>${trust.protection.reason} <a href="${trust.protection.source}">AWS</a></p>${policyTable(trust)}
${policies.map((each) => markup`<h3>Policy ${each.name}</h3>${policyTable(each)}`)}</div>
</section>`,
)}
${resourcePolicies.map(
  (each) =>
    markup`<section><h2>Policy of ${each.resource} (${each.kind})</h2><div class="card"><p>${each.reason}</p>${policyTable(each)}</div></section>`,
)}
${people.map(
  ({ audience, reason, replaces, policies }) =>
    markup`<section><h2>${audience === 'boundary' ? 'Permissions boundary' : `People: ${audience}`}</h2><div class="card"><p>${reason}${replaces.length > 0 ? ` In the original service: ${replaces.join(', ')}.` : ''}</p>${policies.map(policyTable)}</div></section>`,
)}
</main>
</body>
</html>
`
  return page.text
}

/** The look of policies on a page, beside that of reports. */
export const POLICY_STYLE = `
main { padding-bottom: 48px; } main, header > div { max-width: 1360px; }
a { color: var(--accent); }
.facts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 12px 0; }
.card.facts { margin-top: -36px; }
dt { color: var(--soft); font-size: 13px; } dd { margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 20px 0 8px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th, td { text-align: left; vertical-align: top; padding: 7px 12px 7px 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; min-width: 90px; }
td:last-child { min-width: 260px; } td.long { min-width: 200px; }
code { font-size: 12.5px; } td code { display: block; } td.name code { white-space: nowrap; }
.never { color: var(--critical); font-weight: 600; }
pre { overflow-x: auto; font-size: 12.5px; }
details > summary { display: list-item; list-style: disclosure-closed inside; cursor: pointer; color: var(--soft); font-size: 13.5px; padding: 8px 0; }
details[open] > summary { list-style-type: disclosure-open; } details > summary::after { content: none; }
`

/** A policy as a table: a row for each statement, with its reason; its JSON below, folded. */
export function policyTable(each: PolicyText): Html {
  const statements = statementRows(each)
  const hasPrincipals = statements.some(({ principals }) => principals.length > 0)
  const hasResources = statements.some(({ resources }) => resources.length > 0)
  return markup`<div class="scroll"><table><thead><tr><th>Statement</th>${hasPrincipals ? markup`<th>Who</th>` : null}<th>May</th>${hasResources ? markup`<th>On</th>` : null}<th>When</th><th>Why</th></tr></thead><tbody>${statements.map(
    ({ sid, effect, principals, actions, resources, conditions, reason }) =>
      markup`<tr><td class="name"><code>${sid}</code></td>${hasPrincipals ? markup`<td class="long">${codes(principals)}</td>` : null}<td class="name">${effect === 'Deny' ? markup`<span class="never">never</span> ` : null}${codes(actions)}</td>${hasResources ? markup`<td class="long">${codes(resources)}</td>` : null}<td class="long">${codes(conditions)}</td><td>${reason.reason} <a href="${reason.source}">AWS</a></td></tr>`,
  )}</tbody></table></div><details><summary>${each.name}.json (${each.size} characters)</summary><pre>${JSON.stringify(each.policy, null, 2)}</pre></details>`
}

function codes(values: readonly string[]): readonly Html[] {
  return values.map((value) => markup`<code>${value}</code>`)
}
