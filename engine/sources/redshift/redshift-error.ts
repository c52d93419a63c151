import { LONGEST_REASON } from '../error-words.ts'
import type { ResolvedRedshift } from '../../../spec/index.ts'
import { deniedAction } from '../denied-action.ts'
import { SourceError, type SourceErrorCode, type SourceTroubles } from '../source-error.ts'

/** What a refusal was about. */
export interface RedshiftMoment {
  readonly place: string
  readonly source: Pick<ResolvedRedshift, 'target' | 'credentials' | 'timeoutSeconds'>
}

/**
 * What a text of Redshift, or of its Data API about Redshift, means to the person who wrote the spec. The texts are those of PostgreSQL, and
 * the only thing that tells one trouble from another.
 */
export function redshiftError(told: string, { place, source }: RedshiftMoment, cause?: unknown): SourceError {
  const reason = told.slice(0, LONGEST_REASON)
  const error = <C extends SourceErrorCode>(code: C, trouble: SourceTroubles[C]): SourceError =>
    new SourceError(code, place, trouble, cause === undefined ? {} : { cause })
  const { target, credentials, timeoutSeconds } = source
  if (/(?<!of )\b(relation|schema) .*(does not exist|not found)/i.test(reason))
    return error('TABLE_MISSING', { reason })
  if (/endpoint doesn't exist|(cluster|workgroup)\b.* (not found|does not exist|doesn't exist)/i.test(reason)) {
    const identifier = target.kind === 'cluster' ? target.identifier : target.arn
    return error('DATABASE_NOT_FOUND', { what: target.kind, identifier })
  }
  if (credentials.kind === 'secret' && /secrets? ?manager|\bsecret\b/i.test(reason) && !/authorized/i.test(reason)) {
    return error('SECRET_UNUSABLE', { secret: credentials.secret, reason: withoutStop(reason) })
  }
  if (/not authorized to perform/i.test(reason)) {
    return error('PERMISSION_DENIED', { what: deniedAction(reason, 'redshift-data:ExecuteStatement'), reason })
  }
  if (/permission denied|insufficient privileges/i.test(reason)) {
    return error('PERMISSION_DENIED', {
      what: 'it: GRANT SELECT on the table, and USAGE on its schema, to the database user',
      reason,
    })
  }
  if (/database "[^"]*" does not exist/i.test(reason)) return error('DATABASE_MISSING', { reason })
  if (/authentication failed|(user|role) "[^"]*" does not exist/i.test(reason)) {
    return error('SIGN_IN_FAILED', { reason: withoutStop(reason) })
  }
  if (/cancell?ed on user|statement timeout|query timeout/i.test(reason)) {
    return error('QUERY_TIMEOUT', { seconds: timeoutSeconds })
  }
  if (/connection .*(closed|lost|reset|refused|terminated)|terminating connection/i.test(reason)) {
    return error('CONNECTION_LOST', { reason: withoutStop(reason) })
  }
  if (/throttl|rate exceeded|too many (connections|requests)/i.test(reason)) return error('THROTTLED', { reason })
  return error('QUERY_FAILED', { reason: withoutStop(reason) })
}

function withoutStop(reason: string): string {
  return reason.replace(/\.$/, '')
}
