import { isOperator, parseOperator, type Operator } from './operators.ts'
import type { PolicyType } from './policy-type.ts'
import type { FoundPolicy } from './source/find-policies.ts'
import {
  child,
  entriesOf,
  itemsOf,
  textOf,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
} from '../../spec/text-tree/source-node.ts'
import { toText, type Text } from './text.ts'

/** A policy as rules see it: its elements taken apart, each with its place. Whatever has the wrong shape is left out here. */
export interface PolicyView {
  readonly type: PolicyType
  readonly format: FoundPolicy['format']
  readonly placement: FoundPolicy['placement']
  /** Service whose resource a resource policy is attached to; null when it is not known. */
  readonly service: string | null
  readonly node: SourceNode
  readonly version: string | null
  readonly statements: readonly StatementView[]
}

/** One statement. */
export interface StatementView {
  readonly node: SourceMap
  readonly index: number
  readonly effect: 'Allow' | 'Deny' | null
  readonly sid: Text | null
  readonly actions: readonly Text[]
  readonly notActions: readonly Text[]
  readonly resources: readonly Text[]
  readonly notResources: readonly Text[]
  readonly principals: readonly Principal[]
  readonly notPrincipals: readonly Principal[]
  readonly conditions: readonly ConditionView[]
  /** The value of an element, null when the statement has none. */
  element(name: StatementElement): SourceNode | null
}

/** The elements of a statement, as IAM writes them. */
export type StatementElement = (typeof STATEMENT_ELEMENTS)[number]

/** All elements of a statement. */
export const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const

/** Who a statement is about; `kind` is as written, and `*` for the lone star. */
export interface Principal extends Text {
  readonly kind: string
}

/** One operator with one key: its values are alternatives. */
export interface ConditionView {
  readonly operatorNode: SourceScalar
  /** Null when IAM has no such operator. */
  readonly operator: Operator | null
  readonly key: Text
  /** Lower case, for comparing. */
  readonly name: string
  readonly values: readonly Text[]
  readonly valueNode: SourceNode
}

/** Makes the view of a policy. Its kind, when neither given nor known from around it, is told by its shape. */
export function viewPolicy(found: FoundPolicy, given: PolicyType | null): PolicyView {
  const { node, format, placement, service } = found
  const statement = child(node, 'Statement')
  const nodes = statement?.kind === 'list' ? statement.items : statement === null ? [] : [statement]
  const statements = nodes.flatMap((item, index) => (item.kind === 'map' ? [viewStatement(item, index)] : []))
  return {
    type: given ?? found.type ?? typeByShape(statements),
    format,
    placement,
    service,
    node,
    version: textOf(child(node, 'Version')),
    statements,
  }
}

function viewStatement(node: SourceMap, index: number): StatementView {
  const effect = textOf(child(node, 'Effect'))
  const texts = (element: StatementElement): readonly Text[] => textsOf(child(node, element))
  const sid = child(node, 'Sid')
  return {
    node,
    index,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : null,
    sid: textsOf(sid)[0] ?? null,
    actions: texts('Action'),
    notActions: texts('NotAction'),
    resources: texts('Resource'),
    notResources: texts('NotResource'),
    principals: principalsOf(child(node, 'Principal')),
    notPrincipals: principalsOf(child(node, 'NotPrincipal')),
    conditions: conditionsOf(child(node, 'Condition')),
    element: (name) => child(node, name),
  }
}

function textsOf(node: SourceNode | null): readonly Text[] {
  const nodes = node?.kind === 'list' ? node.items : node === null ? [] : [node]
  return nodes.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [toText(item)] : []))
}

function principalsOf(node: SourceNode | null): readonly Principal[] {
  if (node?.kind === 'scalar') return textsOf(node).map((text) => ({ ...text, kind: text.value === '*' ? '*' : '' }))
  return entriesOf(node).flatMap(({ key, node: value }) => textsOf(value).map((text) => ({ ...text, kind: key })))
}

function conditionsOf(node: SourceNode | null): readonly ConditionView[] {
  return entriesOf(node).flatMap(({ key: operator, keyNode: operatorNode, node: keys }) =>
    entriesOf(keys).map(({ key, keyNode, node: valueNode }) => ({
      operatorNode,
      operator: isOperator(operator) ? parseOperator(operator) : null,
      key: toText(keyNode),
      name: key.toLowerCase(),
      values: valuesOf(valueNode),
      valueNode,
    })),
  )
}

/** Numbers and truth values are texts to IAM. */
function valuesOf(node: SourceNode): readonly Text[] {
  const nodes = node.kind === 'list' ? itemsOf(node) : [node]
  return nodes.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [toText(item)] : []))
}

/** Only what a shape proves: boundaries and organization policies look like identity policies. */
function typeByShape(statements: readonly StatementView[]): PolicyType {
  const hasPrincipal = statements.some(
    (statement) => statement.element('Principal') !== null || statement.element('NotPrincipal') !== null,
  )
  const actions = statements.flatMap((statement) => [...statement.actions, ...statement.notActions])
  const assumes = actions.length > 0 && actions.every(({ value }) => /^sts:/i.test(value))
  const resources = statements.some(
    (statement) => statement.element('Resource') !== null || statement.element('NotResource') !== null,
  )
  if (assumes && !resources) return 'trust'
  if (assumes && hasPrincipal) return 'trust'
  return hasPrincipal ? 'resource' : 'identity'
}
