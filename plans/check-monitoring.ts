import { checkEngineName, checkKey, checkTopic } from '../policies/index.ts'
import { INTERVALS, type AwsPlace } from '../spec/index.ts'
import { choiceProblems, rangeProblems } from './check-engine.ts'
import { addressProblems } from './email-plan.ts'
import { problemOf, type Problem } from './problem.ts'

/** The settings of a monitoring as far as they are known. */
export interface MonitoringDraft {
  readonly engine?: { readonly name?: string; readonly region?: string; readonly account?: string }
  readonly detectors?: readonly ({ readonly name?: string; readonly interval?: string } | undefined)[]
  readonly channelFunctions?: readonly (string | undefined)[]
  readonly executionsFailedThreshold?: number
  readonly undeliveredThreshold?: number
  readonly recordsRejectedThreshold?: number
  readonly topicArn?: string
  readonly topicKeyArn?: string
  readonly emails?: readonly (string | undefined)[]
  /** Which arguments were given at all, known or not. */
  readonly given: ReadonlySet<string>
}

/** So that all alarms fit the widget of the dashboard that shows them: 100. */
const MOST = { detectors: 40, channelFunctions: 10 } as const

/** Everything that is wrong with a monitoring's settings, at once; values not known yet pass. */
export function checkMonitoring(draft: MonitoringDraft, place: Partial<AwsPlace> = {}): readonly Problem[] {
  const { engine = {}, detectors = [], channelFunctions = [], given } = draft
  const at = (arn: string): { readonly partition: string } => ({
    partition: place.partition ?? arn.split(':')[1] ?? '',
  })
  return [
    ...problemOf('engine.name', engine.name, checkEngineName),
    ...(engine.region !== undefined && place.region !== undefined && engine.region !== place.region
      ? [
          {
            path: 'region',
            reason: `The engine is in ${engine.region}, and alarms see the metrics of their own region only. Use that one.`,
          },
        ]
      : []),
    ...detectors.flatMap((detector, index) => detectorProblems(`detectors[${index}]`, detector)),
    ...repeated(
      'detectors',
      detectors.map((detector) => detector?.name),
      '.name',
    ),
    ...channelFunctions.flatMap((name, index) => functionProblems(`channelFunctions[${index}]`, name)),
    ...repeated('channelFunctions', channelFunctions),
    ...(['detectors', 'channelFunctions'] as const).flatMap((path) => tooMany(path, draft[path], MOST[path])),
    ...rangeProblems('executionsFailedThreshold', draft.executionsFailedThreshold, 0, Infinity, 'executions'),
    ...rangeProblems('undeliveredThreshold', draft.undeliveredThreshold, 0, Infinity, 'alerts'),
    ...rangeProblems('recordsRejectedThreshold', draft.recordsRejectedThreshold, 0, 99, 'percent'),
    ...problemOf('topicArn', draft.topicArn, (arn) => checkTopic(at(arn), arn)),
    ...problemOf('topicKeyArn', draft.topicKeyArn, (arn) => checkKey(at(arn), arn)),
    ...(draft.emails === undefined ? [] : addressProblems('emails', draft.emails)),
    ...(given.has('topicArn')
      ? ['emails', 'topicKeyArn']
          .filter((name) => given.has(name))
          .map((path) => ({
            path,
            reason: 'An existing topic (topicArn) stays as it is. Leave this out, or leave out topicArn.',
          }))
      : []),
  ]
}

function detectorProblems(
  path: string,
  detector: NonNullable<MonitoringDraft['detectors']>[number],
): readonly Problem[] {
  const { name, interval } = detector ?? {}
  return [
    ...(name === undefined || /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/.test(name)
      ? []
      : [
          {
            path: `${path}.name`,
            reason: `"${name}" is not the name of a detector. Use 1 to 63 letters, digits, hyphens and underscores.`,
          },
        ]),
    ...choiceProblems<string>(`${path}.interval`, interval, INTERVALS),
  ]
}

function functionProblems(path: string, name: string | undefined): readonly Problem[] {
  if (name === undefined || /^[\w-]{1,64}$/.test(name)) return []
  return [{ path, reason: `"${name}" is not the name of a function. Take the output functionName of a channel.` }]
}

function repeated(path: string, names: readonly (string | undefined)[], suffix = ''): readonly Problem[] {
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [{ path: `${path}[${index}]${suffix}`, reason: `"${name}" is there twice. Name it once.` }]
      : [],
  )
}

function tooMany(path: string, list: readonly unknown[] | undefined, most: number): readonly Problem[] {
  const count = list?.length ?? 0
  if (count <= most) return []
  return [
    { path, reason: `There are ${count}. Watch ${most} at most on their own; the alarms of the engine watch all.` },
  ]
}
