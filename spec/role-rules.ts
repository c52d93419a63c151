import { parseArn } from './arn.ts'
import type { AlertOutline, Outline, Placed, SourceKind } from './outline.ts'
import { problem, type Problem } from './problem.ts'

/** What is wrong with the service roles of a detector beyond their shape. */
export function roleProblems({ dataset, alerts: { value: alerts } }: Outline): readonly Problem[] {
  return [
    ...(dataset?.role ? datasetRoleProblems(dataset.role, dataset.source?.kind ?? null, alerts) : []),
    ...alerts.flatMap(({ role, target, withoutRole }) => {
      if (role === null) return []
      if (withoutRole !== null) return [problem('SERVICE_ROLE_UNUSED', role.path, { kind: withoutRole }, 'key')]
      return partitionProblems(role, target)
    }),
  ]
}

function datasetRoleProblems(
  role: Placed<string>,
  source: SourceKind | null,
  alerts: readonly AlertOutline[],
): readonly Problem[] {
  if (source === 'folder') return [problem('SERVICE_ROLE_UNUSED', role.path, { kind: source }, 'key')]
  // A path in S3 has no partition, so the alerts say which one the detector is in.
  const others = alerts.flatMap(({ target, role: other }) => [target, other])
  return partitionProblems(role, others.find((other) => other !== null && parseArn(other.value) !== null) ?? null)
}

function partitionProblems(role: Placed<string>, other: Placed<string> | null): readonly Problem[] {
  const got = parseArn(role.value)
  const expected = other && parseArn(other.value)
  if (!got || !expected || got.partition === expected.partition) return []
  const { partition } = got
  return [problem('SERVICE_ROLE_PARTITION', role.path, { partition, expected: expected.partition, other: other.value })]
}
