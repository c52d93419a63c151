import type { Slot } from '../../time/index.ts'

/** Side of the expected value on which an anomaly lies. */
export type Direction = 'up' | 'down'

/**
 * What somebody said about one anomalous metric. An object that is never changed: who changes their mind, or takes it
 * back, makes a newer one about the same anomaly, which replaces it.
 */
export interface Judgement {
  /** Which anomaly of which metric: the same text for the same one, see `aboutMetric`. */
  readonly about: string
  /** The group that the anomaly is part of. */
  readonly groupId: string
  /** It was said of the group as a whole: its judgements about all metrics are one voice. */
  readonly whole: boolean
  /** Whether the anomaly was worth an alert; null takes back what was said. */
  readonly relevant: boolean | null
  /** When it was said, epoch milliseconds. */
  readonly at: number
  /** Who said it, as the host knows them. */
  readonly by: string
  readonly measure: string
  /** Dimension values, parallel to the dataset's dimensions. */
  readonly series: readonly string[]
  readonly direction: Direction
  /** Where the anomaly's first interval lies in the day and the week of the wall clock. */
  readonly slot: Slot
  /** 0 .. 100, what the anomaly had when it was judged; for readers, it is not used. */
  readonly severity: number
}

/** What a judgement about a metric of a group is about. */
export function aboutMetric(groupId: string, series: readonly string[]): string {
  return `${groupId} ${JSON.stringify(series)}`
}

/**
 * The judgements that count at a moment: the newest about each anomaly, those taken back left out. Of two that are equally
 * new the one that lowers least counts.
 *
 * @param now - epoch milliseconds; what was said later is not known yet
 * @returns in an order that does not depend on that of `judgements`
 */
export function judgementsInForce(judgements: readonly Judgement[], now: number): Judgement[] {
  const newest = new Map<string, Judgement>()
  for (const judgement of judgements) {
    if (judgement.at > now) continue
    const known = newest.get(judgement.about)
    if (known === undefined || compare(judgement, known) > 0) newest.set(judgement.about, judgement)
  }
  return [...newest.values()]
    .filter(({ relevant }) => relevant !== null)
    .toSorted((a, b) => a.at - b.at || (a.about < b.about ? -1 : 1))
}

function compare(a: Judgement, b: Judgement): number {
  return a.at - b.at || rank(a) - rank(b)
}

function rank({ relevant }: Judgement): number {
  return relevant === null ? 1 : relevant ? 2 : 0
}
