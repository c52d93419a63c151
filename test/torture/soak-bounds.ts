import type { SoakReport, SoakResult } from './soak.ts'

/**
 * States that may be there at a time: the last three, those of four intervals until the next collection, more where a run died before its
 * collection or many intervals were caught up with in a minute.
 */
const MOST_STATES = 24

/** Chunks of one state of the small detector. */
const CHUNKS_OF_STATE = 3

/**
 * What of a long life is not bounded as docs/reliability.md says.
 *
 * @param heaps - bytes in use after a collection of garbage, at each report; may be empty
 */
export function boundTroubles({ reports }: Pick<SoakResult, 'reports'>, heaps: readonly number[]): readonly string[] {
  const troubles: string[] = []
  for (const { intervals, counts, mostChunks } of reports) {
    const at = (kind: string): number => counts[kind]?.objects ?? 0
    const expect = (holds: boolean, what: string): void => {
      if (!holds) troubles.push(`after ${intervals} intervals: ${what}`)
    }
    expect(mostChunks.objects <= MOST_STATES * CHUNKS_OF_STATE, `${mostChunks.objects} chunks`)
    expect(at('commits') === intervals, `${at('commits')} commits`)
    // What a killed run has written lies beside what the winner wrote, with the same name.
    expect(at('points') <= intervals, `${at('points')} objects of points`)
    expect(at('events') <= 8, `${at('events')} events`)
    expect(at('outbox') <= 4, `${at('outbox')} waiting alerts`)
    // Each attempt leaves one; a place that cannot be reached is tried every 15 minutes.
    expect(at('executions') <= 2 * intervals + 50, `${at('executions')} executions`)
  }
  troubles.push(...growth(reports))
  const [early, late] = [heaps[1], heaps.at(-1)]
  if (early !== undefined && late !== undefined && heaps.length > 4 && late > 1.5 * early + 30 * 2 ** 20) {
    troubles.push(`the heap has grown from ${early} to ${late} bytes`)
  }
  return troubles
}

/** The state that is kept is as large at the end as it was at the beginning: it depends on the detector, not on its age. */
function growth(reports: readonly SoakReport[]): readonly string[] {
  const [early, late] = [reports[1], reports.at(-1)]
  if (early === undefined || late === undefined || late.mostChunks.bytes <= 2 * early.mostChunks.bytes) return []
  return [`chunks have grown from ${early.mostChunks.bytes} to ${late.mostChunks.bytes} bytes`]
}
