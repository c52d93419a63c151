import type { StateSize } from './state-size.ts'
import type { StoreCalls } from './counted-store.ts'

/** What a process came to. */
export interface Step extends StateSize {
  readonly status: string
  readonly used?: number
  readonly groups?: number
  readonly alerts?: number
  /** Milliseconds by step of the execution. */
  readonly timings: Readonly<Record<string, number>>
  /** Of the whole process, from its start. */
  readonly seconds: number
  /** Of all its threads. */
  readonly cpuSeconds: number
  /** Most memory that it had at a time. */
  readonly megabytes: number
  readonly calls: StoreCalls
}

/** What was measured of one number of metrics. */
export interface Point {
  readonly metrics: number
  readonly records: number
  readonly bytes: number
  readonly learned: Step
  readonly steps: readonly Step[]
}
