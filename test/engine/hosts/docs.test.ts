import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HostProblem } from '../../../engine/hosts/lambda/host-error.ts'
import type { EngineGauge, EngineMetric } from '../../../engine/hosts/lambda/metrics.ts'
import type { RunError } from '../../../engine/run/index.ts'

const PAGE = readFileSync(new URL('../../../docs/lambda.md', import.meta.url), 'utf8')

const CODES: Readonly<Record<HostProblem['code'] | Exclude<RunError['code'], 'NO_RECORDS_IN_INTERVAL'>, true>> = {
  EVENT_INVALID: true,
  OPERATION_UNKNOWN: true,
  STACK_REQUEST_INVALID: true,
  STACK_ADDRESS_REFUSED: true,
  STACK_UNREACHABLE: true,
  DECLARED_ELSEWHERE: true,
  ENVIRONMENT_INVALID: true,
  FUNCTION_ARN_INVALID: true,
  DETECTOR_NOT_FOR_AWS: true,
  TIME_SHORT: true,
  MAP_MISSING: true,
  MAP_NOT_STARTED: true,
  BACKTEST_JUDGED_NOTHING: true,
  BACKTEST_LIMIT_EXCEEDED: true,
  BACKTEST_TOO_SHORT: true,
  NO_USABLE_RECORDS: true,
  DETECTOR_UNKNOWN: true,
  DATASET_MISSING: true,
  DETECTOR_INVALID: true,
  DETECTOR_OF_OTHERS: true,
  NO_CONTINUOUS_SOURCE: true,
  SPEC_REPLACED: true,
  STATUS_CONFLICT: true,
}

const METRICS: Readonly<Record<EngineGauge | EngineMetric, true>> = {
  IntervalsBehind: true,
  IntervalsWithoutData: true,
  RecordsRejected: true,
  ActivationFailed: true,
  ExecutionsStarted: true,
  ExecutionsSucceeded: true,
  ExecutionsFailed: true,
  Delivered: true,
  Undelivered: true,
}

describe('docs/lambda.md', () => {
  it.each([...Object.keys(CODES), ...Object.keys(METRICS)])('has a row for %s', (name) => {
    expect(PAGE).toMatch(new RegExp(`^\\| \`${name}\` `, 'm'))
  })
})
