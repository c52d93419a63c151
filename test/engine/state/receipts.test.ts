import { describe, expect, it } from 'vitest'
import { memoryStore, pendingAlerts, type Receipt, readReceipts, writeReceipt } from '../../../engine/state/index.ts'
import { faultyStore } from './faulty-store.ts'
import { HOUR, PLACE, record, T0 } from './records.ts'

const commit = {
  ...record(0),
  alerts: [
    { id: 'e1', alert: 'oncall', groupId: 'g1' },
    { id: 'e2', alert: 'oncall', groupId: 'g2' },
    { id: 'e1', alert: 'Oncall', groupId: 'g1' },
  ],
}

describe('receipts', () => {
  it('settle the alerts of a commit one by one', async () => {
    const store = memoryStore()
    expect(await pendingAlerts(store, PLACE, commit)).toEqual(commit.alerts)
    expect(await writeReceipt(store, PLACE, commit, receipt('e1', 'oncall'))).toBe(true)
    expect(await pendingAlerts(store, PLACE, commit)).toEqual(commit.alerts.slice(1))
    const undeliverable = {
      ...receipt('e2', 'oncall'),
      outcome: 'UNDELIVERABLE',
      failure: { code: 'X', message: 'm' },
    } as const
    await writeReceipt(store, PLACE, commit, undeliverable)
    await writeReceipt(store, PLACE, commit, receipt('e1', 'Oncall'))
    expect(await pendingAlerts(store, PLACE, commit)).toEqual([])
    expect(await readReceipts(store, PLACE, T0)).toHaveLength(3)
    expect(await readReceipts(store, PLACE, T0)).toContainEqual(undeliverable)
  })

  it('are kept once: the first counts', async () => {
    const store = memoryStore()
    await writeReceipt(store, PLACE, commit, receipt('e1', 'oncall'))
    expect(await writeReceipt(store, PLACE, commit, { ...receipt('e1', 'oncall'), attempts: 9 })).toBe(false)
    expect(await readReceipts(store, PLACE, T0)).toEqual([receipt('e1', 'oncall')])
  })

  it('belong to one commit', async () => {
    const store = memoryStore()
    await writeReceipt(store, PLACE, { end: T0 + HOUR }, receipt('e1', 'oncall'))
    expect(await pendingAlerts(store, PLACE, commit)).toEqual(commit.alerts)
  })

  it('cost nothing where there are no alerts', async () => {
    const store = faultyStore(memoryStore())
    expect(await pendingAlerts(store, PLACE, record(0))).toEqual([])
    expect(store.calls).toEqual([])
  })
})

function receipt(id: string, alert: string): Receipt {
  return { id, alert, outcome: 'DELIVERED', at: T0 + 5, attempts: 1, response: 'message-1', failure: null }
}
