/** What every importer of the bench does: the same query on the same files. */
export const WORKLOAD = {
  bytes: 200_000_000,
  zone: 'America/New_York',
  timestampFormat: 'yyyy-MM-dd HH:mm:ss',
  /** Local time of the first record; no clock change is near, so that all importers mean the same moments. */
  firstLocal: Date.UTC(2026, 5, 1),
  hours: 24,
  countries: 50,
  categories: 90,
  platforms: ['android', 'ios', 'kindle', 'tv', 'web', 'other'],
  kept: ['android', 'ios', 'kindle', 'tv', 'web'],
} as const

/** The kinds of files. */
export const KINDS = ['csv', 'csv.gz', 'jsonl'] as const
export type Kind = (typeof KINDS)[number]

/** What an importer came to; all must agree. */
export interface Totals {
  /** Hours x dimension values that have records. */
  readonly groups: number
  /** Sum over all groups of SUM(revenue). */
  readonly revenue: number
  /** Sum over all groups of AVG(views). */
  readonly views: number
}
