/** A node of the plan that `EXPLAIN (FORMAT JSON)` prints, as far as it is looked at. */
interface PlanNode {
  readonly 'Node Type'?: string
  readonly 'Relation Name'?: string
  readonly 'Plan Rows'?: number
  readonly Plans?: readonly PlanNode[]
}

/** Tables that a plan reads from the first row to the last. */
export function fullScans(plan: unknown): readonly string[] {
  const [first] = Array.isArray(plan) ? (plan as readonly { readonly Plan?: PlanNode }[]) : []
  return first?.Plan === undefined ? [] : scansOf(first.Plan)
}

function scansOf(node: PlanNode): readonly string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)]
}
