import { describe, expect, it } from 'vitest'
import { concludeInterval, stopwatch } from '../../../engine/run/conclude-interval.ts'
import { commitLog, memoryStore, readDigestPages, statePrefix, type CommitRecord } from '../../../engine/state/index.ts'
import { HOUR, PLACE, record, T0 } from '../state/records.ts'

describe('concludeInterval', () => {
  it('keeps a page of 256 commits soon after they are there', async () => {
    const store = memoryStore()
    const log = commitLog(store, PLACE)
    const context = { store, now: () => T0, delivery: { writeLine: () => undefined } }
    const ends: number[] = []
    let last = (await log.append(record(0), undefined)).record
    for (let sequence = 1; sequence <= 260; sequence++) {
      const made: { readonly record: CommitRecord; readonly unread: null } = { record: record(sequence), unread: null }
      const note = { end: made.record.end, startedAt: T0, writer: 'writer-1', timings: {} }
      last = (await concludeInterval(context, log, last, made, note, stopwatch({}))).commit
      const pages = await Array.fromAsync(store.list(statePrefix(PLACE, 'digests')))
      if (pages.length > 0) ends.push(sequence)
    }
    expect(ends).toEqual([255, 256, 257, 258, 259, 260])
    expect((await readDigestPages(store, log, last.end))!.end).toBe(T0 + 255 * HOUR)
  })
})
