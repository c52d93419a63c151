import type { GroupLine } from '../../console/index.ts'
import type { IndexedGroup, JudgementsNow } from '../../history/index.ts'

/** A group as a line of a list. */
export function groupLine({ ref, summary, open, alerts }: IndexedGroup, judgements: JudgementsNow): GroupLine {
  const { end, metricCount, severityBefore, where, change, direction } = summary
  return {
    id: ref.id,
    measure: ref.measure,
    start: ref.start,
    end,
    severity: ref.severity,
    severityBefore,
    metricCount,
    open,
    where,
    change,
    direction,
    judged: judgements.countsOf(ref.id),
    alerts: [...new Set(alerts.map(({ alert }) => alert))],
  }
}
