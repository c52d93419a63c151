import { UNKNOWN } from '../glob.ts'
import { found, rule, type LintProblem } from '../rule.ts'
import { child, entriesOf, textOf, type SourceNode } from '../../../spec/text-tree/source-node.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export const dataTypes = rule({
  codes: ['DATA_TYPE_MISMATCH'],
  *check({ node }) {
    if (node.kind !== 'map') {
      yield mismatch('A policy', 'a mapping', node)
      return
    }
    for (const element of ['Version', 'Id']) yield* text(element, child(node, element))
    const statement = child(node, 'Statement')
    const statements = statement?.kind === 'list' ? statement.items : statement === null ? [] : [statement]
    for (const item of statements) {
      if (item.kind === 'map') yield* inStatement(item)
      else if (textOf(item) !== UNKNOWN) yield mismatch('Statement', 'a mapping or a list of mappings', item)
    }
  },
})

function* inStatement(statement: SourceNode): Generator<LintProblem> {
  for (const element of ['Sid', 'Effect']) yield* text(element, child(statement, element))
  for (const element of ['Action', 'NotAction', 'Resource', 'NotResource'])
    yield* texts(element, child(statement, element))
  for (const element of ['Principal', 'NotPrincipal']) {
    const principal = child(statement, element)
    if (principal?.kind === 'map')
      for (const { key, node } of principal.entries) yield* texts(`${element}.${key}`, node)
    else if (principal?.kind === 'list') yield mismatch(element, 'a mapping or "*"', principal)
    else yield* text(element, principal)
  }
  yield* condition(child(statement, 'Condition'))
}

function* condition(node: SourceNode | null): Generator<LintProblem> {
  if (node === null || textOf(node) === UNKNOWN) return
  if (node.kind !== 'map') yield mismatch('Condition', 'a mapping of operators', node)
  for (const { key: operator, node: keys } of entriesOf(node)) {
    if (textOf(keys) === UNKNOWN) continue
    if (keys.kind !== 'map') yield mismatch(operator, 'a mapping of condition keys', keys)
    for (const { key, node: value } of entriesOf(keys)) {
      const values = value.kind === 'list' ? value.items : [value]
      for (const item of values) if (item.kind !== 'scalar') yield mismatch(key, 'a text or a list of texts', item)
    }
  }
}

function* text(element: string, node: SourceNode | null): Generator<LintProblem> {
  if (node !== null && textOf(node) === null) yield mismatch(element, 'a text', node)
}

function* texts(element: string, node: SourceNode | null): Generator<LintProblem> {
  if (node === null) return
  if (node.kind === 'map') yield mismatch(element, 'a text or a list of texts', node)
  const items = node.kind === 'list' ? node.items : [node]
  for (const item of items) {
    if (textOf(item) !== null || item.kind === 'map') {
      if (item.kind === 'map' && node.kind === 'list') yield mismatch(element, 'texts', item)
      continue
    }
    // IAM stores a null in a list: moto recorded that.
    const isNull = item.kind === 'scalar' && item.value === null && node.kind === 'list'
    yield {
      ...mismatch(element, node.kind === 'list' ? 'texts' : 'a text or a list of texts', item),
      level: isNull ? 'warning' : null,
    }
  }
}

function mismatch(element: string, expected: string, node: SourceNode): LintProblem {
  return found('DATA_TYPE_MISMATCH', node, { element, expected, got: kindOf(node) })
}

function kindOf(node: SourceNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a mapping' : 'a list'
  if (node.value === null) return 'null'
  return typeof node.value === 'string' ? 'a text' : typeof node.value === 'number' ? 'a number' : 'a truth value'
}
