import { found, rule } from '../rule.ts'
import type { SourceNode } from '../../../spec/text-tree/source-node.ts'

/** Statements that say the same, whatever their ids and the order of their lists. */
export const redundantStatements = rule({
  codes: ['REDUNDANT_STATEMENT'],
  *check({ statements }) {
    const seen = new Map<string, number>()
    for (const { node, index } of statements) {
      const meaning = node.entries
        .filter(({ key }) => key !== 'Sid')
        .map((entry) => `${entry.key}=${meaningOf(entry.node)}`)
        .toSorted()
        .join()
      const other = seen.get(meaning)
      if (other !== undefined) yield found('REDUNDANT_STATEMENT', node, { other: other + 1 })
      else seen.set(meaning, index)
    }
  },
})

function meaningOf(node: SourceNode): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(String(node.value))
    case 'list':
      return node.items.length === 1 ? meaningOf(node.items[0]!) : `[${node.items.map(meaningOf).toSorted().join()}]`
    case 'map':
      return `{${node.entries
        .map((entry) => `${entry.key}=${meaningOf(entry.node)}`)
        .toSorted()
        .join()}}`
  }
}
