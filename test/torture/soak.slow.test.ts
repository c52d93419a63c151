import { beforeAll, describe, expect, it } from 'vitest'
import { memoryStore } from '../../engine/state/index.ts'
import { soak, type SoakReport, type SoakResult } from './soak.ts'
import { boundTroubles } from './soak-bounds.ts'

/** `npm run soak` has a year of them. */
const INTERVALS = 240

describe('a detector that lives for long', () => {
  let troubled: SoakResult
  beforeAll(async () => {
    troubled = await soak({ store: memoryStore(), intervals: INTERVALS, seed: 1 })
  })

  it('commits every interval, as if there had been no trouble', async () => {
    const calm = await soak({ store: memoryStore(), intervals: INTERVALS, seed: 1, calm: true })
    expect(troubled.violations).toEqual([])
    expect(calm.violations).toEqual([])
    expect(Object.keys(calm.faults)).toEqual([])
    expect(troubled.digests).toEqual(calm.digests)
    expect(troubled.digests).toHaveLength(INTERVALS + 1)
  })

  it('was in trouble, was read, and sent alerts', () => {
    expect(Object.values(troubled.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(30)
    expect(troubled.reads).toBeGreaterThan(5)
    expect(troubled.alerts).toBeGreaterThan(0)
  })

  it('collects its old states, and keeps no more of anything else than an interval leaves', () => {
    expect(troubled.collected).toBeGreaterThan(INTERVALS)
    expect(troubled.reports.length).toBeGreaterThan(10)
    expect(boundTroubles(troubled, [])).toEqual([])
  })
})

describe('boundTroubles', () => {
  it('says what has grown', () => {
    const reports = [report(10, 9, 100), report(20, 9, 100), report(30, 90, 250)]
    expect(boundTroubles({ reports }, [1, 1, 1, 1, 90 * 2 ** 20])).toEqual([
      'after 30 intervals: 90 chunks',
      'chunks have grown from 100 to 250 bytes',
      expect.stringContaining('the heap has grown'),
    ])
  })
})

function report(intervals: number, chunks: number, bytes: number): SoakReport {
  return {
    intervals,
    counts: { commits: { objects: intervals, bytes: 1 }, events: { objects: 4, bytes: 1 } },
    mostChunks: { objects: chunks, bytes },
  }
}
