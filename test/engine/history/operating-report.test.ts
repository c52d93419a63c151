import { beforeAll, describe, expect, it } from 'vitest'
import { openHistory, operatingReport, type OperatingReport } from '../../../engine/history/index.ts'
import { commitLog, eventLog, memoryStore, writeExecution, type ObjectStore } from '../../../engine/state/index.ts'
import { countingStore } from './counting-store.ts'
import { END, HOUR, MISSING, shopState, SPOILT } from './shop-world.ts'

let store: ObjectStore
beforeAll(async () => {
  store = await shopState('live')
})

async function look(
  from: ObjectStore = store,
  options: Partial<Parameters<typeof operatingReport>[2]> = {},
): Promise<OperatingReport> {
  const report = await operatingReport(openHistory(from), 'shop', { now: END, intervals: 48, ...options })
  expect(report).toBeDefined()
  return report!
}

async function copy(): Promise<ObjectStore> {
  return shopState('live', memoryStore())
}

const codes = ({ attention }: OperatingReport): readonly string[] => attention.map(({ code }) => code)

describe('operatingReport', () => {
  it('tells of every interval what became of it', async () => {
    const { intervals, records, lag, learning } = await look()
    expect(intervals).toHaveLength(48)
    const of = (start: number): (typeof intervals)[number] => intervals.find((one) => one.start === start)!
    expect(of(MISSING)).toMatchObject({
      outcome: 'PASSED_OVER',
      attempts: 1,
      failure: { code: 'NO_DATA_FOR_INTERVAL' },
    })
    expect(of(SPOILT)).toMatchObject({ outcome: 'COMPLETED', failure: null, report: { rejected: 1 } })
    expect(records).toMatchObject({ rejected: 1, rejections: [{ reason: 'TIMESTAMP_INVALID', count: 1 }] })
    expect(records.read).toBe(records.used + records.rejected)
    expect(lag).toEqual({ intervals: 0, ms: 0 })
    expect(learning!.learned).toBeGreaterThan(learning!.needed)
  })

  it('tells which alerts wait, since when and why', async () => {
    const report = await look()
    expect(report.waiting.count).toBeGreaterThan(0)
    expect(report.waiting.alerts[0]).toMatchObject({
      alert: 'unheard',
      failure: { code: 'WEBHOOK_UNREACHABLE' },
    })
    expect(codes(report)).toEqual(['ALERTS_WAIT'])
    expect(report.attention[0]).toMatchObject({ cause: 'WEBHOOK_UNREACHABLE' })
    expect(report.settled).toBeGreaterThan(0)
    expect(JSON.stringify(report)).not.toContain('s3cret')
  })

  it('tells that the next interval fails, and how often it was tried', async () => {
    const changed = await copy()
    const { last, generation } = await look()
    const failure = { code: 'ACCESS_DENIED', message: 's3://x: It may not be listed. [ACCESS_DENIED]' }
    for (let attempt = 0; attempt < 3; attempt++) {
      const startedAt = END + HOUR + attempt
      const attempted = { end: last!.end + HOUR, status: 'FAILED', startedAt, finishedAt: startedAt + 7 } as const
      const place = { detector: 'shop', generation: generation! }
      await writeExecution(changed, place, { ...attempted, writer: 'w', failure, report: null, timings: {} })
    }
    const report = await look(changed, { now: END + HOUR + 60_000 })
    expect(report.intervals[0]).toMatchObject({ outcome: 'FAILED', attempts: 3, tookMs: 7, failure })
    expect(report.attention[0]).toMatchObject({ code: 'INTERVAL_FAILS', cause: 'ACCESS_DENIED' })
  })

  it('tells of a detector that failed, and of one that nothing takes up', async () => {
    const changed = await copy()
    const events = eventLog(changed, 'shop', 'test')
    await events.append(() => ({ kind: 'DEACTIVATION_REQUESTED' }), END)
    await events.append(() => ({ kind: 'DEACTIVATED' }), END)
    expect(codes(await look(changed, { now: END + 30 * 24 * HOUR }))).toEqual(['ALERTS_WAIT'])
    await events.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), END)
    expect(codes(await look(changed, { now: END + 2 * HOUR }))).not.toContain('DETECTOR_STUCK')
    expect(codes(await look(changed, { now: END + 4 * HOUR }))).toContain('DETECTOR_STUCK')
    const reason = 'None of the 3 records could be used. [NO_USABLE_RECORDS]'
    await events.append(() => ({ kind: 'ACTIVATION_FAILED', reason }), END)
    const { attention } = await look(changed)
    expect(attention[0]).toEqual({ code: 'DETECTOR_FAILED', text: reason, cause: 'NO_USABLE_RECORDS' })
  })

  it('reads no more of a detector that has run for years', async () => {
    const few = countingStore(store)
    await look(few, { intervals: 10 })
    const old = await copy()
    const { generation } = await look()
    const log = commitLog(old, { detector: 'shop', generation: generation! })
    let last = (await log.latest())!
    for (let hour = 0; hour < 3_000; hour++) {
      const next = { ...last, sequence: last.sequence + 1, start: last.end, end: last.end + HOUR }
      last = (await log.append(next, last)).record
    }
    const many = countingStore(old)
    const { intervals } = await look(many, { intervals: 10, now: last.end })
    expect(intervals).toHaveLength(10)
    expect(many.reads.length).toBeLessThanOrEqual(few.reads.length)
    expect(many.lists.length).toBe(few.lists.length)
  })

  it('knows nothing of a detector that is not declared', async () => {
    expect(await operatingReport(openHistory(store), 'nobody', { now: END, intervals: 1 })).toBeUndefined()
  })

  it('tells of a backtest that it is complete', async () => {
    const report = await look(await shopState('backtest'))
    expect(report).toMatchObject({ health: 'COMPLETE', intervals: [], attention: [], lag: null })
  })
})
