import { isUsable, specProblems, type CheckedSpec } from './check.ts'
import type { DetectorSpec } from './detector.generated.ts'
import type { Finding } from './finding.ts'
import { problem, toFinding, type Path, type Place } from './problem.ts'
import { readYaml } from './yaml-document.ts'

/**
 * Reads and checks a spec from YAML or JSON text. Never throws.
 *
 * @param text - the content of the file
 * @param file - its name, for the findings
 * @returns all findings at once with line and column, in the order of the text
 */
export function parseSpec(text: string, file: string): CheckedSpec {
  const document = readYaml(text)
  const understood = document.problems.length === 0 || document.value !== undefined
  const problems = understood ? documentProblems(document.value) : []
  const findings = [
    ...document.problems.map((found) => toFinding(found.problem, file, found.place)),
    ...problems.map((found) => toFinding(found, file, document.place(found))),
  ].toSorted(byPlace)
  const usable = isUsable([...document.problems.map((found) => found.problem), ...problems])
  return { spec: usable ? (document.value as DetectorSpec) : null, findings }
}

/**
 * Where a part of a spec stands in its text, as far as the text goes.
 *
 * @param path - from the root of the document
 * @param at - whether the key is meant or its value
 */
export function placeInSpec(text: string, path: Path, at: 'key' | 'value' = 'value'): Place {
  return readYaml(text).place({ path, at })
}

function documentProblems(value: unknown): ReturnType<typeof specProblems> {
  return value === null || value === undefined ? [problem('SPEC_EMPTY', [], {})] : specProblems(value)
}

function byPlace(one: Finding, other: Finding): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}
