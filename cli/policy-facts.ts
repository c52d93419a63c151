import type { PolicyReport } from './policy-report.ts'

/** What a report is about, as label and value. */
export function placeFacts({ detector, place, endpoints }: PolicyReport): readonly (readonly [string, string])[] {
  return [
    ['Detector', detector],
    ['Engine', place.engine],
    ['Account', place.account],
    ['Region', `${place.region} (${place.partition})`],
    ['State bucket', place.stateBucket],
    ['Endpoints, in a VPC', endpoints.join(', ')],
    ['Key of the state', place.stateKey ?? 'none: SSE-S3'],
  ]
}
