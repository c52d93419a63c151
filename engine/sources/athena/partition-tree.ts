/** Values of a partition column, with what lies below them: the same under each. */
export interface PartitionBranch {
  /** In the order of first appearance; never empty. */
  readonly values: readonly string[]
  /** Of the next column; empty at the last one. */
  readonly below: readonly PartitionBranch[]
}

/**
 * Puts partitions together, so that many of them take few terms: days whose hours are all wanted become one branch.
 *
 * @param rows - of partitions, each with a value for every column
 */
export function partitionTree(rows: readonly (readonly string[])[]): readonly PartitionBranch[] {
  if (rows.length === 0 || rows[0]!.length === 0) return []
  const byFirst = Map.groupBy(rows, ([first]) => first!)
  const branches = [...byFirst].map(([value, group]) => ({
    value,
    below: partitionTree(group.map((row) => row.slice(1))),
  }))
  const alike = Map.groupBy(branches, ({ below }) => JSON.stringify(below))
  return [...alike.values()].map((same) => ({ values: same.map(({ value }) => value), below: same[0]!.below }))
}
