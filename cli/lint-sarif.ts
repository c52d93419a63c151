import { LINT_TEXTS, type LintCode } from '../policies/lint/index.ts'
import type { Finding, FindingLevel } from '../spec/index.ts'

const LEVELS: Readonly<Record<FindingLevel, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  'security-warning': 'warning',
  warning: 'warning',
  suggestion: 'note',
}

/**
 * Findings as a log of the Static Analysis Results Interchange Format, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(findings: readonly Finding[]): object {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'crowsnest', rules: codes.map((code) => ruleOf(code)) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: LEVELS[finding.level],
          message: { text: `${finding.message} ${finding.help}` },
          locations: [locationOf(finding)],
          properties: { path: finding.path, level: finding.level },
        })),
      },
    ],
  }
}

function ruleOf(code: string): object {
  const text = isLintCode(code) ? LINT_TEXTS[code] : null
  return {
    id: code,
    ...(text === null
      ? {}
      : { shortDescription: { text: text.summary }, defaultConfiguration: { level: LEVELS[text.level] } }),
  }
}

function locationOf({ file, line, column }: Finding): object {
  const uri = file === '-' ? 'stdin' : encodeURI(file.replaceAll('\\', '/'))
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } }
  return { physicalLocation: { artifactLocation: { uri }, ...region } }
}

function isLintCode(code: string): code is LintCode {
  return Object.hasOwn(LINT_TEXTS, code)
}
