import { placeholder } from '../placeholder.ts'
import { child, entriesOf, itemsOf, textOf, type SourceEntry } from '../text-tree/source-node.ts'
import type { Found, Input } from './input.ts'
import { memberOf } from './members.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'
import { TemplateValues, type UnknownValue } from './template-values.ts'

/** What a template has of the original service. */
export interface FromTemplate {
  readonly found: readonly Found[]
  readonly problems: readonly MigrationProblem[]
  readonly unknown: ReadonlyMap<string, UnknownValue>
  readonly used: ReadonlySet<string>
}

const KINDS: Readonly<Record<string, 'AnomalyDetector' | 'Alert'>> = {
  'AWS::LookoutMetrics::AnomalyDetector': 'AnomalyDetector',
  'AWS::LookoutMetrics::Alert': 'Alert',
}

/** The detectors, datasets and alerts of a CloudFormation template. */
export function fromTemplate(input: Input, given: ReadonlyMap<string, string>): FromTemplate {
  const values = new TemplateValues(input, given)
  const found: Found[] = []
  const problems: MigrationProblem[] = []
  const others: string[] = []
  for (const entry of entriesOf(child(input.root, 'Resources'))) {
    const type = textOf(child(entry.node, 'Type')) ?? ''
    const kind = KINDS[type]
    if (entry.key.startsWith('Fn::')) {
      problems.push(migrationProblem('TEMPLATE_LOOP', { ...input, node: entry.keyNode }, { name: entry.key }))
    } else if (kind === undefined) others.push(type)
    else {
      const left = conditionProblem(entry, input, values)
      problems.push(...left.problems)
      if (!left.out) found.push(...resourceOf(kind, entry, input, values))
    }
  }
  if (found.length === 0 && problems.length === 0) {
    const kind = 'template of CloudFormation'
    problems.push(migrationProblem('INPUT_WITHOUT_RESOURCES', { ...input, node: input.root }, { kind }))
  }
  if (found.length > 0 && others.length > 0) {
    const args = { count: others.length, types: [...new Set(others)].toSorted() }
    problems.push(migrationProblem('OTHER_RESOURCES', { ...input, node: input.root }, args))
  }
  return { found, problems, unknown: values.unknown, used: values.used }
}

function conditionProblem(
  { key, node }: SourceEntry,
  input: Input,
  values: TemplateValues,
): { readonly out: boolean; readonly problems: readonly MigrationProblem[] } {
  const condition = textOf(child(node, 'Condition'))
  if (condition === null) return { out: false, problems: [] }
  const holds = values.holds(condition, node)
  if (holds === true) return { out: false, problems: [] }
  const code = holds === null ? 'RESOURCE_CONDITION_UNKNOWN' : 'RESOURCE_CONDITION_FALSE'
  return {
    out: holds === false,
    problems: [migrationProblem(code, { ...input, node }, { resource: key, condition })],
  }
}

function resourceOf(
  kind: 'AnomalyDetector' | 'Alert',
  { key, node: resource }: SourceEntry,
  input: Input,
  values: TemplateValues,
): readonly Found[] {
  const written = child(resource, 'Properties')
  const properties = (written && values.resolve(written)) ?? { ...resource, kind: 'map' as const, entries: [] }
  const common = { origin: 'cloudformation' as const, label: key, input, summary: false }
  const names = [placeholder(key), placeholder(`${key}.Arn`)].map((name) => `${input.file} ${name}`)
  if (kind === 'Alert') {
    const detector = textOf(memberOf(properties, 'AnomalyDetectorArn'))
    const ids = [...names, ...said(textOf(memberOf(properties, 'AlertName')))]
    const mentioned = detector === null ? [] : [detector, `${input.file} ${detector}`]
    return [{ ...common, kind, node: properties, ids, detector: mentioned }]
  }
  const ids = [...names, ...said(textOf(memberOf(properties, 'AnomalyDetectorName')))]
  const datasets = memberOf(properties, 'MetricSetList')
  return [
    { ...common, kind, node: properties, ids, detector: [] },
    ...itemsOf(datasets).map((node) => ({ ...common, kind: 'MetricSet' as const, node, ids: [], detector: names })),
  ]
}

function said(name: string | null): readonly string[] {
  return name === null ? [] : [name]
}
