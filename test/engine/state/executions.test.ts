import { describe, expect, it } from 'vitest'
import { type Execution, listExecutions, memoryStore, writeExecution } from '../../../engine/state/index.ts'
import { HOUR, PLACE, T0 } from './records.ts'

describe('executions', () => {
  it('of one interval stand beside each other, in the order of their start', async () => {
    const store = memoryStore()
    const attempts = [attempt(T0, 5, 'COMPLETED'), attempt(T0, 2, 'FAILED'), attempt(T0, 5, 'REPEATED')]
    await Promise.all(attempts.map((one) => writeExecution(store, PLACE, one)))
    const listed = await Array.fromAsync(listExecutions(store, PLACE))
    expect(listed).toHaveLength(3)
    expect(listed[0]).toEqual(attempts[1])
    expect(listed).toEqual(expect.arrayContaining(attempts))
  })

  it.each([
    { range: {}, hours: [3, 2, 1, 0] },
    { range: { after: T0 + HOUR }, hours: [3, 2] },
    { range: { until: T0 + HOUR }, hours: [1, 0] },
    { range: { after: T0, until: T0 + 2 * HOUR }, hours: [2, 1] },
  ])('are listed in $range, the newest interval first', async ({ range, hours }) => {
    const store = memoryStore()
    for (let hour = 0; hour < 4; hour++) await writeExecution(store, PLACE, attempt(T0 + hour * HOUR, 1, 'COMPLETED'))
    const listed = await Array.fromAsync(listExecutions(store, PLACE, range))
    expect(listed.map(({ end }) => (end - T0) / HOUR)).toEqual(hours)
  })
})

function attempt(end: number, startedAfter: number, status: Execution['status']): Execution {
  return {
    end,
    status,
    startedAt: end + startedAfter,
    finishedAt: end + startedAfter + 1,
    writer: 'w',
    failure: status === 'FAILED' ? { code: 'SOURCE_MISSING', message: 'no file' } : null,
    report: null,
    timings: { read: 12.5 },
  }
}
