import { describe, expect, it } from 'vitest'
import {
  type DetectorEvent,
  type DetectorHappening,
  type DetectorStatus,
  INITIAL_STATUS,
  StateError,
  statusAfter,
  statusOf,
} from '../../../engine/state/index.ts'

const generation = '9f0c1c1e-6f6c-4b69-9d0c-3a4f2f8d1d11'
const reason = 'the bucket is gone'

/** One event of each kind. */
const HAPPENINGS: { readonly [K in DetectorHappening['kind']]: Extract<DetectorHappening, { kind: K }> } = {
  ACTIVATION_REQUESTED: { kind: 'ACTIVATION_REQUESTED' },
  GENERATION_STARTED: { kind: 'GENERATION_STARTED', generation, specHash: 'abc', historyEnd: 1_000 },
  HISTORY_LEARNED: { kind: 'HISTORY_LEARNED', generation, intervals: 2_500 },
  LEARNED: { kind: 'LEARNED', generation },
  ACTIVATION_FAILED: { kind: 'ACTIVATION_FAILED', reason },
  DEACTIVATION_REQUESTED: { kind: 'DEACTIVATION_REQUESTED' },
  DEACTIVATED: { kind: 'DEACTIVATED' },
  DEACTIVATION_FAILED: { kind: 'DEACTIVATION_FAILED', reason },
  BACKTEST_REQUESTED: { kind: 'BACKTEST_REQUESTED' },
  BACKTEST_STARTED: { kind: 'BACKTEST_STARTED', generation, specHash: 'abc' },
  BACKTEST_COMPLETED: { kind: 'BACKTEST_COMPLETED', generation },
  BACKTEST_FAILED: { kind: 'BACKTEST_FAILED', reason },
  DELETION_REQUESTED: { kind: 'DELETION_REQUESTED' },
  DELETION_FAILED: { kind: 'DELETION_FAILED', reason },
}

const STATUSES: readonly DetectorStatus[] = [
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
  'DELETING',
]

// Guide: "Managing detectors" (activate, deactivate, edit, delete), "Backtest mode"; API: AnomalyDetectorStatus.
// Ours, marked *: a changed spec starts a new generation in place; an activation can be taken back before it has learned. What is not in the table is forbidden.
const ALLOWED: readonly (readonly [DetectorStatus, DetectorHappening['kind'], DetectorStatus])[] = [
  ['INACTIVE', 'ACTIVATION_REQUESTED', 'ACTIVATING'],
  ['DEACTIVATED', 'ACTIVATION_REQUESTED', 'ACTIVATING'],
  ['FAILED', 'ACTIVATION_REQUESTED', 'ACTIVATING'],
  ['ACTIVATING', 'GENERATION_STARTED', 'ACTIVATING'],
  ['LEARNING', 'GENERATION_STARTED', 'ACTIVATING'], // *
  ['ACTIVE', 'GENERATION_STARTED', 'ACTIVATING'], // *
  ['ACTIVATING', 'HISTORY_LEARNED', 'LEARNING'],
  ['LEARNING', 'LEARNED', 'ACTIVE'],
  ['ACTIVATING', 'ACTIVATION_FAILED', 'FAILED'],
  ['ACTIVATING', 'DEACTIVATION_REQUESTED', 'DEACTIVATING'], // *
  ['LEARNING', 'DEACTIVATION_REQUESTED', 'DEACTIVATING'],
  ['ACTIVE', 'DEACTIVATION_REQUESTED', 'DEACTIVATING'],
  ['DEACTIVATING', 'DEACTIVATED', 'DEACTIVATED'],
  ['DEACTIVATING', 'DEACTIVATION_FAILED', 'FAILED'],
  ['INACTIVE', 'BACKTEST_REQUESTED', 'BACK_TEST_ACTIVATING'],
  ['FAILED', 'BACKTEST_REQUESTED', 'BACK_TEST_ACTIVATING'],
  ['BACK_TEST_ACTIVATING', 'BACKTEST_STARTED', 'BACK_TEST_ACTIVE'],
  ['BACK_TEST_ACTIVE', 'BACKTEST_COMPLETED', 'BACK_TEST_COMPLETE'],
  ['BACK_TEST_ACTIVATING', 'BACKTEST_FAILED', 'FAILED'],
  ['BACK_TEST_ACTIVE', 'BACKTEST_FAILED', 'FAILED'],
  ...STATUSES.filter((status) => status !== 'DELETING').map(
    (status) => [status, 'DELETION_REQUESTED', 'DELETING'] as const,
  ),
  ['DELETING', 'DELETION_FAILED', 'FAILED'],
]

const meta = { at: 7, writer: 'w' }

describe('statusAfter', () => {
  const kinds = Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[]
  const rows = STATUSES.flatMap((from) =>
    kinds.map((kind) => ({ from, kind, to: ALLOWED.find(([f, k]) => f === from && k === kind)?.[2] ?? 'forbidden' })),
  )

  it.each(rows)('$from, $kind: $to', ({ from, kind, to }) => {
    const before = { ...INITIAL_STATUS, status: from }
    const event = { ...HAPPENINGS[kind], ...meta }
    if (to === 'forbidden') {
      expect(() => statusAfter(before, event)).toThrow(
        expect.objectContaining({ code: 'TRANSITION_FORBIDDEN', message: expect.stringContaining(from) }),
      )
    } else {
      expect(statusAfter(before, event)).toMatchObject({ status: to, since: 7 })
    }
  })

  it.each([
    ['ACTIVATION_FAILED', 'ACTIVATION_FAILURE', 'ACTIVATING'],
    ['BACKTEST_FAILED', 'BACK_TEST_ACTIVATION_FAILURE', 'BACK_TEST_ACTIVATING'],
    ['DEACTIVATION_FAILED', 'DEACTIVATION_FAILURE', 'DEACTIVATING'],
    ['DELETION_FAILED', 'DELETION_FAILURE', 'DELETING'],
  ] as const)('%s gives the failure type %s with its reason', (kind, type, status) => {
    const after = statusAfter({ ...INITIAL_STATUS, status }, { ...HAPPENINGS[kind], ...meta })
    expect(after.failure).toEqual({ type, reason })
  })
})

describe('statusOf', () => {
  it('is INACTIVE before anything happened', () => {
    expect(statusOf([])).toEqual({ status: 'INACTIVE', generation: null, specHash: null, failure: null, since: null })
  })

  it('goes from activation to active, knowing its generation', () => {
    expect(statusOf(events('ACTIVATION_REQUESTED', 'GENERATION_STARTED', 'HISTORY_LEARNED', 'LEARNED'))).toEqual({
      status: 'ACTIVE',
      generation,
      specHash: 'abc',
      failure: null,
      since: 7,
    })
  })

  it('forgets a failure when it is activated again', () => {
    expect(statusOf(events('ACTIVATION_REQUESTED', 'ACTIVATION_FAILED')).status).toBe('FAILED')
    expect(statusOf(events('ACTIVATION_REQUESTED', 'ACTIVATION_FAILED', 'ACTIVATION_REQUESTED')).failure).toBeNull()
  })

  it('does not make a finished backtest live', () => {
    expect(() =>
      statusOf(events('BACKTEST_REQUESTED', 'BACKTEST_STARTED', 'BACKTEST_COMPLETED', 'ACTIVATION_REQUESTED')),
    ).toThrow(StateError)
  })
})

function events(...kinds: (keyof typeof HAPPENINGS)[]): readonly DetectorEvent[] {
  return kinds.map((kind) => ({ ...HAPPENINGS[kind], ...meta }))
}
