import {
  alertOf,
  datasetOf,
  placeOf,
  type AlertParts,
  type ConversionNote,
  type Draft,
  type MetricSetParts,
} from '../lookout-metrics/index.ts'
import { placeholder, placeholdersIn } from '../placeholder.ts'
import type { JoinedDetector, ReadResource } from './join-resources.ts'
import { betterProblems } from './now-better.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'
import { memberNode } from './read-members.ts'

/** A detector as a draft of a spec, and what is to be said of its way there. */
export interface DetectorDraft {
  readonly name: string
  readonly draft: Draft
  readonly problems: readonly MigrationProblem[]
}

/** Makes one spec of all that belongs to a detector. */
export function migratedDetector(joined: JoinedDetector, keepRoles: boolean): DetectorDraft {
  const { name, detector, dataset, tags } = joined
  const told = detectorMembers(detector)
  const madeDataset = dataset === null ? null : datasetDraft(dataset, keepRoles)
  const alerts = joined.alerts.map((alert) => alertDraft(alert, keepRoles))
  const frequency = textOf(dataset?.value['MetricSetFrequency'])
  const description = told.description ?? textOf(dataset?.value['MetricSetDescription'])
  const backtest = told.status?.startsWith('BACK_TEST') === true
  const value = madeDataset === null ? placeholder(`dataset of ${name}`) : madeDataset.draft
  const draft = {
    detector: name,
    ...(description !== undefined && { description }),
    interval: told.interval ?? frequency ?? placeholder(`interval of ${name}`),
    dataset: backtest && typeof value === 'object' ? withBacktest(value) : value,
    ...(alerts.length > 0 && { alerts: alerts.map((alert) => alert.draft) }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
  return {
    name,
    draft: filled(draft, detector?.holes ?? []),
    problems: [
      ...(detector === null ? [] : detectorProblems(detector, frequency, told.interval, backtest)),
      ...(madeDataset?.problems ?? []),
      ...(dataset === null && detector !== null
        ? [migrationProblem('DATASET_NOT_FOUND', at(detector), { detector: name })]
        : []),
      ...alerts.flatMap(({ problems }) => problems),
      ...(dataset === null ? [] : descriptionProblems(dataset, told.description)),
      ...betterProblems(joined),
    ],
  }
}

function detectorMembers(detector: ReadResource | null): {
  readonly description: string | undefined
  readonly interval: string | undefined
  readonly status: string | undefined
} {
  const config = detector?.value['AnomalyDetectorConfig']
  const interval =
    typeof config === 'object' && config !== null && 'AnomalyDetectorFrequency' in config
      ? textOf(config.AnomalyDetectorFrequency)
      : undefined
  return {
    description: textOf(detector?.value['AnomalyDetectorDescription']),
    interval,
    status: textOf(detector?.value['Status']),
  }
}

/** Statuses of detectors that watched data, or were about to. */
const RUNNING: ReadonlySet<string> = new Set(['ACTIVE', 'LEARNING', 'ACTIVATING'])

function detectorProblems(
  detector: ReadResource,
  frequency: string | undefined,
  interval: string | undefined,
  backtest: boolean,
): readonly MigrationProblem[] {
  const { value } = detector
  const key = textOf(value['KmsKeyArn'])
  const status = textOf(value['Status'])
  const differ = frequency !== undefined && interval !== undefined && frequency !== interval
  return [
    ...(key === undefined ? [] : [migrationProblem('KEY_OF_ENGINE', at(detector, 'KmsKeyArn'), { key })]),
    ...(differ
      ? [
          migrationProblem('INTERVALS_DIFFER', at(detector, 'AnomalyDetectorConfig'), {
            detector: interval,
            dataset: frequency,
          }),
        ]
      : []),
    ...(backtest && status !== undefined
      ? [migrationProblem('BACKTEST_CARRIED', at(detector, 'Status'), { status })]
      : []),
    ...(status !== undefined && !backtest && !RUNNING.has(status)
      ? [
          migrationProblem('DETECTOR_NOT_RUNNING', at(detector, 'Status'), {
            status,
            reason: textOf(value['FailureReason']) ?? null,
          }),
        ]
      : []),
  ]
}

function descriptionProblems(dataset: ReadResource, ofDetector: string | undefined): readonly MigrationProblem[] {
  const said = dataset.value['MetricSetDescription'] !== undefined && ofDetector !== undefined
  const detail = 'A spec describes the detector alone.'
  return said
    ? [
        migrationProblem('NOT_CARRIED', at(dataset, 'MetricSetDescription'), {
          member: 'MetricSetDescription',
          detail,
        }),
      ]
    : []
}

interface Part {
  readonly draft: Draft
  readonly problems: readonly MigrationProblem[]
}

function datasetDraft(dataset: ReadResource, keepRoles: boolean): Part {
  const { value } = dataset
  // The members were checked one by one; what is missing is found by the check of the spec.
  const parts = { MetricList: [], MetricSource: {}, ...value } as MetricSetParts
  const flow = parts.MetricSource.AppFlowConfig?.FlowName
  const hasFlow = parts.MetricSource.AppFlowConfig !== undefined
  const { value: draft, notes } = datasetOf(parts, {
    flow: {
      destination: `s3://${placeholder(`bucket that the flow ${flow ?? ''} delivers to`)}/`,
      format: { jsonLines: {} },
    },
  })
  const role = textOf(draft['role'])
  const kept = keepRoles ? draft : without(draft, 'role')
  // Which of several namespaces it is decides about the measures, so that none may pass for it.
  const severalNamespaces = notes.some(({ kind, member }) => kind === 'NEEDED' && member === 'MetricList')
  const known = severalNamespaces ? placed(kept, ['source', 'cloudwatch', 'namespace'], placeholder('namespace')) : kept
  return {
    draft: filled(known, dataset.holes, ['dataset']),
    problems: [
      ...noteProblems(notes, dataset),
      ...(hasFlow
        ? [
            migrationProblem('FLOW_DESTINATION', at(dataset, 'MetricSource.AppFlowConfig.FlowName'), {
              flow: flow ?? '',
            }),
          ]
        : []),
      ...roleProblems(
        role,
        'that reads the data',
        dataset,
        `MetricSource.${kindOf(parts.MetricSource)}.RoleArn`,
        keepRoles,
      ),
      ...tagProblems(dataset, 'the dataset'),
    ],
  }
}

function alertDraft(alert: ReadResource, keepRoles: boolean): Part {
  const { value } = alert
  const name = textOf(value['AlertName']) ?? ''
  const listed = value['Action'] === undefined && alert.found.summary
  const parts = { Action: listed ? listedAction(name, value['AlertType']) : {}, ...value } as AlertParts
  const { value: draft, notes } = alertOf(parts)
  const role = listed ? undefined : textOf(draft['role'])
  return {
    draft: filled(keepRoles && !listed ? draft : without(draft, 'role'), alert.holes),
    problems: [
      ...noteProblems(notes, alert),
      ...(listed ? [migrationProblem('ALERT_LISTED_ONLY', at(alert), { alert: name })] : []),
      ...(value['AlertStatus'] === 'INACTIVE'
        ? [migrationProblem('ALERT_INACTIVE', at(alert, 'AlertStatus'), { alert: name })]
        : []),
      ...roleProblems(role, `that sends the alert ${name}`, alert, `Action.${kindOf(parts.Action)}.RoleArn`, keepRoles),
      ...tagProblems(alert, `the alert ${name}`),
    ],
  }
}

/** The member that says which kind of source or action it is. */
function kindOf(choice: object): string {
  return Object.keys(choice)[0] ?? ''
}

function listedAction(name: string, type: unknown): AlertParts['Action'] {
  const unknown = placeholder(`${type === 'LAMBDA' ? 'function' : 'topic'} of the alert ${name}`)
  return type === 'LAMBDA'
    ? { LambdaConfiguration: { RoleArn: '', LambdaArn: unknown } }
    : { SNSConfiguration: { RoleArn: '', SnsTopicArn: unknown } }
}

const NOTE_CODES = { LOST: 'NOT_CARRIED', ASSUMED: 'CARRIED_AS_ASSUMED', NEEDED: 'NOT_KNOWN' } as const

function noteProblems(notes: readonly ConversionNote[], resource: ReadResource): readonly MigrationProblem[] {
  return notes
    .filter(({ member }) => resource.holes.every((hole) => !member.startsWith(hole.member)))
    .map(({ kind, member, message }) =>
      migrationProblem(NOTE_CODES[kind], at(resource, member), { member, detail: message }),
    )
}

function roleProblems(
  role: string | undefined,
  purpose: string,
  resource: ReadResource,
  member: string,
  keepRoles: boolean,
): readonly MigrationProblem[] {
  if (role === undefined || role === '') return []
  // Of a template the role may have no name yet.
  const named = placeholdersIn(role).length > 0 ? placeholdersIn(role).join(', ') : role
  return [
    keepRoles
      ? migrationProblem('ROLE_KEPT', at(resource, member), { role: named })
      : migrationProblem('ROLE_REPLACED', at(resource, member), { role: named, purpose }),
  ]
}

function tagProblems(resource: ReadResource, what: string): readonly MigrationProblem[] {
  const tags = resource.value['Tags']
  const has = typeof tags === 'object' && tags !== null && Object.keys(tags).length > 0
  return has ? [migrationProblem('TAGS_NOT_CARRIED', at(resource, 'Tags'), { what })] : []
}

/** A backtest of what may have continuous data, too. */
function withBacktest(dataset: Draft): Draft {
  const { source } = dataset
  if (typeof source !== 'object' || source === null) return dataset
  const kinds = Object.entries(source).map(([kind, value]) => [kind, { ...value, backtest: true }] as const)
  return { ...dataset, source: Object.fromEntries(kinds) }
}

/** Puts placeholders where members could not be read because they were placeholders themselves. */
function filled(draft: Draft, holes: ReadResource['holes'], within: readonly string[] = []): Draft {
  return holes.reduce<Draft>((made, { member, text }) => {
    const place = placeOf(member)
    if (place === null) return made
    const inside = within.every((part, index) => place[index] === part)
    return inside ? placed(made, place.slice(within.length), text) : made
  }, draft)
}

function placed(draft: Draft, path: readonly (string | number)[], text: string): Draft {
  const [first, ...rest] = path
  if (first === undefined) return draft
  const inner = draft[first]
  if (rest.length === 0) return withMember(draft, first, text)
  return withMember(
    draft,
    first,
    placed(typeof inner === 'object' && inner !== null ? (inner as Draft) : {}, rest, text),
  )
}

function withMember(draft: Draft, key: string | number, value: unknown): Draft {
  if (!Array.isArray(draft)) return { ...draft, [key]: value }
  const items: readonly unknown[] = draft
  return items.map((item, index) => (index === key ? value : item)) as unknown as Draft
}

function without(draft: Draft, key: string): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([name]) => name !== key))
}

function at({ found }: ReadResource, member = ''): Parameters<typeof migrationProblem>[1] {
  return { ...found.input, node: memberNode(found.node, member) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
