import { SourceError } from '../../source-error.ts'
import { connectionError } from '../connection-error.ts'
import type { QueryMoment } from '../query-moment.ts'

/**
 * What an error of PostgreSQL, or of the way there, means to the person who wrote the spec.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function postgresError(error: unknown, moment: QueryMoment): SourceError {
  if (error instanceof SourceError) return error
  const { place, user, timeoutSeconds } = moment
  const code = codeOf(error)
  const reason = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  switch (code) {
    case '28000':
    case '28P01':
      return new SourceError('SIGN_IN_FAILED', place, { reason }, cause)
    case '3D000':
      return new SourceError('DATABASE_MISSING', place, { reason }, cause)
    case '42P01':
    case '3F000':
      return new SourceError('TABLE_MISSING', place, { reason }, cause)
    case '42501':
      return new SourceError(
        'PERMISSION_DENIED',
        place,
        { what: `it: GRANT SELECT on the table, and USAGE on its schema, to ${user}`, reason },
        cause,
      )
    case '57014':
    case '55P03':
      return new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds }, cause)
    case '53300':
    case '53400':
      return new SourceError('THROTTLED', place, { reason }, cause)
    case '57P01':
    case '57P02':
      return new SourceError('CONNECTION_LOST', place, { reason }, cause)
    case '57P03':
      return new SourceError('UNREACHABLE', place, { reason }, cause)
  }
  if (code.startsWith('08')) return new SourceError('CONNECTION_LOST', place, { reason }, cause)
  return connectionError(error, moment) ?? new SourceError('QUERY_FAILED', place, { reason }, cause)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
