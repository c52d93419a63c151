import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inspectData } from '../../engine/sources/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { check, plain, readInterval } from '../engine/sources/read-table.ts'
import { describeTableSource } from '../engine/sources/table-contract.ts'
import type { TableWorld, TestRow, TestTable } from '../engine/sources/table-world.ts'
import { recordCalls, UNRECORDED } from '../recording/record.ts'
import { AwsFault } from './query-services/aws-json-server.ts'
import type { RedshiftDataStub } from './query-services/redshift-data-stub.ts'
import { redshiftOptions, redshiftSpec, redshiftWorld } from './query-services/redshift-world.ts'

recordCalls(import.meta.filename)

describeTableSource('a source in Redshift (a stub of its Data API, with PostgreSQL behind it)', redshiftWorld, {
  'lost connection': 'the client takes up what was cut by itself; that has tests of its own',
})

const START = Date.UTC(2026, 5, 1, 10)
const GRID = intervalGrid('PT1H', 'UTC')
const COLUMNS = { at: 'local-time', country: 'dimension', amount: 'decimal', items: 'integer' } as const
const WORKGROUP = 'arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/a1b2c3d4-0000-4000-8000-000000000000'
const SECRET = 'AmazonLookoutMetrics-shop'
const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${SECRET}-a1B2c3`

/** A busy machine takes its time. */
const PATIENT = { timeout: 30_000 }

describe('a source in Redshift', () => {
  let world: TableWorld & { readonly stub: RedshiftDataStub }
  let stub: RedshiftDataStub
  beforeAll(async () => {
    world = await redshiftWorld()
    stub = world.stub
  })
  afterEach(() => stub.calm())
  afterAll(() => world.stop())

  async function shop(rows: readonly TestRow[] = [row('10:30:00')]): Promise<TestTable> {
    const table = await world.makeTable(COLUMNS)
    await table.put(rows)
    return table
  }

  const callsOf = (operation: string) => stub.calls.filter((call) => call.operation === operation)
  const lastId = () => callsOf('DescribeStatement').at(-1)!.input['Id']
  const waiting = () => stub.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'`)

  it.each([
    [
      'a secret by its ARN',
      'dataset in Redshift, secret',
      { secret: SECRET_ARN },
      { ClusterIdentifier: 'shop', SecretArn: SECRET_ARN },
    ],
    [
      'a database user',
      'dataset in Redshift, database user',
      { user: 'reader' },
      { ClusterIdentifier: 'shop', DbUser: 'reader' },
    ],
    ['the identity of the role', 'dataset in Redshift, identity of the role', {}, { ClusterIdentifier: 'shop' }],
    [
      'the identity of the role, serverless',
      'dataset in Redshift Serverless',
      { cluster: undefined, workgroup: WORKGROUP },
      { WorkgroupName: WORKGROUP },
    ],
  ] as const)('signs in with %s', async (_, role, more, sent) => {
    const table = await shop()
    const source = redshiftSpec(nameOf(table), { user: undefined, ...more })
    const aws = redshiftOptions(stub, role)
    expect((await readInterval({ ...world, context: { aws } }, { source }, START)).report.used).toBe(1)
    const {
      Sql: _sql,
      Parameters: _parameters,
      ClientToken: token,
      ...input
    } = callsOf('ExecuteStatement').at(-1)!.input
    expect(input).toEqual({ ...sent, Database: 'shop' })
    expect(token).toMatch(/^[0-9a-f-]{36}$/)
    await stopsWhenAborted(aws, source, nameOf(table))
  })

  async function stopsWhenAborted(aws: ReturnType<typeof redshiftOptions>, source: TestTable['source'], name: string) {
    await stub.run(`begin; lock table ${name} in access exclusive mode`)
    try {
      const controller = new AbortController()
      const { signal } = controller
      const reading = readInterval({ ...world, context: { aws } }, { source }, START, GRID, { signal })
      reading.catch(() => {}) // awaited below
      await expect.poll(waiting, PATIENT).not.toEqual([])
      // The statement that waits is asked for.
      const asked = callsOf('DescribeStatement').length
      await expect.poll(() => callsOf('DescribeStatement').length, PATIENT).toBeGreaterThan(asked)
      controller.abort(new Error('enough'))
      await expect(reading).rejects.toThrow('enough')
      expect(callsOf('CancelStatement').at(-1)!.input).toEqual({ Id: lastId() })
      // The stub asks PostgreSQL to end it, as Redshift would be asked.
      await expect.poll(waiting, PATIENT).toEqual([])
    } finally {
      await stub.run('rollback')
    }
  }

  it('takes the name of a secret, and refuses one with another beginning before it asks', async () => {
    const table = await shop()
    const named = redshiftSpec(nameOf(table), { user: undefined, secret: SECRET })
    const aws = redshiftOptions(stub, 'dataset in Redshift, secret')
    await readInterval({ ...world, context: { aws } }, { source: named }, START)
    expect(callsOf('ExecuteStatement').at(-1)!.input).toMatchObject({ SecretArn: SECRET })
    const asked = stub.calls.length
    const other = redshiftSpec(nameOf(table), { user: undefined, secret: 'payroll' })
    await expect(readInterval(world, { source: other }, START)).rejects.toMatchObject({ code: 'SECRET_UNUSABLE' })
    expect(stub.calls.length).toBe(asked)
  })

  it('cancels a statement that takes too long', async () => {
    const { source, end } = await world.slow!(await shop())
    await expect(readInterval(world, { source }, START)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' })
    expect(callsOf('CancelStatement').at(-1)!.input).toEqual({ Id: lastId() })
    await expect.poll(waiting, PATIENT).toEqual([])
    await end()
  })

  it('starts a statement once, although the answer to its start was lost', async () => {
    const table = await shop()
    const started = callsOf('ExecuteStatement').length
    stub.trouble('ExecuteStatement', 'cut in the answer')
    expect((await readInterval(world, table, START)).report.used).toBe(1)
    const tokens = callsOf('ExecuteStatement').slice(started)
    expect(tokens.length).toBe(3)
    expect(new Set(tokens.map(({ input }) => input['ClientToken'])).size).toBe(2)
    expect(stub.statements.filter((sql) => sql.includes(`"${nameOf(table)}"`)).length).toBe(2)
  })

  it('takes up a result that was cut in the middle, and counts nothing twice', async () => {
    const table = await shop(
      Array.from({ length: 2_500 }, (_, n) => ({ ...row('10:00:00'), country: `c${n % 1_500}`, amount: n })),
    )
    const expected = plain(await readInterval(world, table, START))
    stub.trouble('GetStatementResult', 'cut in the answer', 2)
    expect(plain(await readInterval(world, table, START))).toEqual(expected)
    expect(expected.report.used).toBe(2_500)
  })

  it.each([
    ['the database is not there', 'DATABASE_MISSING', { database: 'no_such_database' }],
    ['the schema is not there', 'TABLE_MISSING', { schema: 'no_such_schema' }],
    ['the cluster is not there', 'DATABASE_NOT_FOUND', { cluster: 'other' }],
    ['the secret is not there', 'SECRET_UNUSABLE', { secret: `${SECRET}-missing`, user: undefined }],
  ])('says that %s', async (_, code, more) => {
    const table = await shop()
    const unrecorded = { ...redshiftOptions(stub), credentials: UNRECORDED }
    const source = redshiftSpec(nameOf(table), more)
    const reading = readInterval({ ...world, context: { aws: unrecorded } }, { source }, START)
    await expect(reading).rejects.toMatchObject({ code })
  })

  it('says that somebody has stopped it', async () => {
    const table = await shop()
    await stub.run(`begin; lock table ${nameOf(table)} in access exclusive mode`)
    const reading = readInterval(world, table, START)
    setTimeout(() => void stub.abortAll(), 200)
    await expect(reading).rejects.toThrow(/somebody has stopped it\. \[QUERY_FAILED\]$/)
    await stub.run('rollback')
  })

  it('is understood by crowsnest init', async () => {
    const table = await shop([row('10:30:00'), { ...row('11:30:00'), country: 'us' }, row('12:30:00')])
    const found = await inspectData(`redshift://shop/shop/public.${nameOf(table)}`, {
      baseDir: '.',
      specFile: 'spec.yaml',
      aws: { ...world.context.aws!, credentials: UNRECORDED },
    })
    expect(found.detector.dataset).toMatchObject({
      source: { redshift: { cluster: 'shop', database: 'shop', schema: 'public', table: nameOf(table) } },
      timestamp: { column: 'at' },
      dimensions: ['country'],
    })
  })

  it('says what a role lacks', async () => {
    const message =
      'User: arn:aws:sts::123456789012:assumed-role/reader/x is not authorized to perform: redshift:GetClusterCredentials on resource: arn:aws:redshift:us-east-1:123456789012:dbuser:shop/reader'
    stub.trouble('ExecuteStatement', new AwsFault('ValidationException', message))
    await expect(readInterval(world, await shop(), START)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      trouble: { what: 'redshift:GetClusterCredentials' },
    })
  })

  it('reads names and values that would break out of quotes', async () => {
    const hostile = [`a'b`, `x"; drop table t; --`, `:p1`, `?`, `$1`, `'); delete`, `\\`, `日本 🦩`, `select`]
    const dimension = hostile[1]!
    const table = await world.makeTable({ at: 'local-time', [dimension]: 'dimension', 'sum(":p1")': 'decimal' })
    await table.put(
      [...hostile, 'other', ''].map((value) => ({ at: '2026-06-01 10:00:00', [dimension]: value, 'sum(":p1")': 2 })),
    )
    const aggregate = await readInterval(
      world,
      {
        ...table,
        dimensions: [dimension],
        measures: [{ column: 'sum(":p1")', aggregation: 'SUM' }],
        // The Data API takes no parameter without a character.
        filters: { [dimension]: [...hostile, ''] },
      },
      START,
    )
    expect(aggregate.series.flat().toSorted()).toEqual([...hostile, ''].toSorted())
    expect(aggregate.report.used).toBe(hostile.length + 1)
  })

  it('gives booleans as words', async () => {
    await stub.run(`create table flags (at timestamp, country boolean, amount bigint, items real);
      insert into flags values ('2026-06-01 10:00:00', true, 900719925474099, 0.5), ('2026-06-01 10:00:00', false, 2, 1), ('2026-06-01 10:00:00', null, 4, 2);
      grant select on flags to reader`)
    const aggregate = await readInterval(world, { source: redshiftSpec('flags') }, START)
    expect(aggregate.series).toEqual([[''], ['false'], ['true']])
    expect(aggregate.report).toMatchObject({ used: 3, rejected: 0 })
  })

  it('warns of a table whose sort key does not begin with the timestamp', async () => {
    const table = await shop()
    const name = nameOf(table)
    expect((await check(world, table, START)).warnings).toMatchObject([
      { code: 'NO_SORT_KEY', message: expect.stringContaining(`ALTER TABLE "public"."${name}" ALTER SORTKEY ("at")`) },
    ])
    await stub.sortBy(name, 'country')
    expect((await check(world, table, START)).warnings).toMatchObject([
      { code: 'NO_SORT_KEY', message: expect.stringContaining('begins with "country"') },
    ])
    const sorted = await shop()
    await stub.sortBy(nameOf(sorted), 'at')
    expect((await check(world, sorted, START)).warnings).toEqual([])
    await stub.run(`create view ${name}_view as select * from ${name}; grant select on ${name}_view to reader`)
    expect((await check(world, { source: redshiftSpec(`${name}_view`) }, START)).warnings).toEqual([])
  })

  it('is looked at also where the sort key cannot be asked for', async () => {
    const table = await shop()
    await stub.run('revoke select on redshift.pg_attribute from reader')
    expect((await check(world, table, START)).warnings).toEqual([])
    await stub.run('grant select on redshift.pg_attribute to reader')
  })
})

function row(time: string): TestRow {
  return { at: `2026-06-01 ${time}`, country: 'de', amount: 1, items: 1 }
}

function nameOf({ source }: Pick<TestTable, 'source'>): string {
  return 'redshift' in source ? source.redshift.table : ''
}
