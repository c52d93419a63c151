import type { ConditionView, StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import type { SourceNode } from '../../../spec/text-tree/source-node.ts'

/** Lists and mappings with nothing in them. */
export const emptyLists = rule({
  codes: [
    'EMPTY_ARRAY_ACTION',
    'EMPTY_ARRAY_RESOURCE',
    'EMPTY_ARRAY_PRINCIPAL',
    'EMPTY_OBJECT_PRINCIPAL',
    'EMPTY_OBJECT_CONDITION',
    'EMPTY_ARRAY_CONDITION',
    'EMPTY_ARRAY_CONDITION_FORALLVALUES',
    'EMPTY_ARRAY_CONDITION_FORANYVALUE',
    'EMPTY_ARRAY_CONDITION_IFEXISTS',
  ],
  *check({ statements }) {
    for (const statement of statements) yield* inStatement(statement)
  },
})

function* inStatement(statement: StatementView): Generator<LintProblem> {
  for (const element of ['Action', 'NotAction'] as const) {
    const node = statement.element(element)
    if (node !== null && isEmpty(node)) yield found('EMPTY_ARRAY_ACTION', node, {})
  }
  for (const element of ['Resource', 'NotResource'] as const) {
    const node = statement.element(element)
    if (node !== null && isEmpty(node)) yield found('EMPTY_ARRAY_RESOURCE', node, {})
  }
  for (const element of ['Principal', 'NotPrincipal'] as const) {
    const node = statement.element(element)
    if (node?.kind !== 'map') continue
    if (node.entries.length === 0) yield found('EMPTY_OBJECT_PRINCIPAL', node, {})
    for (const entry of node.entries) if (isEmpty(entry.node)) yield found('EMPTY_ARRAY_PRINCIPAL', entry.node, {})
  }
  const condition = statement.element('Condition')
  if (condition?.kind === 'map') {
    const blocks = [condition, ...condition.entries.map((entry) => entry.node)]
    for (const block of blocks) {
      if (block.kind === 'map' && block.entries.length === 0) yield found('EMPTY_OBJECT_CONDITION', block, {})
    }
  }
  for (const view of statement.conditions) if (isEmpty(view.valueNode)) yield emptyKey(view)
}

function emptyKey({ operator, key, valueNode }: ConditionView): LintProblem {
  const args = { key: key.shown }
  if (operator?.qualifier === 'ForAllValues') return found('EMPTY_ARRAY_CONDITION_FORALLVALUES', valueNode, args)
  if (operator?.qualifier === 'ForAnyValue') return found('EMPTY_ARRAY_CONDITION_FORANYVALUE', valueNode, args)
  if (operator?.ifExists === true) return found('EMPTY_ARRAY_CONDITION_IFEXISTS', valueNode, args)
  return found('EMPTY_ARRAY_CONDITION', valueNode, args)
}

function isEmpty(node: SourceNode): boolean {
  return node.kind === 'list' && node.items.length === 0
}
