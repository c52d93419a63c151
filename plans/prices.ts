/**
 * What AWS and the original service charge, in US dollars: the only place with prices. Those of AWS are those of its public price
 * pages for us-east-1 as they were known on `PRICES_OF`; they were not looked up that day and nobody has promised them. Free tiers
 * and discounts are not in them.
 */
export const PRICES = {
  /** https://aws.amazon.com/lambda/pricing/ (arm64, first tier) */
  lambdaGigabyteSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
  /** https://aws.amazon.com/eventbridge/pricing/ (Scheduler) */
  schedulerMillionInvocations: 1,
  /** https://aws.amazon.com/step-functions/pricing/ (standard workflows) */
  stepFunctionsThousandTransitions: 0.025,
  /** https://aws.amazon.com/s3/pricing/ (Standard) */
  s3ThousandWrites: 0.005,
  s3ThousandReads: 0.0004,
  s3GigabyteMonth: 0.023,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logsGigabyte: 0.5,
  logsGigabyteMonth: 0.03,
  customMetricMonth: 0.3,
  getMetricDataThousandMetrics: 0.01,
  /** https://aws.amazon.com/kms/pricing/ */
  kmsKeyMonth: 1,
  kmsTenThousandRequests: 0.03,
  /** https://aws.amazon.com/sns/pricing/ */
  snsMillionRequests: 0.5,
  snsHundredThousandMails: 2,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretsTenThousandCalls: 0.05,
  /** https://aws.amazon.com/athena/pricing/ */
  athenaTerabyte: 5,
  /** https://aws.amazon.com/appflow/pricing/ */
  appflowRun: 0.001,
  /** https://aws.amazon.com/privatelink/pricing/ (interface endpoint, one zone) */
  endpointHour: 0.01,
} as const

/** Region of the prices. */
export const PRICES_REGION = 'us-east-1'

/** When the prices were written down from what was known of the pages. */
export const PRICES_OF = '2026-11-28'

/**
 * Monthly price of a metric of the original service: the part of the metrics up to `upTo` costs `each`. From the cost calculator of its
 * samples, the last public price list.
 */
const ORIGINAL_TIERS: readonly { readonly upTo: number; readonly each: number }[] = [
  { upTo: 1_000, each: 0.75 },
  { upTo: 5_000, each: 0.5 },
  { upTo: 20_000, each: 0.25 },
  { upTo: 50_000, each: 0.1 },
  { upTo: Infinity, each: 0.05 },
]

/** What the original service charged for so many metrics, dollars a month. */
export function originalPrice(metrics: number): number {
  let below = 0
  let dollars = 0
  for (const { upTo, each } of ORIGINAL_TIERS) {
    dollars += Math.max(0, Math.min(metrics, upTo) - below) * each
    below = upTo
  }
  return dollars
}
