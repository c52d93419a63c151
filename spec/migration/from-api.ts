import { child, itemsOf, textOf, type SourceNode } from '../text-tree/source-node.ts'
import type { Found, Input } from './input.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'

/** What answers of the API have, and tags whose owner they do not say. */
export interface FromApi {
  readonly found: readonly Found[]
  readonly tags: readonly { readonly node: SourceNode; readonly input: Input }[]
  readonly problems: readonly MigrationProblem[]
}

/** What the API answered (describe-..., list-...) or was asked (create-...). */
export function fromApi(input: Input): FromApi {
  const documents = input.root.kind === 'list' ? input.root.items : [input.root]
  const results = documents.map((node) => ofDocument(node, input))
  const found = results.flatMap((result) => result.found)
  const tags = results.flatMap((result) => result.tags)
  const empty = found.length === 0 && tags.length === 0
  const kind = 'answer of the API'
  return {
    found,
    tags,
    problems: empty ? [migrationProblem('INPUT_WITHOUT_RESOURCES', { ...input, node: input.root }, { kind })] : [],
  }
}

const LISTS = {
  AnomalyDetectorSummaryList: 'AnomalyDetector',
  MetricSetSummaryList: 'MetricSet',
  AlertSummaryList: 'Alert',
} as const

function ofDocument(node: SourceNode, input: Input): Omit<FromApi, 'problems'> {
  const listed = Object.entries(LISTS).flatMap(([list, kind]) =>
    itemsOf(child(node, list)).map((item) => resource(kind, item, input, true)),
  )
  const alert = child(node, 'Alert')
  if (listed.length > 0) return { found: listed, tags: [] }
  if (alert !== null) return { found: [resource('Alert', alert, input, false)], tags: [] }
  const has = (...names: readonly string[]): boolean => names.some((name) => child(node, name) !== null)
  if (has('AlertName', 'AlertArn')) return { found: [resource('Alert', node, input, !has('Action'))], tags: [] }
  if (has('MetricSetName', 'MetricSetArn', 'MetricSource')) {
    return { found: [resource('MetricSet', node, input, !has('MetricSource', 'MetricList'))], tags: [] }
  }
  if (has('AnomalyDetectorName', 'AnomalyDetectorArn')) {
    return { found: [resource('AnomalyDetector', node, input, !has('AnomalyDetectorConfig'))], tags: [] }
  }
  const tags = child(node, 'Tags')
  return { found: [], tags: tags === null ? [] : [{ node: tags, input }] }
}

function resource(kind: Found['kind'], node: SourceNode, input: Input, summary: boolean): Found {
  const texts = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => textOf(child(node, name)) ?? [])
  const label = texts(...NAMES[kind])[0] ?? null
  const detector = kind === 'AnomalyDetector' ? [] : texts('AnomalyDetectorArn')
  const ids = texts(...NAMES[kind], ...ARNS[kind])
  return { kind, origin: 'api', label, node, input, ids, detector, summary }
}

const NAMES = {
  AnomalyDetector: ['AnomalyDetectorName'],
  MetricSet: ['MetricSetName'],
  Alert: ['AlertName'],
} as const

const ARNS = { AnomalyDetector: ['AnomalyDetectorArn'], MetricSet: ['MetricSetArn'], Alert: ['AlertArn'] } as const
