import { stringify } from 'yaml'
import type { DetectorSpec } from '../detector.generated.ts'
import type { Finding } from '../finding.ts'
import type { Draft } from '../lookout-metrics/index.ts'
import { parseSpec } from '../parse.ts'

/** A detector as a spec. */
export interface MigratedDetector {
  /** Its name; it may still be a placeholder. */
  readonly name: string
  /** The file that the spec belongs into. */
  readonly file: string
  /** The spec in YAML. */
  readonly text: string
  /** The spec where it can be used as it is; null where a finding is an error. */
  readonly spec: DetectorSpec | null
  /** What `crowsnest check` finds in it. */
  readonly findings: readonly Finding[]
}

/** A draft of a spec as text, checked. */
export function checkedSpec(name: string, draft: Draft, files: readonly string[]): MigratedDetector {
  const file = `${fileName(name) || 'detector'}.yaml`
  // A line break in the name of a file would end the comment.
  const from = files.map((each) => each.replaceAll(/\s+/g, ' ')).join(', ')
  const text = `# Migrated from ${from} by \`crowsnest migrate\`.\n${stringify(draft, { lineWidth: 0 })}`
  return { name, file, text, ...parseSpec(text, file) }
}

/** Longest name of a file: those of detectors are shorter, and file systems take no more than some 250 characters. */
const LONGEST_FILE_NAME = 100

function fileName(name: string): string {
  return name
    .slice(0, LONGEST_FILE_NAME)
    .replaceAll(/[^a-zA-Z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}
