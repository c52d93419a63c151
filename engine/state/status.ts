import { StateError } from './state-error.ts'

/** Where a detector is in its life. API: AnomalyDetectorStatus. */
export type DetectorStatus =
  | 'INACTIVE'
  | 'ACTIVATING'
  | 'LEARNING'
  | 'ACTIVE'
  | 'DEACTIVATING'
  | 'DEACTIVATED'
  | 'BACK_TEST_ACTIVATING'
  | 'BACK_TEST_ACTIVE'
  | 'BACK_TEST_COMPLETE'
  | 'FAILED'
  | 'DELETING'

/** What failed. API: AnomalyDetectorFailureType. */
export type FailureType =
  'ACTIVATION_FAILURE' | 'BACK_TEST_ACTIVATION_FAILURE' | 'DEACTIVATION_FAILURE' | 'DELETION_FAILURE'

/** Something that happened to a detector; its status follows from all of them in order. */
export type DetectorEvent = EventTime & DetectorHappening

/** What can happen to a detector. */
export type DetectorHappening =
  | { readonly kind: 'ACTIVATION_REQUESTED' }
  /** The engine chose a generation: at activation, and again when a change of the spec makes old state meaningless. */
  | {
      readonly kind: 'GENERATION_STARTED'
      readonly generation: string
      readonly specHash: string
      /** End of the history to learn, epoch milliseconds: fixed here, so that racing activations learn the same. */
      readonly historyEnd: number
    }
  /** History is read and learned as far as it goes. */
  | { readonly kind: 'HISTORY_LEARNED'; readonly generation: string; readonly intervals: number }
  /** There is enough data to find anomalies. */
  | { readonly kind: 'LEARNED'; readonly generation: string }
  | { readonly kind: 'ACTIVATION_FAILED'; readonly reason: string }
  | { readonly kind: 'DEACTIVATION_REQUESTED' }
  | { readonly kind: 'DEACTIVATED' }
  | { readonly kind: 'DEACTIVATION_FAILED'; readonly reason: string }
  | { readonly kind: 'BACKTEST_REQUESTED' }
  /** Learned on the older part, now testing on the newer. */
  | { readonly kind: 'BACKTEST_STARTED'; readonly generation: string; readonly specHash: string }
  | { readonly kind: 'BACKTEST_COMPLETED'; readonly generation: string }
  | { readonly kind: 'BACKTEST_FAILED'; readonly reason: string }
  | { readonly kind: 'DELETION_REQUESTED' }
  | { readonly kind: 'DELETION_FAILED'; readonly reason: string }

/** When and by whom. */
interface EventTime {
  /** Epoch milliseconds. */
  readonly at: number
  /** Id of the process that wrote it. */
  readonly writer: string
}

/** A detector's status with what belongs to it. */
export interface StatusReport {
  readonly status: DetectorStatus
  /** The generation in force; null before the first. */
  readonly generation: string | null
  /** Hash of the spec that the generation was started with; null before the first. */
  readonly specHash: string | null
  /** Null unless the status is FAILED. */
  readonly failure: { readonly type: FailureType; readonly reason: string } | null
  /** Epoch milliseconds of the last event; null before the first. */
  readonly since: number | null
}

/** The status of a detector that is declared and nothing else. */
export const INITIAL_STATUS: StatusReport = {
  status: 'INACTIVE',
  generation: null,
  specHash: null,
  failure: null,
  since: null,
}

/**
 * The status that events lead to.
 *
 * @param events - from the first on, in order
 * @throws {StateError} TRANSITION_FORBIDDEN when an event is not possible in the status before it
 */
export function statusOf(events: Iterable<DetectorEvent>): StatusReport {
  let report = INITIAL_STATUS
  for (const event of events) report = statusAfter(report, event)
  return report
}

/**
 * The status after one more event.
 *
 * @throws {StateError} TRANSITION_FORBIDDEN
 */
export function statusAfter(report: StatusReport, event: DetectorEvent): StatusReport {
  const { from, to } = TRANSITIONS[event.kind]
  if (!from.includes(report.status)) {
    throw new StateError({ code: 'TRANSITION_FORBIDDEN', event: event.kind, status: report.status, allowed: from })
  }
  const failure = FAILURES[event.kind]
  return {
    status: to,
    generation: 'generation' in event ? event.generation : report.generation,
    specHash: 'specHash' in event ? event.specHash : report.specHash,
    failure: failure !== undefined && 'reason' in event ? { type: failure, reason: event.reason } : null,
    since: event.at,
  }
}

const ANY: readonly DetectorStatus[] = [
  'INACTIVE',
  'ACTIVATING',
  'LEARNING',
  'ACTIVE',
  'DEACTIVATING',
  'DEACTIVATED',
  'BACK_TEST_ACTIVATING',
  'BACK_TEST_ACTIVE',
  'BACK_TEST_COMPLETE',
  'FAILED',
]

/**
 * Guide "Managing detectors" and the API's enum. Ours: GENERATION_STARTED while LEARNING or ACTIVE, because a spec is changed in
 * place, where the original demanded deactivation first; DEACTIVATION_REQUESTED while ACTIVATING, because a deployment is taken
 * back whatever the detector is at. A completed backtest cannot become live, as in the original.
 */
const TRANSITIONS: Readonly<
  Record<DetectorHappening['kind'], { readonly from: readonly DetectorStatus[]; readonly to: DetectorStatus }>
> = {
  ACTIVATION_REQUESTED: { from: ['INACTIVE', 'DEACTIVATED', 'FAILED'], to: 'ACTIVATING' },
  GENERATION_STARTED: { from: ['ACTIVATING', 'LEARNING', 'ACTIVE'], to: 'ACTIVATING' },
  HISTORY_LEARNED: { from: ['ACTIVATING'], to: 'LEARNING' },
  LEARNED: { from: ['LEARNING'], to: 'ACTIVE' },
  ACTIVATION_FAILED: { from: ['ACTIVATING'], to: 'FAILED' },
  DEACTIVATION_REQUESTED: { from: ['ACTIVATING', 'LEARNING', 'ACTIVE'], to: 'DEACTIVATING' },
  DEACTIVATED: { from: ['DEACTIVATING'], to: 'DEACTIVATED' },
  DEACTIVATION_FAILED: { from: ['DEACTIVATING'], to: 'FAILED' },
  BACKTEST_REQUESTED: { from: ['INACTIVE', 'FAILED'], to: 'BACK_TEST_ACTIVATING' },
  BACKTEST_STARTED: { from: ['BACK_TEST_ACTIVATING'], to: 'BACK_TEST_ACTIVE' },
  BACKTEST_COMPLETED: { from: ['BACK_TEST_ACTIVE'], to: 'BACK_TEST_COMPLETE' },
  BACKTEST_FAILED: { from: ['BACK_TEST_ACTIVATING', 'BACK_TEST_ACTIVE'], to: 'FAILED' },
  DELETION_REQUESTED: { from: ANY, to: 'DELETING' },
  DELETION_FAILED: { from: ['DELETING'], to: 'FAILED' },
}

const FAILURES: Readonly<Partial<Record<DetectorHappening['kind'], FailureType>>> = {
  ACTIVATION_FAILED: 'ACTIVATION_FAILURE',
  BACKTEST_FAILED: 'BACK_TEST_ACTIVATION_FAILURE',
  DEACTIVATION_FAILED: 'DEACTIVATION_FAILURE',
  DELETION_FAILED: 'DELETION_FAILURE',
}
