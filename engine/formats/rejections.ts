import type { RejectedRecord, RejectionCount, RejectionReason, Rejections } from './record-sink.ts'

/** Examples kept of each reason. */
export const EXAMPLES_OF_REJECTION = 5

/** Longest piece of an offending field that is kept as an example. */
export const EXAMPLE_CHARACTERS = 60

/** Counts of rejected records with their first examples, empty. */
export function createRejections(): Rejections {
  const counts = new Map<RejectionReason, { count: number; examples: RejectedRecord[] }>()
  let total = 0
  return {
    get total() {
      return total
    },
    add(reason, place, records = 1) {
      total += records
      let entry = counts.get(reason)
      if (entry === undefined) counts.set(reason, (entry = { count: 0, examples: [] }))
      entry.count += records
      if (entry.examples.length < EXAMPLES_OF_REJECTION) entry.examples.push(place())
    },
    summary(): readonly RejectionCount[] {
      return [...counts]
        .map(([reason, { count, examples }]) => ({ reason, count, examples }))
        .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
    },
  }
}
