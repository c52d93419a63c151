import { parse } from 'yaml'
import { checkSpec, type CheckedSpec } from './check.ts'

/**
 * Reads and checks a spec from YAML or JSON text. Never throws.
 *
 * @param text - the content of the file
 * @param file - its name, for the findings
 * @returns all findings at once with line and column, in the order of the text
 */
export function parseSpec(text: string, file: string): CheckedSpec {
  const { spec, findings } = checkSpec(parse(text))
  return { spec, findings: findings.map((finding) => ({ ...finding, file })) }
}
