import type { Finding, FindingLevel } from '../spec/index.ts'

const COMMANDS: Readonly<Record<FindingLevel, string>> = {
  error: 'error',
  'security-warning': 'warning',
  warning: 'warning',
  suggestion: 'notice',
}

/**
 * Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.
 *
 * @returns one line a finding
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(findings: readonly Finding[]): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join('')
}

function annotation({ file, line, column, level, code, message, help }: Finding): string {
  const place = line === null ? '' : `,line=${line},col=${column ?? 1}`
  return `::${COMMANDS[level]} file=${property(file)}${place},title=${property(code)}::${data(`${message} ${help}`)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
