import { child, entriesOf, textOf, type SourceNode } from '../text-tree/source-node.ts'
import { readJson } from '../text-tree/json-source.ts'
import { readYamlSource } from '../text-tree/yaml-source.ts'
import type { Input } from './input.ts'

/** What a document is; `api` is what the API answers or is asked. */
export type InputKind = 'cloudformation' | 'pulumi' | 'terraform-state' | 'terraform-show' | 'api'

/** Tells a document's kind by its keys; null for none of ours. A template within an answer of CloudFormation is taken out. */
export function recognize(input: Input): { readonly kind: InputKind; readonly input: Input } | null {
  const { root } = input
  const body = child(root, 'TemplateBody')
  if (body !== null) {
    const inner = templateOf(input, body)
    return inner === null ? null : recognize(inner)
  }
  if (child(root, 'Resources')?.kind === 'map') return { kind: 'cloudformation', input }
  if (child(root, 'deployment')?.kind === 'map') return { kind: 'pulumi', input }
  if (child(root, 'terraform_version') !== null || child(root, 'format_version') !== null) {
    const shown = ['values', 'planned_values'].some((key) => child(root, key)?.kind === 'map')
    return { kind: shown ? 'terraform-show' : 'terraform-state', input }
  }
  return isOfApi(root) ? { kind: 'api', input } : null
}

/** Members that nothing but the API has. */
const OF_API: ReadonlySet<string> = new Set([
  'Alert',
  'AlertArn',
  'AlertName',
  'AlertSummaryList',
  'AnomalyDetectorArn',
  'AnomalyDetectorName',
  'AnomalyDetectorSummaryList',
  'MetricSetArn',
  'MetricSetName',
  'MetricSetSummaryList',
  'Tags',
])

function isOfApi(root: SourceNode): boolean {
  if (root.kind === 'list') return root.items.length > 0 && root.items.every(isOfApi)
  return entriesOf(root).some(({ key }) => OF_API.has(key))
}

/** `aws cloudformation get-template` writes JSON templates as they are, others as a text. */
function templateOf(input: Input, body: SourceNode): Input | null {
  if (body.kind === 'map') return { ...input, root: body }
  const text = textOf(body)
  if (text === null) return null
  const source = /^\s*\{/.test(text) ? readJson(text) : readYamlSource(text)
  return source.kind === 'tree' ? { file: input.file, text: null, root: source.root } : null
}
