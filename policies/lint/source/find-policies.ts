import { carrierOf, policyProperties, type Carrier } from './carriers.ts'
import { unpacked } from './embedded.ts'
import { resolved } from './intrinsics.ts'
import { child, entriesOf, itemsOf, textOf, type SourceNode } from '../../../spec/text-tree/source-node.ts'

/** A policy inside a document. */
export interface FoundPolicy extends Carrier {
  readonly node: SourceNode
  /** What wrote the document around it. */
  readonly format: 'plain' | 'cloudformation' | 'terraform'
}

/** What a document holds. */
export interface FoundPolicies {
  readonly policies: readonly FoundPolicy[]
  /** Places where a policy will stand that nobody knows yet. */
  readonly unknown: readonly SourceNode[]
}

/** Finds the policies of a document: itself, those of a CloudFormation template or Terraform plan, or those anywhere inside. */
export function findPolicies(root: SourceNode): FoundPolicies {
  if (looksLikePolicy(root)) return { policies: [plain(root)], unknown: [] }
  const resources = child(root, 'Resources')
  if (resources?.kind === 'map' && resources.entries.some(({ node }) => child(node, 'Type') !== null)) {
    return { policies: resources.entries.flatMap(({ node }) => inTemplate(node)), unknown: [] }
  }
  if (child(root, 'planned_values') !== null || child(root, 'resource_changes') !== null) return inPlan(root)
  return { policies: anywhere(root).map((node) => plain(node)), unknown: [] }
}

const NOTHING: Carrier = { type: null, placement: null, service: null }

function plain(node: SourceNode): FoundPolicy {
  return { node, format: 'plain', ...NOTHING }
}

/** A document is taken for a policy, maybe a broken one, when its top level has a policy's elements. */
function looksLikePolicy(root: SourceNode): boolean {
  const keys = entriesOf(root).map(({ key }) => key.toLowerCase())
  if (keys.includes('statement')) return true
  const ofStatement = keys.includes('effect') && keys.some((key) => /^(not)?(action|resource|principal)$/.test(key))
  return ofStatement || (keys.includes('version') && keys.every((key) => key === 'version' || key === 'id'))
}

function inTemplate(resource: SourceNode): readonly FoundPolicy[] {
  const type = textOf(child(resource, 'Type')) ?? ''
  const properties = child(resource, 'Properties')
  const organizationType = textOf(child(properties, 'Type'))
  return entriesOf(properties).flatMap(({ key, node }) => {
    const value = resolved(node)
    if (value === null) return []
    const carrier = carrierOf(type, key, organizationType)
    return anywhere(value).map((policy) => ({ node: policy, format: 'cloudformation', ...carrier }) as const)
  })
}

/** https://developer.hashicorp.com/terraform/internals/json-format */
function inPlan(root: SourceNode): FoundPolicies {
  const planned = child(child(root, 'planned_values'), 'root_module')
  const changes = itemsOf(child(root, 'resource_changes'))
  const resources = planned === null ? changes : resourcesOf(planned)
  const policies = resources.flatMap((resource) => {
    const type = textOf(child(resource, 'type')) ?? ''
    const values = child(resource, 'values') ?? child(child(resource, 'change'), 'after')
    return entriesOf(values).flatMap(({ key, node }) => {
      const carrier = carrierOf(type, key, textOf(child(values, 'type')))
      return anywhere(node).map((policy) => ({ node: policy, format: 'terraform', ...carrier }) as const)
    })
  })
  return { policies, unknown: changes.flatMap((change) => unknownOf(change)) }
}

function resourcesOf(module: SourceNode): readonly SourceNode[] {
  const children = itemsOf(child(module, 'child_modules'))
  return [...itemsOf(child(module, 'resources')), ...children.flatMap((inner) => resourcesOf(inner))]
}

function unknownOf(change: SourceNode): readonly SourceNode[] {
  const after = child(child(change, 'change'), 'after_unknown')
  return policyProperties(textOf(child(change, 'type')) ?? '').flatMap((property) => {
    const node = child(after, property)
    return node?.kind === 'scalar' && node.value === true ? [node] : []
  })
}

/** The policies at or below a value, also those in texts. */
function anywhere(node: SourceNode): readonly SourceNode[] {
  const value = unpacked(node)
  if (child(value, 'Statement') !== null && !isFunctionOutput(value)) return [value]
  if (value.kind === 'list') return value.items.flatMap((item) => anywhere(item))
  return entriesOf(value).flatMap((entry) => anywhere(entry.node))
}

/** `Statement` is also a word of other documents; a policy's holds statements. */
function isFunctionOutput(node: SourceNode): boolean {
  const statement = child(node, 'Statement')
  return statement?.kind === 'scalar' && textOf(statement) === null
}
