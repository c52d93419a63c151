import type { SourceWarning } from '../source.ts'
import type { TableColumn } from '../sql/index.ts'

/** The warning of a query that reads the whole table for each interval. Guide: Using Amazon RDS with Lookout for Metrics. */
export function fullScanWarning(place: string, { name }: TableColumn): SourceWarning {
  return {
    code: 'FULL_SCAN',
    message:
      `${place}: the database would read the whole table for each interval. ` +
      `Make an index that begins with "${name}"; a small table needs none, and one that has just been filled may need ANALYZE first.`,
  }
}
