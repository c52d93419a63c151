import { aboutMetric, judgementsInForce, judgeMetrics, type AnomalyGroup, type Judgement } from '../anomalies/index.ts'
import {
  judgementReader,
  writeJudgements,
  type ObjectStore,
  type ReadJudgements,
  type UnreadFeedback,
} from '../state/index.ts'
import type { IntervalGrid } from '../time/index.ts'

/** What people said about a detector's anomalies so far, by group; also what a clock that runs ahead has said. */
export interface JudgementsNow {
  /** How many metrics of a group are judged, either way. */
  countsOf(groupId: string): { readonly relevant: number; readonly notRelevant: number }
  /** What is in force about each metric that a group lists, parallel to `group.metrics`; true is relevant. */
  inForce(group: AnomalyGroup): readonly (boolean | null)[]
  /** All that was said about a group, the newest first; a voice about the group as a whole has no series. */
  said(groupId: string): readonly SaidOfGroup[]
  /** Objects that cannot be read, so that what they say is in force nowhere; null where there are none. */
  readonly unread: UnreadFeedback | null
}

/** One voice about a group. */
export interface SaidOfGroup {
  /** Epoch milliseconds. */
  readonly at: number
  readonly by: string
  /** Null took back what had been said. */
  readonly relevant: boolean | null
  /** Null: about the group as a whole. */
  readonly series: readonly string[] | null
}

/** What somebody says now. */
export interface NewVerdict {
  /** Places in `group.metrics`; null: the group as a whole. */
  readonly metrics: readonly number[] | null
  readonly relevant: boolean | null
  readonly by: string
}

/** The judgements about a detector's anomalies; they outlive its generations. */
export interface JudgementBook {
  /** What was said, by others until a second ago; the same object while nothing is new. */
  now(): Promise<JudgementsNow>
  /**
   * Records what somebody says about metrics that a group lists. What is said later counts as later, though the clock
   * stands still or what was said before is still being stored.
   *
   * @param now - epoch milliseconds
   * @throws {RangeError} when a place is not one of the group's metrics
   */
  record(group: AnomalyGroup, grid: IntervalGrid, verdict: NewVerdict, now: number): Promise<void>
}

/** A page asks for several things at once, and listing thousands of judgements takes longer than all of them. */
const FRESH_MS = 1_000

/** Opens the judgements about a detector; reads nothing yet. */
export function judgementBook(store: ObjectStore, detector: string): JudgementBook {
  const read = judgementReader(store, detector)
  let known: { readonly until: number; readonly judgements: Promise<JudgementsNow> } | undefined
  let before: Promise<void> = Promise.resolve()
  let last: { readonly read: ReadJudgements; readonly now: JudgementsNow } | undefined

  async function refresh(): Promise<JudgementsNow> {
    const next = await read()
    if (last === undefined || !isSame(last.read, next)) last = { read: next, now: judgementsNow(next) }
    return last.now
  }

  async function write(
    group: AnomalyGroup,
    grid: IntervalGrid,
    { metrics, relevant, by }: NewVerdict,
    now: number,
  ): Promise<void> {
    // Who changes their mind within a millisecond must still be heard last.
    const newest = (await read()).judgements.find(({ groupId }) => groupId === group.id)?.at ?? 0
    const at = Math.max(now, newest + 1)
    const slot = grid.slot(group.start)
    await writeJudgements(store, detector, judgeMetrics(group, { metrics, relevant, at, by, slot }))
    known = undefined
  }

  return {
    now() {
      if (known !== undefined && performance.now() < known.until) return known.judgements
      const own = { until: performance.now() + FRESH_MS, judgements: refresh() }
      known = own
      own.judgements.catch(() => {
        if (known === own) known = undefined
      })
      return own.judgements
    },
    record(group, grid, verdict, now) {
      // One after the other: who reads what is the newest before the word ahead of it is stored could get the same moment.
      const own = before.then(() => write(group, grid, verdict, now))
      before = own.catch(() => undefined)
      return own
    },
  }
}

function isSame(one: ReadJudgements, other: ReadJudgements): boolean {
  const { judgements, unread } = one
  return (
    // The reader gives the same judgements again.
    judgements.length === other.judgements.length &&
    judgements.every((judgement, index) => judgement === other.judgements[index]) &&
    JSON.stringify(unread) === JSON.stringify(other.unread)
  )
}

function judgementsNow({ judgements: all, unread }: ReadJudgements): JudgementsNow {
  const inForce = judgementsInForce(all, Infinity)
  const byAbout = new Map(inForce.map(({ about, relevant }) => [about, relevant]))
  const counts = Map.groupBy(inForce, ({ groupId }) => groupId)
  const saidOf = Map.groupBy(all, ({ groupId }) => groupId)
  return {
    countsOf(groupId) {
      const judged = counts.get(groupId) ?? []
      const relevant = judged.filter((judgement) => judgement.relevant === true).length
      return { relevant, notRelevant: judged.length - relevant }
    },
    inForce: (group) => group.metrics.map(({ series }) => byAbout.get(aboutMetric(group.id, series)) ?? null),
    said: (groupId) => voices(saidOf.get(groupId) ?? []),
    unread,
  }
}

/** The judgements that a voice about a whole group came to are one voice again. */
function voices(judgements: readonly Judgement[]): readonly SaidOfGroup[] {
  const seen = new Set<string>()
  return judgements
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ at, by, relevant, series, whole }): SaidOfGroup[] => {
      if (!whole) return [{ at, by, relevant, series }]
      const voice = JSON.stringify([at, by, relevant])
      if (seen.has(voice)) return []
      seen.add(voice)
      return [{ at, by, relevant, series: null }]
    })
}
