import type { QuotasSpec } from './detector.generated.ts'
import type { Interval } from './interval.ts'

/** Every quota of a detector with its value in force. Whole numbers > 0. */
export type Quotas = { readonly [Name in keyof QuotasSpec]-?: number }

/** Bytes of what the original service calls a megabyte. */
const MEGABYTE = 1024 * 1024

/** Defaults that do not depend on the interval. Guide: "Quotas", "Working with filters", "Creating alerts". */
const COMMON = {
  bytesPerInterval: 200 * MEGABYTE,
  measures: 10,
  dimensions: 10,
  historyIntervals: 2500,
  backtestIntervals: 3000,
  historyFiles: 3000,
  historyBytes: 102_400 * MEGABYTE,
  alerts: 10,
  filterDimensions: 5,
  filterValues: 10,
  alertMeasures: 5,
  alertDimensions: 5,
  alertValues: 10,
} as const

/** The original service's quotas, adjustable or not, by interval. Guide: "Quotas". */
export const DEFAULT_QUOTAS: Readonly<Record<Interval, Quotas>> = {
  PT5M: { ...COMMON, metrics: 5000, recordsPerInterval: 15_000, filesPerInterval: 5 },
  PT10M: { ...COMMON, metrics: 10_000, recordsPerInterval: 24_000, filesPerInterval: 5 },
  PT1H: { ...COMMON, metrics: 50_000, recordsPerInterval: 150_000, filesPerInterval: 10 },
  P1D: { ...COMMON, metrics: 50_000, recordsPerInterval: 150_000, filesPerInterval: 10 },
}

/** The quotas in force: the defaults of the interval with what the spec sets instead. */
export function resolveQuotas(interval: Interval, quotas: QuotasSpec = {}): Quotas {
  return { ...DEFAULT_QUOTAS[interval], ...quotas }
}
