import { describe, expect, it } from 'vitest'
import { type AnomalyGroup } from '../../../engine/anomalies/index.ts'
import { commitLog, listGroups, memoryStore, readGroup, writeGroup } from '../../../engine/state/index.ts'
import { HOUR, PLACE, record, T0 } from './records.ts'

describe('groups', () => {
  it('are listed as they are now, the newest onset first', async () => {
    const store = memoryStore()
    const log = commitLog(store, PLACE)
    const [a, b] = [group('a', T0 - HOUR), group('b', T0)]
    const first = { ...record(0), groups: [await writeGroup(store, PLACE, T0, a)] }
    await log.append(first, undefined)
    const later = { ...a, end: T0, severity: 90 }
    const end = T0 + HOUR
    const second = {
      ...record(1),
      groups: [await writeGroup(store, PLACE, end, later), await writeGroup(store, PLACE, end, b)],
    }
    await log.append(second, first)
    const listed = await Array.fromAsync(listGroups(store, log))
    expect(listed.map(({ id, start, severity }) => ({ id, start, severity }))).toEqual([
      { id: b.id, start: T0, severity: 70 },
      { id: a.id, start: T0 - HOUR, severity: 90 },
    ])
    expect(await Promise.all(listed.map((ref) => readGroup(store, ref)))).toEqual([b, later])
    expect(await readGroup(store, first.groups[0])).toEqual(a)
  })

  it('do not count before they are committed, nor when another run committed something else', async () => {
    const store = memoryStore()
    const log = commitLog(store, PLACE)
    const a = group('a', T0 - HOUR)
    await writeGroup(store, PLACE, T0, { ...a, severity: 1 })
    await writeGroup(store, PLACE, T0, group('c', T0 - HOUR))
    expect(await Array.fromAsync(listGroups(store, log))).toEqual([])
    const committed = { ...record(0), groups: [await writeGroup(store, PLACE, T0, a)] }
    await log.append(committed, undefined)
    await writeGroup(store, PLACE, T0 + HOUR, { ...a, severity: 2 })
    expect(await Array.fromAsync(listGroups(store, log))).toEqual(committed.groups)
  })
})

function group(letter: string, start: number): AnomalyGroup {
  return {
    id: `${letter}f0c1c1e-6f6c-8b69-9d0c-3a4f2f8d1d11`,
    measure: 'views',
    start,
    end: start,
    severity: 70,
    metrics: [],
    metricCount: 0,
    contributions: [],
  }
}
