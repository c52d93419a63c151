import { randomUUID } from 'node:crypto'
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseAddress } from '../../engine/sources/relational/database-address.ts'
import { databaseCredentials } from '../../engine/sources/relational/database-credentials.ts'
import type { DatabaseServer } from '../../engine/sources/relational/database-server.ts'
import type { RdsSource } from '../../spec/detector.generated.ts'
import { resolveSource } from '../../spec/resolve-source.ts'
import type { ResolvedDatabase } from '../../spec/index.ts'
import { credentialsOf, recordCalls, type RecordedIdentity } from '../recording/record.ts'
import { awsOptions } from './aws.ts'

recordCalls(import.meta.filename)

const admin = new RDSClient(awsOptions())
const secrets = new SecretsManagerClient(awsOptions())
const instance = `shop-${randomUUID().slice(0, 8)}`
const cluster = `shops-${randomUUID().slice(0, 8)}`
const secret = `AmazonLookoutMetrics-${randomUUID()}`
let secretArn: string

beforeAll(async () => {
  const common = { MasterUsername: 'owner', MasterUserPassword: 'not used here' }
  await admin.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: instance,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      Port: 5433,
      AllocatedStorage: 20,
      ...common,
    }),
  )
  await admin.send(
    new CreateDBClusterCommand({ DBClusterIdentifier: cluster, Engine: 'aurora-mysql', Port: 3307, ...common }),
  )
  const { ARN } = await secrets.send(
    new CreateSecretCommand({ Name: secret, SecretString: JSON.stringify({ username: 'reader', password: 'pw' }) }),
  )
  secretArn = ARN!
})
afterAll(() => {
  admin.destroy()
  secrets.destroy()
})

const EXACT = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonLookoutMetrics-shop-a1B2c3'

function server(source: Partial<RdsSource>, role: RecordedIdentity['role']): DatabaseServer {
  const names =
    role === 'dataset in Aurora'
      ? { [EXACT]: secretArn, shop: cluster }
      : { 'AmazonLookoutMetrics-shop': secret, shop: instance }
  return {
    source: resolveSource({
      rds: { engine: 'postgres', database: 'shop', table: 'orders', secret, ...source },
    }) as ResolvedDatabase,
    context: {
      baseDir: '.',
      aws: awsOptions(credentialsOf({ role, names })),
    },
    place: 'postgres://shop/shop/orders',
  }
}

describe('databaseAddress', () => {
  it('asks RDS for the endpoint of an instance', async () => {
    const { host, port } = await databaseAddress(server({ instance }, 'dataset in RDS'), 5432)
    expect([host.startsWith(`${instance}.`), port]).toEqual([true, 5433])
  })

  it('asks RDS for the reader of a cluster', async () => {
    const { host, port } = await databaseAddress(server({ cluster, secret: secretArn }, 'dataset in Aurora'), 3306)
    expect([host, port]).toEqual([expect.stringMatching(new RegExp(`^${cluster}\\.cluster-ro-`)), 3307])
  })

  it('takes the port of the spec', async () => {
    expect((await databaseAddress(server({ instance, port: 6000 }, 'dataset in RDS'), 5432)).port).toBe(6000)
  })

  it.each(['instance', 'cluster'] as const)('says that there is no such %s', async (what) => {
    const unrecorded = { accessKeyId: 'unrecorded', secretAccessKey: 'test' }
    const missing = server({ [what]: 'no-such-database' }, 'dataset in RDS')
    const context = { ...missing.context, aws: awsOptions(unrecorded) }
    await expect(databaseAddress({ ...missing, context }, 5432)).rejects.toMatchObject({
      code: 'DATABASE_NOT_FOUND',
      trouble: { what, identifier: 'no-such-database' },
    })
  })
})

describe('databaseCredentials', () => {
  it('reads a secret once, by name or ARN, and again when it is told to', async () => {
    expect(await databaseCredentials(server({ instance }, 'dataset in RDS'))(false)).toEqual({
      user: 'reader',
      password: 'pw',
    })
    const ask = databaseCredentials(server({ cluster, secret: secretArn }, 'dataset in Aurora'))
    const known = ask(false)
    expect(ask(false)).toBe(known)
    expect(ask(true)).not.toBe(known)
    expect(await ask(false)).toEqual({ user: 'reader', password: 'pw' })
  })

  it.each([
    ['nothing-like-the-prefix', undefined, 'does not begin with "AmazonLookoutMetrics-"'],
    ['AmazonLookoutMetrics-none', undefined, 'there is no such secret'],
    ['AmazonLookoutMetrics-text', 'geheim', 'it is not JSON'],
    ['AmazonLookoutMetrics-list', '[]', 'it has no `username`'],
    ['AmazonLookoutMetrics-user', '{"username":"reader"}', 'it has no `password`'],
  ])('says what is wrong with the secret %s, and not what is in it', async (name, text, reason) => {
    const own = text === undefined ? name : `${name}-${randomUUID()}`
    if (text !== undefined) await secrets.send(new CreateSecretCommand({ Name: own, SecretString: text }))
    const unrecorded = { accessKeyId: 'unrecorded', secretAccessKey: 'test' }
    const broken = server({ instance, secret: own }, 'dataset in RDS')
    const context = { ...broken.context, aws: awsOptions(unrecorded) }
    const error: unknown = await databaseCredentials({ ...broken, context })(false).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'SECRET_UNUSABLE',
      trouble: { reason: expect.stringContaining(reason) as string },
    })
    expect(String(error)).not.toContain('geheim')
  })
})
