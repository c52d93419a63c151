import { describe, expect, it } from 'vitest'
import { openHistory, type LoggedExecution } from '../../../engine/history/index.ts'
import { writeExecution, type ObjectStore } from '../../../engine/state/index.ts'
import { END, HOUR, LIVE, MISSING, shopState, SPOILT } from './shop-world.ts'

async function logOf(store: ObjectStore, limit: number): Promise<readonly LoggedExecution[]> {
  const { generation } = (await openHistory(store).detector('shop'))!
  const all: LoggedExecution[] = []
  for (let before: number | null = Infinity; before !== null;) {
    const { executions, older } = await generation!.executions({ before, limit }, (end) => end - HOUR)
    expect(new Set(executions.map(({ end }) => end)).size).toBeLessThanOrEqual(limit)
    all.push(...executions)
    before = older
  }
  return all
}

describe('the execution log', () => {
  it.each([1, 7, 500])('is whole in pieces of %i intervals, the newest first', async (limit) => {
    const executions = await logOf(await shopState('live'), limit)
    const live = Array.from({ length: 48 }, (_, hour) => LIVE + hour * HOUR).toReversed()
    expect(executions.map(({ start }) => start).slice(0, 48)).toEqual(live)
  })

  it('has a backtest as one execution', async () => {
    const executions = await logOf(await shopState('backtest'), 100)
    expect(executions).toMatchObject([{ status: 'COMPLETED', failure: null, report: { files: 1 } }])
    expect(executions[0].groups).toBeGreaterThan(5)
    expect(executions[0].end).toBeGreaterThan(executions[0].start)
  })

  it('says why an interval was passed over, what was rejected with examples, and what fired', async () => {
    const executions = await logOf(await shopState('live'), 100)
    const at = (start: number): LoggedExecution => executions.find((execution) => execution.start === start)!
    expect(at(MISSING)).toMatchObject({ status: 'FAILED', failure: { code: expect.any(String) }, groups: 0 })
    expect(at(SPOILT).report!.rejections).toMatchObject([{ count: 1, examples: [{ text: 'not a time' }] }])
    const fired = executions.filter(({ alerts }) => alerts.length > 0)
    expect(fired.map(({ alerts }) => alerts.toSorted())).toEqual([['oncall', 'unheard']])
    expect(fired[0].groups).toBeGreaterThanOrEqual(2)
  })

  it('shows a backtest as one row, over what was tested', async () => {
    const store = await shopState('backtest')
    const history = (await openHistory(store).detector('shop'))!
    const commit = (await history.generation!.log.latest())!
    expect(await logOf(store, 100)).toEqual([
      {
        start: commit.start,
        end: commit.end,
        status: 'COMPLETED',
        startedAt: expect.any(Number),
        finishedAt: commit.writtenAt,
        failure: null,
        report: commit.report,
        unreadFeedback: null,
        groups: commit.groups.length,
        alerts: [],
      },
    ])
    const { executions } = await history.generation!.executions({ before: commit.end, limit: 9 }, (end) => end - HOUR)
    expect(executions).toEqual([])
  })

  it('shows all attempts at an interval together, also of one that is not committed', async () => {
    const store = await shopState('live')
    const { generation } = (await openHistory(store).detector('shop'))!
    const failure = { code: 'PLACE_UNREACHABLE', message: 'The network is down.' }
    for (const startedAt of [END + 1, END + 2]) {
      const times = { startedAt, finishedAt: startedAt + 1, timings: {} }
      await writeExecution(store, generation!.log.place, {
        end: END + HOUR,
        status: 'FAILED',
        writer: 'test',
        failure,
        report: null,
        ...times,
      })
    }
    const { executions, older } = await generation!.executions({ before: Infinity, limit: 1 }, (end) => end - HOUR)
    expect(executions.map(({ start, startedAt, failure: why }) => [start, startedAt, why])).toEqual([
      [END, END + 1, failure],
      [END, END + 2, failure],
    ])
    expect(older).toBe(END + HOUR)
  })
})
