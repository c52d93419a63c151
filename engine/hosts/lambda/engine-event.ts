import { nearest } from '../../../spec/nearest.ts'
import { HostError, shownValue } from './host-error.ts'

/** What the engine's function can be asked to do. */
const OPERATIONS = ['execute', 'activate', 'deactivate', 'backtest', 'map'] as const

/** Steps of a run on the distributed map, in their order. */
const MAP_STEPS = ['plan', 'import', 'admit', 'score', 'commit'] as const

/** What a deployment does to the resource that invokes the function; null without a deployment. */
export type Deployment = 'create' | 'update' | 'delete' | null

/** An event of the engine's function, checked. */
export type EngineEvent =
  | { readonly operation: 'execute'; readonly detector: string }
  | { readonly operation: 'activate' | 'deactivate'; readonly detector: string; readonly deployment: Deployment }
  | {
      readonly operation: 'backtest'
      readonly detector: string
      readonly deployment: Deployment
      /** More alerts a week than this fail the invocation; null for no limit. */
      readonly maxAlertsPerWeek: number | null
      /** Severity from which groups count in place of the detector's alerts; null for the alerts. */
      readonly threshold: number | null
    }
  | MapEvent

/** What the state machine of an engine asks for: one step of a run. */
export interface MapEvent {
  readonly operation: 'map'
  readonly detector: string
  readonly step: (typeof MAP_STEPS)[number]
  /** Id of the run: name of the execution of the state machine. */
  readonly run: string
  /** Which part is imported or scored; 0 in other steps. */
  readonly part: number
}

/** Keys beside `operation` and `detector`. `trigger` is for deployments: another value makes them invoke again. */
const KEYS: Readonly<Record<EngineEvent['operation'], readonly string[]>> = {
  execute: [],
  activate: ['trigger', 'tf'],
  deactivate: ['trigger', 'tf'],
  backtest: ['maxAlertsPerWeek', 'threshold', 'trigger', 'tf'],
  map: ['step', 'run', 'part'],
}

/**
 * Checks an event. A key that is not known is an error, because a misspelt limit would be no limit.
 *
 * @throws {HostError} EVENT_INVALID, OPERATION_UNKNOWN
 */
export function readEvent(event: unknown): EngineEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw invalid('it is not an object.')
  const fields = fieldsOf(event)
  const operation = OPERATIONS.find((known) => known === fields['operation'])
  if (operation === undefined) {
    const got = fields['operation']
    const suggestion = typeof got === 'string' ? nearest(got, OPERATIONS) : null
    throw new HostError({ code: 'OPERATION_UNKNOWN', got, suggestion, known: OPERATIONS })
  }
  const known = ['operation', 'detector', ...KEYS[operation]]
  for (const key of Object.keys(fields)) {
    if (known.includes(key)) continue
    const suggestion = nearest(key, known)
    throw invalid(
      `"${key}" is not a key of ${operation}.${suggestion === null ? '' : ` Did you mean ${suggestion}?`} ` +
        `Its keys are ${known.join(', ')}.`,
    )
  }
  const detector = detectorOf(fields['detector'])
  switch (operation) {
    case 'execute':
      return { operation, detector }
    case 'activate':
    case 'deactivate':
      return { operation, detector, deployment: deploymentOf(fields['tf']) }
    case 'backtest':
      return {
        operation,
        detector,
        deployment: deploymentOf(fields['tf']),
        maxAlertsPerWeek: numberOf(fields, 'maxAlertsPerWeek', Infinity),
        threshold: numberOf(fields, 'threshold', 100),
      }
    case 'map':
      return { operation, detector, ...mapStepOf(fields) }
  }
}

function mapStepOf(fields: Readonly<Record<string, unknown>>): Pick<MapEvent, 'step' | 'run' | 'part'> {
  const step = MAP_STEPS.find((known) => known === fields['step'])
  if (step === undefined) throw invalid(`step is ${JSON.stringify(fields['step'])}, none of ${MAP_STEPS.join(', ')}.`)
  const { run } = fields
  if (typeof run !== 'string' || !/^[\w-]{1,80}$/.test(run)) {
    throw invalid(`run is ${JSON.stringify(run)}, not the name of an execution.`)
  }
  const part = numberOf(fields, 'part', Number.MAX_SAFE_INTEGER)
  const wanted = step === 'import' || step === 'score'
  if (wanted !== (part !== null) || !Number.isSafeInteger(part ?? 0)) {
    throw invalid(`part is ${JSON.stringify(part)}; ${step} ${wanted ? 'needs a whole number' : 'has none'}.`)
  }
  return { step, run, part: part ?? 0 }
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, unknown>>) : {}
}

/**
 * The name of a detector.
 *
 * @throws {HostError} EVENT_INVALID
 */
export function detectorOf(got: unknown): string {
  if (got === undefined) throw invalid('it names no detector.')
  if (typeof got === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62}$/.test(got)) return got
  throw invalid(`${shownValue(got)} is not the name of a detector.`)
}

/** The AWS provider adds `tf` to the payload of an Invocation whose lifecycle is CRUD. */
function deploymentOf(tf: unknown): Deployment {
  if (tf === undefined) return null
  const action = typeof tf === 'object' && tf !== null && 'action' in tf ? tf.action : undefined
  if (action === 'create' || action === 'update' || action === 'delete') return action
  throw invalid('tf.action is none of create, update and delete.')
}

function numberOf(fields: Readonly<Record<string, unknown>>, key: string, max: number): number | null {
  const got = fields[key]
  if (got === undefined || got === null) return null
  if (typeof got === 'number' && got >= 0 && got <= max) return got
  throw invalid(`${key} is ${shownValue(got)}, not a number from 0${max === Infinity ? '' : ` to ${max}`}.`)
}

function invalid(reason: string): HostError {
  return new HostError({ code: 'EVENT_INVALID', reason })
}
