import type { EnginePlace, PolicyErrorCode } from '../policies/index.ts'

/** A place that stands for any, to check what does not depend on it. */
export const SOMEWHERE: EnginePlace = {
  partition: 'aws',
  region: 'us-east-1',
  account: '000000000000',
  engine: 'any',
  stateBucket: 'any',
}

/** Errors that follow from the region of an engine, and from its account: somewhere else they may not be there. */
export const OF_REGION: readonly PolicyErrorCode[] = ['ARN_PARTITION', 'REGION_ELSEWHERE']
export const OF_ACCOUNT: readonly PolicyErrorCode[] = ['ACCOUNT_ELSEWHERE', 'SECRET_KEY_MISSING']
