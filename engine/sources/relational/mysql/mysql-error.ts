import { SourceError } from '../../source-error.ts'
import { connectionError } from '../connection-error.ts'
import type { QueryMoment } from '../query-moment.ts'

/**
 * What an error of MySQL or MariaDB, or of the way there, means to the person who wrote the spec.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html
 * @see https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference
 */
export function mysqlError(error: unknown, moment: QueryMoment): SourceError {
  if (error instanceof SourceError) return error
  const { place, user, timeoutSeconds, connected } = moment
  const reason = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  switch (numberOf(error)) {
    case 1045: // access denied
    case 1698: // access denied without a password
    case 1862: // password expired
    case 3118: // account locked, MySQL
    case 4151: // account locked, MariaDB
      return new SourceError('SIGN_IN_FAILED', place, { reason }, cause)
    case 1049:
      return new SourceError('DATABASE_MISSING', place, { reason }, cause)
    case 1146:
      return new SourceError('TABLE_MISSING', place, { reason }, cause)
    case 1044: // database
    case 1142: // table
    case 1143: // column
    case 1227: // a privilege
      return new SourceError(
        'PERMISSION_DENIED',
        place,
        { what: `it: GRANT SELECT on the table to '${user}'; or correct its name, if there is no such table`, reason },
        cause,
      )
    case 1205: // lock wait, of a row or a table
    case 1969: // max_statement_time, MariaDB
    case 3024: // max_execution_time, MySQL
    case 3572: // lock with NOWAIT
      return new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds }, cause)
    case 1040: // too many connections
    case 1203: // of this user
    case 1226: // a limit of this user
      return new SourceError('THROTTLED', place, { reason }, cause)
    case 1129: // the host is blocked after many errors
    case 1130: // the host may not connect
      return new SourceError('UNREACHABLE', place, { reason }, cause)
    case 1053: // shutdown
    case 1213: // deadlock
    case 1317: // the query was killed
    case 1927: // the connection was killed, MariaDB
    case 3169: // the session was killed, MySQL
    case 4031: // disconnected by the server
      return new SourceError('CONNECTION_LOST', place, { reason }, cause)
  }
  if (error instanceof Error && 'code' in error && error.code === 'PROTOCOL_CONNECTION_LOST') {
    return new SourceError(connected ? 'CONNECTION_LOST' : 'UNREACHABLE', place, { reason }, cause)
  }
  return connectionError(error, moment) ?? new SourceError('QUERY_FAILED', place, { reason }, cause)
}

function numberOf(error: unknown): number {
  return error instanceof Error && 'errno' in error ? Number(error.errno) : 0
}
