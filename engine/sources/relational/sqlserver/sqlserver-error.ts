import { SourceError } from '../../source-error.ts'
import { connectionError } from '../connection-error.ts'
import type { QueryMoment } from '../query-moment.ts'

/**
 * What an error of SQL Server, or of the way there, means to the person who wrote the spec.
 *
 * @see https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors
 */
export function sqlserverError(error: unknown, moment: QueryMoment): SourceError {
  if (error instanceof SourceError) return error
  const { place, user, timeoutSeconds, connected } = moment
  const reason = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  switch (numberOf(error)) {
    case 4060: // cannot open the database
    case 911: // no such database
      return new SourceError('DATABASE_MISSING', place, { reason }, cause)
    case 18456: // login failed
    case 18486: // locked out
    case 18487: // password expired
    case 18488: // password must be changed
      return new SourceError('SIGN_IN_FAILED', place, { reason }, cause)
    case 208: // invalid object name
      return new SourceError('TABLE_MISSING', place, { reason }, cause)
    case 229: // on an object
    case 230: // on a column
    case 916: // on the database
      return new SourceError(
        'PERMISSION_DENIED',
        place,
        { what: `it: GRANT SELECT on the table to ${user}`, reason },
        cause,
      )
    case 1222: // lock timeout
      return new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds }, cause)
    case 10_928: // workers
    case 10_929: // resources
    case 40_501: // busy
    case 49_918: // not enough resources
    case 17_809: // connections
      return new SourceError('THROTTLED', place, { reason }, cause)
    case 1205: // deadlock
    case 6005: // shutdown
    case 10_053: // transport
    case 10_054: // reset by peer
      return new SourceError('CONNECTION_LOST', place, { reason }, cause)
    case 18_401: // in script upgrade mode
    case 40_613: // not available
      return new SourceError('UNREACHABLE', place, { reason }, cause)
  }
  // A connection that fails has the code ESOCKET, and below it what the network said.
  const below = error instanceof Error && error.cause !== undefined ? connectionError(error.cause, moment) : undefined
  if (below !== undefined) return below
  switch (codeOf(error)) {
    case 'ELOGIN':
      return new SourceError('SIGN_IN_FAILED', place, { reason }, cause)
    case 'ETIMEOUT':
    case 'ECANCEL':
      return connected
        ? new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds }, cause)
        : new SourceError('UNREACHABLE', place, { reason }, cause)
    case 'EENCRYPT':
      return new SourceError('TLS_FAILED', place, { reason }, cause)
    case 'ESOCKET':
    case 'ECONNCLOSED':
      return new SourceError(connected ? 'CONNECTION_LOST' : 'UNREACHABLE', place, { reason }, cause)
  }
  return connectionError(error, moment) ?? new SourceError('QUERY_FAILED', place, { reason }, cause)
}

function numberOf(error: unknown): number {
  return error instanceof Error && 'number' in error ? Number(error.number) : 0
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
