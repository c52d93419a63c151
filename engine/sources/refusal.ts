import { REFUSED } from '../formats/index.ts'

/** Why a dictionary refused a value. @param code - below 0, one of `REFUSED` */
export function refusalOf(code: number): (typeof REFUSALS)[keyof typeof REFUSALS] {
  return REFUSALS[code as keyof typeof REFUSALS]
}

const REFUSALS = {
  [REFUSED.encoding]: 'INVALID_ENCODING',
  [REFUSED.length]: 'DIMENSION_TOO_LONG',
  [REFUSED.full]: 'DIMENSION_VALUES_OVER_LIMIT',
} as const
