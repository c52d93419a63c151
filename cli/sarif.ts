import type { Finding, FindingLevel } from '../spec/index.ts'

const LEVELS: Readonly<Record<FindingLevel, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  'security-warning': 'warning',
  warning: 'warning',
  suggestion: 'note',
}

/** What a log says about the rule of a code. */
export interface SarifRule {
  readonly summary: string
  readonly level: FindingLevel
}

/**
 * Findings as a log of the Static Analysis Results Interchange Format, for code scanning.
 *
 * @param rules - of the codes that findings may have
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLog(findings: readonly Finding[], rules: Readonly<Record<string, SarifRule>>): object {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'crowsnest', rules: codes.map((code) => ruleOf(code, rules)) } },
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

function ruleOf(code: string, rules: Readonly<Record<string, SarifRule>>): object {
  const rule = Object.hasOwn(rules, code) ? rules[code] : undefined
  return {
    id: code,
    ...(rule !== undefined && {
      shortDescription: { text: rule.summary },
      defaultConfiguration: { level: LEVELS[rule.level] },
    }),
  }
}

function locationOf({ file, line, column }: Finding): object {
  const uri = file === '-' ? 'stdin' : encodeURI(file.replaceAll('\\', '/'))
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } }
  return { physicalLocation: { artifactLocation: { uri }, ...region } }
}
