import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Flow, FlowRun } from '../../../../engine/sources/appflow/flow.ts'
import { runsOfHistory, runsOfInterval } from '../../../../engine/sources/appflow/runs-of-window.ts'

const FLOW: Flow = {
  name: 'crm',
  status: 'Active',
  statusMessage: null,
  connector: 'Salesforce',
  trigger: 'Scheduled',
  schedule: 'rate(1hours)',
  bringsAll: false,
  firstFrom: null,
  layout: { folder: 'sales/crm/', hasRunId: true, hasSchemaVersion: false, pathTime: null, nameTime: null },
  fileType: 'JSON',
  key: null,
}

/** A run that pulled the records from one hour to another, and took five minutes. */
function run(id: string, from: number | null, to: number, more: Partial<FlowRun> = {}): FlowRun {
  return {
    id,
    state: 'DONE',
    startedAt: to * 60,
    endedAt: to * 60 + 5,
    pulled: { start: from === null ? null : from * 60, end: from === null ? null : to * 60 },
    wrote: true,
    message: null,
    ...more,
  }
}

/** Hours as minutes, which stand for moments here. */
function hours(start: number, end: number): { start: number; end: number } {
  return { start: start * 60, end: end * 60 }
}

function of(flow: Partial<Flow>, runs: readonly FlowRun[], start: number, end: number) {
  const found = runsOfInterval({ ...FLOW, ...flow }, runs, hours(start, end))
  return { ids: found.runs.map(({ id }) => id), missing: found.missing }
}

describe('runsOfInterval', () => {
  const hourly = [run('a', 9, 10), run('b', 10, 11), run('c', 11, 12)]

  it('takes the runs whose pull has a part of the interval', () => {
    expect(of({}, hourly.toReversed(), 10, 11)).toEqual({ ids: ['b'], missing: null })
    expect(of({}, hourly, 9.5, 11.5).ids).toEqual(['a', 'b', 'c'])
  })

  it('knows what a run has pulled from the run before, where AppFlow does not say it', () => {
    const runs = [run('a', null, 10), run('b', null, 11), run('c', null, 12)]
    expect(of({}, runs, 10, 11)).toEqual({ ids: ['b'], missing: null })
    expect(of({}, runs, 10.5, 11.5)).toEqual({ ids: ['b', 'c'], missing: null })
    expect(of({}, runs, 2, 3).ids).toEqual(['a'])
    expect(of({ firstFrom: 9 * 60 }, runs, 2, 3).ids).toEqual([])
  })

  it('waits for a run that has begun, and for one that is still to come', () => {
    const running = run('d', 12, 13, { state: 'RUNNING', endedAt: Infinity })
    expect(of({}, [...hourly, running], 12, 13).missing).toMatchObject({
      kind: 'UNFINISHED',
      reason: expect.stringContaining('d'),
    })
    expect(of({}, hourly, 12, 13).missing?.kind).toBe('UNFINISHED')
    expect(of({}, [...hourly, running], 11, 12)).toEqual({ ids: ['c'], missing: null })
  })

  it('fails with the reason of the run that failed, until another run has brought its records', () => {
    const failed = run('b', 10, 11, { state: 'FAILED', message: 'Salesforce refused' })
    expect(of({}, [hourly[0]!, failed], 10, 11).missing).toEqual({
      kind: 'FAILED',
      reason: 'Salesforce refused (run b)',
    })
    const again = run('b2', 10, 12)
    expect(of({}, [hourly[0]!, failed, again], 10, 11)).toEqual({ ids: ['b2'], missing: null })
    const untold = [run('a', null, 10), { ...run('b', null, 11), state: 'FAILED' as const }, run('c', null, 12)]
    expect(of({}, untold, 10, 11)).toEqual({ ids: ['c'], missing: null })
  })

  it('gives up what later runs have not brought again', () => {
    const failed = run('b', 10, 11, { state: 'FAILED', message: 'Salesforce refused' })
    expect(of({}, [hourly[0]!, failed, hourly[2]!], 10, 11).missing).toMatchObject({ kind: 'LOST' })
    expect(of({}, [hourly[0]!, failed, hourly[2]!], 11, 12)).toEqual({ ids: ['c'], missing: null })
  })

  it('says that a flow is stopped', () => {
    const stopped = { status: 'Suspended', statusMessage: 'five failures' }
    expect(of(stopped, hourly, 12, 13).missing).toEqual({
      kind: 'FAILED',
      reason: 'it does not run (Suspended: five failures)',
    })
    expect(of(stopped, hourly, 11, 12).missing).toBeNull()
  })

  it('reads a run once, and not what another run has brought as well', () => {
    const runs = [...hourly, run('all', 9, 12, { startedAt: 12 * 60 + 30 })]
    expect(of({}, runs, 10, 11).ids).toEqual(['all'])
    expect(of({}, [run('first', 10, 11), run('again', 10, 11, { startedAt: 700 })], 10, 11).ids).toEqual(['again'])
  })

  it('never waits for events, and reads runs that go on', () => {
    const runs = [
      run('a', null, 9, { endedAt: 10.5 * 60 }),
      run('b', null, 10.5, { state: 'RUNNING', endedAt: Infinity }),
    ]
    expect(of({ trigger: 'Event' }, runs, 10, 11)).toEqual({ ids: ['a', 'b'], missing: null })
    expect(of({ trigger: 'Event' }, [], 10, 11)).toEqual({ ids: [], missing: null })
  })

  it('reads the first run after the interval of a flow that brings everything each time', () => {
    const all = { bringsAll: true }
    const runs = [run('a', null, 10), run('b', null, 11), run('c', null, 12)]
    expect(of(all, runs, 10, 11)).toEqual({ ids: ['b'], missing: null })
    expect(of(all, runs, 12, 13).missing?.kind).toBe('UNFINISHED')
    expect(of(all, [...runs, run('d', null, 13, { state: 'FAILED' })], 12, 13).missing?.kind).toBe('FAILED')
    expect(of({ ...all, trigger: 'OnDemand', status: 'Draft' }, runs, 12, 13).missing?.reason).toContain('nobody')
  })

  it('gives each moment of a flow without failures to exactly one run', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (list, place) => {
        let at = 0
        const runs = list.map((length, i): FlowRun => {
          const pulled = { start: at, end: (at += length) }
          return { ...run(String(i), 0, 0), startedAt: at, endedAt: at, pulled }
        })
        const moment = Math.floor(place * at)
        const found = runsOfInterval(FLOW, runs, { start: moment, end: moment + 1 })
        expect(found.missing).toBeNull()
        expect(found.runs.map(({ pulled }) => pulled.start! <= moment && moment < pulled.end!)).toEqual([true])
      }),
    )
  })
})

describe('runsOfHistory', () => {
  it('takes every finished run of the time, and the newest one of a flow that brings everything', () => {
    const runs = [run('a', null, 10), run('b', null, 11, { state: 'FAILED' }), run('c', null, 12)]
    const history = hours(8, 13)
    expect(runsOfHistory(FLOW, runs, history).map(({ id }) => id)).toEqual(['a', 'c'])
    expect(runsOfHistory({ ...FLOW, bringsAll: true }, runs, history).map(({ id }) => id)).toEqual(['c'])
    expect(runsOfHistory({ ...FLOW, bringsAll: true }, runs, hours(8, 9)).map(({ id }) => id)).toEqual(['a'])
  })
})
