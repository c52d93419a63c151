import type { DetectorSpec, SourceSpec } from '../../spec/index.ts'

/** Start of the interval that is read, epoch milliseconds. */
export const START = Date.UTC(2026, 5, 1, 10)

/** Records of that interval. */
export const RECORDS = 150_000

/** Records of all hours around it together, so that an index has something to leave out. */
export const OTHERS = 450_000

/** Values of each dimension: their combinations are the groups. */
export const VALUES = [10, 50, 50] as const

/** Which databases. */
export type Engine = 'postgres' | 'mariadb'

/** How the interval is read: added up by the database, or record by record. */
export type Way = 'sums' | 'records'

/** Where a server of the benchmark is. */
export interface Place {
  readonly engine: Engine
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly authority: string
}

/** What one child process measured. */
export interface Measured {
  readonly milliseconds: number
  readonly megabytes: number
  readonly groups: number
  readonly records: number
  /** Of both measures over all groups. */
  readonly sums: readonly number[]
}

/** The detector that reads it. */
export function specOf({ engine, port, user, database, authority }: Place): DetectorSpec {
  const source: SourceSpec = {
    rds: {
      engine,
      host: 'localhost',
      port,
      user,
      passwordVariable: 'PASSWORD',
      database,
      table: 'events',
      certificateAuthority: authority,
    },
  }
  return {
    detector: 'bench',
    interval: 'PT1H',
    dataset: {
      source,
      timestamp: { column: 'at' },
      measures: [
        { column: 'amount', aggregation: 'SUM' },
        { column: 'views', aggregation: 'SUM' },
      ],
      dimensions: ['country', 'shop', 'item'],
    },
    quotas: { metrics: 100_000 },
  }
}
