import { describe, expect, it } from 'vitest'
import { mysqlError } from '../../../../engine/sources/relational/mysql/mysql-error.ts'
import { postgresError } from '../../../../engine/sources/relational/postgres/postgres-error.ts'
import { sqlserverError } from '../../../../engine/sources/relational/sqlserver/sqlserver-error.ts'

const MOMENT = { place: 'db://here', user: 'reader', timeoutSeconds: 5, connected: true }

/** An error as drivers throw it. */
function thrown(fields: object, cause?: unknown): Error {
  return Object.assign(new Error('as the server says', cause === undefined ? {} : { cause }), fields)
}

// https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html and MariaDB's list, read 2026-11-28. The ones that MariaDB
// was brought to say are in test/cloud/source-mariadb.test.ts.
describe('mysqlError', () => {
  it.each([
    [1045, 'SIGN_IN_FAILED'],
    [1049, 'DATABASE_MISSING'],
    [1146, 'TABLE_MISSING'],
    [1142, 'PERMISSION_DENIED'],
    [1143, 'PERMISSION_DENIED'],
    [1044, 'PERMISSION_DENIED'],
    [3024, 'QUERY_TIMEOUT'],
    [1969, 'QUERY_TIMEOUT'],
    [1205, 'QUERY_TIMEOUT'],
    [1040, 'THROTTLED'],
    [1203, 'THROTTLED'],
    [1226, 'THROTTLED'],
    [1053, 'CONNECTION_LOST'],
    [1213, 'CONNECTION_LOST'],
    [1927, 'CONNECTION_LOST'],
    [1064, 'QUERY_FAILED'],
  ])('takes %i for %s', (errno, code) => {
    expect(mysqlError(thrown({ errno, code: 'ER_ANY' }), MOMENT)).toMatchObject({ code, place: MOMENT.place })
  })

  it('tells a connection that broke from one that was never made', () => {
    const error = thrown({ code: 'PROTOCOL_CONNECTION_LOST' })
    expect(mysqlError(error, MOMENT).code).toBe('CONNECTION_LOST')
    expect(mysqlError(error, { ...MOMENT, connected: false }).code).toBe('UNREACHABLE')
  })
})

// https://www.postgresql.org/docs/current/errcodes-appendix.html, read 2026-11-28
describe('postgresError', () => {
  it.each([
    ['28P01', 'SIGN_IN_FAILED'],
    ['3D000', 'DATABASE_MISSING'],
    ['42P01', 'TABLE_MISSING'],
    ['42501', 'PERMISSION_DENIED'],
    ['57014', 'QUERY_TIMEOUT'],
    ['53300', 'THROTTLED'],
    ['57P01', 'CONNECTION_LOST'],
    ['08006', 'CONNECTION_LOST'],
    ['57P03', 'UNREACHABLE'],
    ['22012', 'QUERY_FAILED'],
  ])('takes %s for %s', (sqlstate, code) => {
    expect(postgresError(thrown({ code: sqlstate }), MOMENT).code).toBe(code)
  })
})

// https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors, from memory: there is
// no SQL Server here that would say them.
describe('sqlserverError', () => {
  it.each([
    [18_456, 'SIGN_IN_FAILED'],
    [4060, 'DATABASE_MISSING'],
    [208, 'TABLE_MISSING'],
    [229, 'PERMISSION_DENIED'],
    [1222, 'QUERY_TIMEOUT'],
    [10_928, 'THROTTLED'],
    [1205, 'CONNECTION_LOST'],
    [8115, 'QUERY_FAILED'],
  ])('takes %i for %s', (number, code) => {
    expect(sqlserverError(thrown({ number, code: 'EREQUEST' }), MOMENT).code).toBe(code)
  })

  it('tells a query that takes too long from a server that does not answer', () => {
    const error = thrown({ code: 'ETIMEOUT' })
    expect(sqlserverError(error, MOMENT).code).toBe('QUERY_TIMEOUT')
    expect(sqlserverError(error, { ...MOMENT, connected: false }).code).toBe('UNREACHABLE')
  })

  it('looks at what the network says below', () => {
    const error = thrown({ code: 'ESOCKET' }, thrown({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }))
    expect(sqlserverError(error, { ...MOMENT, connected: false }).code).toBe('TLS_FAILED')
  })
})
