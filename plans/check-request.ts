import { bucketProblems, checkDatasetRole } from './check-dataset-role.ts'
import {
  checkActivation,
  checkDeclared,
  checkDeployment,
  type Check,
  type DeploymentDraft,
  type KnownPlace,
} from './check-detector.ts'
import type { Draft, Path } from './check-draft.ts'
import { propertyPath, type Problem } from './problem.ts'

/** What is to be deployed of a detector, as far as it concerns the checks; values may be late. */
export interface CheckRequest {
  /** The part of the spec that is declared, as a document of the spec's shape. */
  readonly spec: Readonly<Record<string, unknown>>
  /** Where in the arguments a part of the spec stands. */
  readonly toProperty: (path: Path) => Path
  /** Arguments about the deployment itself. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Whether the detector is activated. */
  readonly activate: boolean
}

/**
 * Everything that is wrong with a part of a detector and with how it is to be deployed, at once.
 *
 * @param spec - of the request, as far as it is known, with what others declare as unknown
 * @param settings - of the request, as far as they are known, with the engine
 */
export function checkRequest(request: CheckRequest, spec: Draft, settings: DeploymentDraft, place: KnownPlace): Check {
  const { toProperty, activate } = request
  const { problems, warnings } = checkDeclared(spec, toProperty, place)
  const buckets = BUCKET_SETTINGS.filter((name) => request.settings[name] !== undefined)
  return {
    problems: [
      ...checkDeployment(settings, place),
      ...problems,
      ...bucketProblems(spec, buckets),
      ...(makesDatasetRole(request) ? checkDatasetRole(spec, problems.length === 0, toProperty, place) : []),
      ...(activate ? checkActivation(spec, toProperty) : []),
    ],
    warnings,
  }
}

/** Arguments about the buckets of a dataset. */
const BUCKET_SETTINGS = ['bucketAccount', 'bucketKeyArn', 'bucketKeys', 'resultsKeyArn'] as const

/** Whether somebody else's roles are among what is asked for. */
export function hasForeignRoles({ spec, settings }: CheckRequest): boolean {
  const { dataset, alerts } = spec as { readonly dataset?: WithRole; readonly alerts?: readonly WithRole[] }
  return [settings, dataset, ...(Array.isArray(alerts) ? (alerts as readonly WithRole[]) : [])].some(
    (part) => part !== undefined && (part['role'] ?? part['roleArn']) !== undefined,
  )
}

/** Whether the dataset is read with a role of its own. */
function makesDatasetRole({ spec, settings }: CheckRequest): boolean {
  const { dataset } = spec as { readonly dataset?: WithRole }
  return dataset !== undefined && (dataset['role'] ?? settings['roleArn']) === undefined
}

type WithRole = Readonly<Record<string, unknown>>

/** What brings a detector to life needs data. */
export function datasetProblems(given: {
  readonly dataset?: unknown
  readonly backtest?: unknown
  readonly activate?: unknown
}): readonly Problem[] {
  if (given.dataset !== undefined) return []
  const reason = 'There is no dataset here that it could be about. Say it on the `Dataset` that declares the data.'
  return [
    ...(given.backtest === undefined ? [] : [{ path: 'backtest', reason }]),
    ...(given.activate === true ? [{ path: 'activate', reason }] : []),
  ]
}

/** Problems of keys of topics that no alert has. */
export function topicKeyProblems(topicKeyArns: object, alerts: readonly string[]): readonly Problem[] {
  return Object.keys(topicKeyArns)
    .filter((alert) => !alerts.includes(alert))
    .map((alert) => ({
      path: propertyPath(['topicKeyArns', alert]),
      reason: `There is no alert "${alert}" here. ${alerts.length === 0 ? 'Remove it.' : `Name one of ${alerts.join(', ')}.`}`,
    }))
}
