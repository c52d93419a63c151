import type { SourceNode } from '../text-tree/source-node.ts'
import type { Found, Input } from './input.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'
import { readMembers, type ReadMembers } from './read-members.ts'

/** A resource with its members. */
export interface ReadResource extends ReadMembers {
  readonly found: Found
}

/** All that belongs to a detector. */
export interface JoinedDetector {
  readonly name: string
  /** Null where only its dataset is known. */
  readonly detector: ReadResource | null
  readonly dataset: ReadResource | null
  readonly alerts: readonly ReadResource[]
  readonly tags: Readonly<Record<string, unknown>>
}

/** Detectors with their parts, and what could not be brought together. */
export interface JoinedResources {
  readonly detectors: readonly JoinedDetector[]
  readonly problems: readonly MigrationProblem[]
}

/** Brings together what several files say: datasets and alerts with their detectors, tags with the only one. */
export function joinResources(
  found: readonly Found[],
  tags: readonly { readonly node: SourceNode; readonly input: Input }[],
): JoinedResources {
  const problems: MigrationProblem[] = []
  const detectors: OpenDetector[] = []
  for (const each of described(found, 'AnomalyDetector')) {
    const known = detectors.find(({ ids }) => each.ids.some((id) => namesOf(id).some((name) => ids.has(name))))
    if (known === undefined) {
      const resource = { found: each, ...readMembers(each) }
      detectors.push(new OpenDetector(nameOf(each, resource.value, problems), each.ids, resource))
    } else if (!each.summary) {
      known.alias(each)
      const args = { detector: known.name, file: known.resource?.found.input.file ?? '' }
      problems.push(migrationProblem('DETECTOR_TWICE', { ...each.input, node: each.node }, args))
    }
  }
  for (const each of described(found, 'MetricSet')) addDataset(each, detectors, problems)
  const alerts = described(found, 'Alert')
  for (const each of alerts) addAlert(each, alerts, detectors, problems)
  for (const each of tags) addTags(each, detectors, problems)
  return {
    detectors: detectors.map(({ name, resource, dataset, alerts: own, tags: given }) => {
      const tagsOf = resource?.value['Tags']
      return {
        name,
        detector: resource,
        dataset,
        alerts: own,
        tags: { ...(typeof tagsOf === 'object' ? tagsOf : {}), ...given },
      }
    }),
    problems: [
      ...problems,
      ...detectors.flatMap((each) => [
        ...(each.resource?.problems ?? []),
        ...(each.dataset?.problems ?? []),
        ...each.alerts.flatMap((alert) => alert.problems),
      ]),
    ],
  }
}

class OpenDetector {
  readonly name: string
  readonly ids: Set<string>
  /** What descriptions that are not used are named by: their datasets are not used either. */
  readonly #unused = new Set<string>()
  readonly resource: ReadResource | null
  dataset: ReadResource | null = null
  readonly alerts: ReadResource[] = []
  tags: Readonly<Record<string, unknown>> = {}

  constructor(name: string, ids: readonly string[], resource: ReadResource | null) {
    this.name = name
    this.ids = new Set([...ids, name].flatMap(namesOf))
    this.resource = resource
  }

  /** Another description of it, whose alerts are its own. */
  alias({ ids, origin }: Found): void {
    for (const id of ids) {
      if (origin !== 'api' && !this.ids.has(id)) this.#unused.add(id)
      this.ids.add(id)
    }
  }

  isUnused({ detector }: Found): boolean {
    return detector.some((id) => this.#unused.has(id))
  }

  is(mentioned: readonly string[]): boolean {
    return mentioned.flatMap(namesOf).some((name) => this.ids.has(name))
  }
}

/** Those of a kind, full descriptions before lists. */
function described(found: readonly Found[], kind: Found['kind']): readonly Found[] {
  return found
    .filter((each) => each.kind === kind)
    .toSorted((one, other) => Number(one.summary) - Number(other.summary))
}

/** An ARN, and the name that it ends with. */
function namesOf(id: string): readonly string[] {
  const name = /^arn:[^:]*:lookoutmetrics:.*:(?:AnomalyDetector|Alert):([^:]+)$/.exec(id)?.[1]
  return name === undefined ? [id] : [id, name]
}

function nameOf(found: Found, value: ReadMembers['value'], problems: MigrationProblem[]): string {
  const what = found.kind === 'Alert' ? 'alert' : 'detector'
  const said = value[found.kind === 'Alert' ? 'AlertName' : 'AnomalyDetectorName']
  const ofArn = found.ids.flatMap((id) => namesOf(id).slice(1))[0]
  if (typeof said === 'string') return said
  if (ofArn !== undefined) return ofArn
  const name = found.label ?? what
  problems.push(migrationProblem('NAME_ASSUMED', { ...found.input, node: found.node }, { name, what }))
  return name
}

function addDataset(each: Found, detectors: OpenDetector[], problems: MigrationProblem[]): void {
  const at = { ...each.input, node: each.node }
  const what = `The dataset ${each.label ?? ''}`.trim()
  const known = ownerOf(each, what, detectors, problems)
  if (known === undefined) {
    const name = each.detector.flatMap((id) => namesOf(id).slice(1))[0]
    if (name === undefined || each.summary) {
      problems.push(migrationProblem('DETECTOR_NOT_FOUND', at, { what, detector: each.detector[0] ?? null }))
      return
    }
    const detector = new OpenDetector(name, each.detector, null)
    detector.dataset = { found: each, ...readMembers(each) }
    detectors.push(detector)
    problems.push(migrationProblem('DETECTOR_FROM_DATASET', at, { detector: name }))
  } else if (known.dataset === null) {
    known.dataset = { found: each, ...readMembers(each) }
  } else if (!isSame(known.dataset.found, each) && !known.isUnused(each)) {
    const args = { detector: known.name, dataset: each.label ?? 'another' }
    problems.push(migrationProblem('DATASET_SURPLUS', at, args))
  }
}

function addAlert(
  each: Found,
  all: readonly Found[],
  detectors: readonly OpenDetector[],
  problems: MigrationProblem[],
): void {
  const resource = { found: each, ...readMembers(each) }
  const name = nameOf(each, resource.value, problems)
  const named = { ...resource, value: { ...resource.value, AlertName: name } }
  const before = detectors.flatMap(({ alerts }) => alerts).find(({ value }) => value['AlertName'] === name)
  const at = { ...each.input, node: each.node }
  if (before !== undefined) {
    if (each.summary) return
    const args = { alert: name, file: before.found.input.file }
    problems.push(migrationProblem('ALERT_TWICE', at, args))
    return
  }
  // A list may say what a description without an ARN does not: whose the alert is.
  const mentioned = all.filter((other) => isSame(other, each)).flatMap(({ detector }) => detector)
  const known = ownerOf({ ...each, detector: mentioned }, `The alert ${name}`, detectors, problems)
  if (known === undefined) {
    const args = { what: `The alert ${name}`, detector: mentioned[0] ?? null }
    problems.push(migrationProblem('DETECTOR_NOT_FOUND', at, args))
  } else known.alerts.push(named)
}

function addTags(
  { node, input }: { readonly node: SourceNode; readonly input: Input },
  detectors: readonly OpenDetector[],
  problems: MigrationProblem[],
): void {
  const [only] = detectors
  const at = { ...input, node }
  if (only === undefined || detectors.length > 1) {
    problems.push(migrationProblem('DETECTOR_NOT_FOUND', at, { what: 'A set of tags', detector: null }))
    return
  }
  const { value, problems: own } = readMembers({
    kind: 'AnomalyDetector',
    origin: 'api',
    label: null,
    node: { ...node, kind: 'map', entries: [tagsEntry(node)] },
    input,
    ids: [],
    detector: [],
    summary: false,
  })
  only.tags = { ...only.tags, ...(typeof value['Tags'] === 'object' ? value['Tags'] : {}) }
  problems.push(...own, migrationProblem('DETECTOR_ASSUMED', at, { what: 'A set of tags', detector: only.name }))
}

function tagsEntry(node: SourceNode): {
  readonly key: string
  readonly keyNode: SourceNode & { readonly kind: 'scalar' }
  readonly node: SourceNode
} {
  const { path, offset } = node
  return { key: 'Tags', keyNode: { kind: 'scalar', path, offset, value: 'Tags' }, node }
}

/** The detector that a part names; where it names none that can be known, the only one. */
function ownerOf(
  each: Found,
  what: string,
  detectors: readonly OpenDetector[],
  problems: MigrationProblem[],
): OpenDetector | undefined {
  const named = detectors.find((detector) => detector.is(each.detector))
  if (named !== undefined) return named
  const [only] = detectors
  const unclear = each.detector.every((id) => !id.startsWith('arn:') || id.includes('<<'))
  if (only === undefined || detectors.length > 1 || !unclear) return undefined
  problems.push(migrationProblem('DETECTOR_ASSUMED', { ...each.input, node: each.node }, { what, detector: only.name }))
  return only
}

function isSame(one: Found, other: Found): boolean {
  return one === other || one.ids.some((id) => other.ids.includes(id))
}
