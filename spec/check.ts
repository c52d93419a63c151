import { alertProblems } from './alert-rules.ts'
import { datasetProblems } from './dataset-rules.ts'
import type { DetectorSpec } from './detector.generated.ts'
import type { Finding } from './finding.ts'
import { FINDING_TEXTS } from './finding-texts.ts'
import { outlineOf } from './outline.ts'
import { placeholderProblems } from './placeholder.ts'
import { toFinding, type Problem } from './problem.ts'
import { resolveQuotas } from './quotas.ts'
import { roleProblems } from './role-rules.ts'
import { schemaProblems } from './schema-problems.ts'
import { tagProblems } from './tag-rules.ts'

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
  const problems = specProblems(value)
  return {
    spec: isUsable(problems) ? (value as DetectorSpec) : null,
    findings: problems.map((found) => toFinding(found, '', null)),
  }
}

/** Everything that is wrong with a document: its shape first, then what the shape cannot say. */
export function specProblems(value: unknown): readonly Problem[] {
  const outline = outlineOf(value)
  // Without an interval the largest default quotas are used, so that nothing is reported that the cure would remove.
  const quotas = resolveQuotas(outline.interval ?? 'PT1H', outline.quotas)
  const left = placeholderProblems(value)
  const placeholders = new Set(left.map(({ path }) => path.join('\n')))
  return [
    ...left,
    ...[
      ...schemaProblems(value),
      ...tagProblems(outline),
      ...(outline.dataset ? datasetProblems(outline.dataset, outline.interval, quotas) : []),
      ...alertProblems(outline, quotas),
      ...roleProblems(outline),
      // What else is wrong with a placeholder goes away with it.
    ].filter(({ path }) => !placeholders.has(path.join('\n'))),
  ]
}

/** Whether a document with these problems can be used: none is an error. */
export function isUsable(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => FINDING_TEXTS[code].level !== 'error')
}
