import { describe, expect, it } from 'vitest'
import { healthOf, type HealthFacts } from '../../../engine/history/health.ts'
import { INITIAL_STATUS, type CommitRecord, type DetectorStatus } from '../../../engine/state/index.ts'
import { HOUR, record } from '../state/records.ts'

const NOW = 1_000 * HOUR

const PASSED: CommitRecord = { ...record(1), failure: { code: 'NO_RECORDS_IN_INTERVAL', message: 'Nothing came.' } }

function facts(status: DetectorStatus, over: Partial<HealthFacts> = {}): HealthFacts {
  const failure = status === 'FAILED' ? ({ type: 'ACTIVATION_FAILURE', reason: 'No such folder.' } as const) : null
  return {
    report: { ...INITIAL_STATUS, status, failure },
    problem: null,
    last: record(1),
    nextDue: null,
    intervalMs: HOUR,
    undelivered: null,
    now: NOW,
    ...over,
  }
}

describe('healthOf', () => {
  it.each([
    { given: facts('FAILED'), health: 'FAILED', text: 'No such folder.' },
    { given: facts('ACTIVE', { problem: 'measures: none.' }), health: 'FAILED', text: 'measures: none.' },
    { given: facts('INACTIVE', { problem: 'It has no dataset.' }), health: 'STOPPED', text: 'It has no dataset.' },
    // One interval may be on its way and the next just due: so late is nobody.
    { given: facts('ACTIVE', { nextDue: NOW - 3 * HOUR + 1 }), health: 'FINE', text: 'All intervals' },
    { given: facts('ACTIVE', { nextDue: NOW - 3 * HOUR }), health: 'LATE', text: '3 intervals are overdue' },
    { given: facts('LEARNING', { nextDue: NOW - 30 * HOUR }), health: 'LATE', text: '30 intervals are overdue' },
    { given: facts('ACTIVE', { nextDue: NOW - 4712 * HOUR }), health: 'LATE', text: '4,712 intervals are overdue' },
    { given: facts('ACTIVE', { nextDue: NOW - 9 * HOUR, last: PASSED }), health: 'LATE', text: '9 intervals' },
    { given: facts('ACTIVE', { nextDue: NOW, last: PASSED }), health: 'FAILING', text: 'Nothing came.' },
    { given: facts('LEARNING', { nextDue: NOW, last: PASSED }), health: 'FAILING', text: 'Nothing came.' },
    { given: facts('ACTIVE', { nextDue: NOW, undelivered: 'No answer.' }), health: 'FAILING', text: 'No answer.' },
    { given: facts('ACTIVE', { last: PASSED, undelivered: 'No answer.' }), health: 'FAILING', text: 'Nothing came.' },
    { given: facts('DEACTIVATED', { last: PASSED }), health: 'STOPPED', text: 'deactivated' },
    { given: facts('LEARNING', { nextDue: NOW }), health: 'LEARNING', text: 'learned from 1 interval ' },
    { given: facts('ACTIVATING', { last: null }), health: 'LEARNING', text: 'learns' },
    { given: facts('BACK_TEST_ACTIVE', { last: null }), health: 'LEARNING', text: 'running' },
    { given: facts('BACK_TEST_COMPLETE'), health: 'COMPLETE', text: 'complete' },
    { given: facts('INACTIVE', { last: null }), health: 'STOPPED', text: 'not activated' },
    { given: facts('DELETING'), health: 'STOPPED', text: 'deleted' },
    { given: facts('ACTIVE', { nextDue: NOW + 1 }), health: 'FINE', text: 'executed' },
  ])('is $health where it says "$text" ($given.report.status)', ({ given, health, text }) => {
    const told = healthOf(given)
    expect(told.health).toBe(health)
    expect(told.text).toContain(text)
  })
})
