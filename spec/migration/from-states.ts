import { placeholder } from '../placeholder.ts'
import { child, entriesOf, itemsOf, textOf, type SourceNode } from '../text-tree/source-node.ts'
import type { Found, Input, Origin } from './input.ts'
import { memberOf } from './members.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'

/** What a state has of the original service. */
export interface FromState {
  readonly found: readonly Found[]
  readonly problems: readonly MigrationProblem[]
  /** Of each value that the state does not show, by the `name` in its placeholder. */
  readonly unknown: readonly MigrationProblem[]
}

/** The version of states that Terraform writes since 0.12. */
const TERRAFORM_VERSION = 4

/** Resources of `aws-native` in what `pulumi stack export` writes. */
export function fromPulumi(input: Input): FromState {
  const resources = itemsOf(child(child(input.root, 'deployment'), 'resources'))
  const unknown: MigrationProblem[] = []
  const encrypted = (member: string, node: SourceNode): string => {
    const name = `secret ${member}`
    unknown.push(migrationProblem('SECRET_ENCRYPTED', { ...input, node }, { member, name }))
    return placeholder(name)
  }
  const found = resources.flatMap((resource) => {
    const kind = kindOf(textOf(child(resource, 'type')) ?? '', 'aws-native:lookoutmetrics:')
    // What is to be deleted is there a second time.
    if (kind === null || booleanOf(child(resource, 'delete'))) return []
    const urn = textOf(child(resource, 'urn')) ?? ''
    const node = withoutSecrets(merged(child(resource, 'inputs'), child(resource, 'outputs'), resource), encrypted)
    const id = textOf(child(resource, 'id'))
    return resourcesOf({ kind, label: urn.split('::').at(-1) ?? null, node, id, origin: 'pulumi', input })
  })
  return { found, problems: found.length === 0 ? nothing(input, 'stack of Pulumi') : [], unknown }
}

/** Resources of `awscc` in a `terraform.tfstate`. */
export function fromTerraformState(input: Input): FromState {
  const version = child(input.root, 'version')
  if (version?.kind !== 'scalar' || Number(version.value) !== TERRAFORM_VERSION) {
    const args = { version: version?.kind === 'scalar' ? version.value : null }
    return {
      found: [],
      problems: [migrationProblem('TERRAFORM_STATE_OLD', { ...input, node: input.root }, args)],
      unknown: [],
    }
  }
  const found = itemsOf(child(input.root, 'resources')).flatMap((resource) => {
    const kind = kindOf(textOf(child(resource, 'type')) ?? '', 'awscc_lookoutmetrics_')
    if (kind === null || textOf(child(resource, 'mode')) === 'data') return []
    const label = textOf(child(resource, 'name'))
    return itemsOf(child(resource, 'instances')).flatMap((instance) => {
      const node = child(instance, 'attributes')
      if (node === null || child(instance, 'deposed') !== null) return []
      return resourcesOf({ kind, label, node, id: textOf(memberOf(node, 'id')), origin: 'terraform', input })
    })
  })
  return { found, problems: found.length === 0 ? nothing(input, 'state of Terraform') : [], unknown: [] }
}

/** Resources of `awscc` in what `terraform show -json` writes, of a state or of a plan. */
export function fromTerraformShow(input: Input): FromState {
  const values = child(input.root, 'planned_values') ?? child(input.root, 'values')
  const found = moduleResources(child(values, 'root_module')).flatMap((resource) => {
    const kind = kindOf(textOf(child(resource, 'type')) ?? '', 'awscc_lookoutmetrics_')
    const node = child(resource, 'values')
    if (kind === null || node === null || textOf(child(resource, 'mode')) === 'data') return []
    const label = textOf(child(resource, 'name'))
    return resourcesOf({ kind, label, node, id: textOf(memberOf(node, 'id')), origin: 'terraform', input })
  })
  return { found, problems: found.length === 0 ? nothing(input, 'state of Terraform') : [], unknown: [] }
}

interface StateResource {
  readonly kind: 'AnomalyDetector' | 'Alert'
  readonly label: string | null
  readonly node: SourceNode
  readonly id: string | null
  readonly origin: Origin
  readonly input: Input
}

function resourcesOf({ kind, id, ...common }: StateResource): readonly Found[] {
  const { node } = common
  const texts = (names: readonly string[]): readonly string[] =>
    names.flatMap((name) => textOf(memberOf(node, name)) ?? [])
  const own = [...texts(['Arn', kind === 'Alert' ? 'AlertName' : 'AnomalyDetectorName']), ...(id === null ? [] : [id])]
  if (kind === 'Alert') {
    return [{ ...common, kind, ids: own, detector: texts(['AnomalyDetectorArn']), summary: false }]
  }
  return [
    { ...common, kind, ids: own, detector: [], summary: false },
    ...itemsOf(memberOf(node, 'MetricSetList')).map((dataset) => ({
      ...common,
      kind: 'MetricSet' as const,
      node: dataset,
      ids: [],
      detector: own,
      summary: false,
    })),
  ]
}

function kindOf(type: string, prefix: string): 'AnomalyDetector' | 'Alert' | null {
  if (!type.startsWith(prefix)) return null
  switch (type.slice(prefix.length).toLowerCase().replaceAll('_', '')) {
    case 'anomalydetector':
      return 'AnomalyDetector'
    case 'alert':
      return 'Alert'
    default:
      return null
  }
}

function moduleResources(module: SourceNode | null): readonly SourceNode[] {
  if (module === null) return []
  return [...itemsOf(child(module, 'resources')), ...itemsOf(child(module, 'child_modules')).flatMap(moduleResources)]
}

/** What came out, and of the rest what went in. */
function merged(inputs: SourceNode | null, outputs: SourceNode | null, at: SourceNode): SourceNode {
  const told = entriesOf(outputs)
  const names = new Set(told.map(({ key }) => key))
  const { path, offset } = outputs ?? inputs ?? at
  const asked = entriesOf(inputs).filter(({ key }) => !names.has(key) && !key.startsWith('__'))
  return { kind: 'map', path, offset, entries: [...told.filter(({ key }) => !key.startsWith('__')), ...asked] }
}

/** Pulumi marks a secret with this key and value. https://www.pulumi.com/docs/iac/concepts/secrets/ */
const SECRET_KEY = '4dabf18193072939515e22adb298388d'

/** @param encrypted - what stands for a value that is not shown, by its member */
function withoutSecrets(node: SourceNode, encrypted: (member: string, at: SourceNode) => string): SourceNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withoutSecrets(item, encrypted)) }
  if (node.kind === 'scalar') return node
  if (child(node, SECRET_KEY) === null) {
    const entries = node.entries.map((entry) => ({ ...entry, node: withoutSecrets(entry.node, encrypted) }))
    return { ...node, entries }
  }
  const { path, offset } = node
  const value = plaintext(textOf(child(node, 'plaintext'))) ?? encrypted(String(path.at(-1)), node)
  return { kind: 'scalar', path, offset, value }
}

/** The text is JSON; only texts are ever secret in these resources. */
function plaintext(text: string | null): string | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

function booleanOf(node: SourceNode | null): boolean {
  return node?.kind === 'scalar' && node.value === true
}

function nothing(input: Input, kind: string): readonly MigrationProblem[] {
  return [migrationProblem('INPUT_WITHOUT_RESOURCES', { ...input, node: input.root }, { kind })]
}
