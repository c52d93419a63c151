import { describe, expect, it } from 'vitest'
import { redshiftError } from '../../../../engine/sources/redshift/redshift-error.ts'

const source = {
  target: { kind: 'cluster', identifier: 'warehouse' },
  credentials: { kind: 'secret', secret: 'AmazonLookoutMetrics-shop', prefix: 'AmazonLookoutMetrics-', key: null },
  timeoutSeconds: 300,
} as const
const MOMENT = { place: 'redshift://warehouse/dev/orders', source }

describe('redshiftError', () => {
  // The words of Redshift and of its Data API.
  it.each([
    ['ERROR: relation "public.orders" does not exist', 'TABLE_MISSING'],
    ['ERROR: relation "cluster workgroup secret" does not exist', 'TABLE_MISSING'],
    ['ERROR: schema "sales" does not exist', 'TABLE_MISSING'],
    ['ERROR: column "amount" does not exist in orders', 'QUERY_FAILED'],
    ['ERROR: column "a" of relation "orders" does not exist', 'QUERY_FAILED'],
    ['ERROR: permission denied for relation orders', 'PERMISSION_DENIED'],
    ['ERROR: permission denied for schema sales', 'PERMISSION_DENIED'],
    ['ERROR: Insufficient privileges', 'PERMISSION_DENIED'],
    ['FATAL: database "dev" does not exist', 'DATABASE_MISSING'],
    ['FATAL: password authentication failed for user "reader"', 'SIGN_IN_FAILED'],
    ['FATAL: user "IAMR:reader" does not exist', 'SIGN_IN_FAILED'],
    ["Redshift endpoint doesn't exist in this region.", 'DATABASE_NOT_FOUND'],
    ['Cluster warehouse not found.', 'DATABASE_NOT_FOUND'],
    ["Secrets Manager can't find the specified secret.", 'SECRET_UNUSABLE'],
    ["ERROR: Query (1284) cancelled on user's request", 'QUERY_TIMEOUT'],
    ['ERROR: canceling statement due to statement timeout', 'QUERY_TIMEOUT'],
    ['FATAL: terminating connection due to administrator command', 'CONNECTION_LOST'],
    ['FATAL: too many connections for user "reader"', 'THROTTLED'],
    ['ERROR: Disk Full', 'QUERY_FAILED'],
  ])('takes "%s" for %s', (reason, code) => {
    expect(redshiftError(reason, MOMENT)).toMatchObject({ code, place: MOMENT.place })
  })

  it('names the action that a role lacks', () => {
    const reason =
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: secretsmanager:GetSecretValue on resource: AmazonLookoutMetrics-shop'
    expect(redshiftError(reason, MOMENT)).toMatchObject({
      code: 'PERMISSION_DENIED',
      trouble: { what: 'secretsmanager:GetSecretValue' },
    })
  })
})
