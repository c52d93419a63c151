import type { DueDeliveries } from '../../alerts/index.ts'
import type { BacktestResult, BacktestStep, DetectorRuntime, ExecutedInterval } from '../../run/index.ts'
import type { StatusReport } from '../../state/index.ts'

/** What happens while detectors run. */
export type LocalEvent =
  | { readonly kind: 'declared'; readonly detector: string; readonly changed: boolean }
  | {
      readonly kind: 'progress'
      readonly detector: string
      readonly step: BacktestStep
      readonly done: number
      readonly total: number | undefined
    }
  | { readonly kind: 'activated'; readonly detector: string; readonly report: StatusReport }
  | {
      readonly kind: 'backtested'
      readonly detector: string
      readonly report: StatusReport
      /** Null when it had been completed before. */
      readonly result: BacktestResult | null
    }
  /** Alerts that an earlier run had left behind. */
  | { readonly kind: 'delivered'; readonly detector: string; readonly deliveries: DueDeliveries }
  /** Somebody deactivated it. */
  | { readonly kind: 'stopped'; readonly detector: string; readonly report: StatusReport }
  | {
      readonly kind: 'executed'
      readonly detector: string
      readonly runtime: DetectorRuntime
      readonly executed: ExecutedInterval
    }
  | { readonly kind: 'failed'; readonly detector: string; readonly error: Error }
  | { readonly kind: 'waiting'; readonly until: number }
