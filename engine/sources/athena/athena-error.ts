import { LONGEST_REASON } from '../error-words.ts'
import { deniedAction } from '../denied-action.ts'
import { SourceError, type SourceErrorCode, type SourceTroubles } from '../source-error.ts'

/** A query that Athena has refused or given up. */
export interface AthenaFailure {
  /** What Athena says. */
  readonly reason: string
  /** Whether Athena says that it may be run again as it is. */
  readonly retryable?: boolean
}

/**
 * What a refusal of Athena means to the person who wrote the spec.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/error-reference.html
 */
export function athenaError(
  { reason: told, retryable = false }: AthenaFailure,
  { place, workgroup }: { readonly place: string; readonly workgroup: string },
  cause?: unknown,
): SourceError {
  const reason = told.slice(0, LONGEST_REASON)
  const error = <C extends SourceErrorCode>(code: C, trouble: SourceTroubles[C]): SourceError =>
    new SourceError(code, place, trouble, cause === undefined ? {} : { cause })
  if (/work ?group .*not (found|exist)/i.test(reason)) {
    return error('DATABASE_NOT_FOUND', { what: 'workgroup', identifier: workgroup })
  }
  if (/Lake ?Formation/i.test(reason)) {
    return error('PERMISSION_DENIED', { what: 'the role to SELECT from the table, in Lake Formation', reason })
  }
  if (/access ?denied|not authorized to perform|insufficient permissions|PERMISSION_DENIED/i.test(reason)) {
    const what = deniedAction(
      reason,
      'glue:GetTable and glue:GetPartitions on the table, s3 on its data and the results',
    )
    return error('PERMISSION_DENIED', { what, reason })
  }
  if (/^(SCHEMA|CATALOG)_NOT_FOUND|(schema|database|catalog) \S+ (does not exist|not found)/i.test(reason)) {
    return error('DATABASE_MISSING', { reason })
  }
  if (/^TABLE_NOT_FOUND|table \S+ (does not exist|not found)/i.test(reason)) return error('TABLE_MISSING', { reason })
  if (/output (location|bucket)|results? (location|bucket)/i.test(reason)) {
    return error('QUERY_FAILED', {
      reason: `${reason.replace(/\.$/, '')}; give \`results\`, or the workgroup a folder of results in this region`,
    })
  }
  if (retryable || /exhausted resources|throttl|rate exceeded|slow ?down|too many requests/i.test(reason)) {
    return error('THROTTLED', { reason })
  }
  return error('QUERY_FAILED', { reason: reason.replace(/\.$/, '') })
}
