import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inspectData } from '../../engine/sources/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { check, plain, readHistory, readInterval } from '../engine/sources/read-table.ts'
import { describeTableSource } from '../engine/sources/table-contract.ts'
import type { TableWorld, TestRow, TestTable } from '../engine/sources/table-world.ts'
import { recordCalls, UNRECORDED } from '../recording/record.ts'
import type { AthenaStub } from './query-services/athena-stub.ts'
import { athenaSpec, athenaWorld } from './query-services/athena-world.ts'
import { AwsFault } from './query-services/aws-json-server.ts'

recordCalls(import.meta.filename)

describeTableSource('a source in Athena (a stub of its API, with DuckDB behind it)', athenaWorld, {
  'lost connection': 'the client takes up what was cut by itself; that has tests of its own',
})

const HOUR = 3_600_000
const START = Date.UTC(2026, 5, 1, 10)
const GRID = intervalGrid('PT1H', 'UTC')
const COLUMNS = { at: 'local-time', country: 'dimension', amount: 'decimal', items: 'integer' } as const

describe('a source in Athena', () => {
  let world: TableWorld & { readonly stub: AthenaStub }
  let stub: AthenaStub
  let folder: string
  beforeAll(async () => {
    world = await athenaWorld()
    stub = world.stub
    folder = mkdtempSync(join(tmpdir(), 'crowsnest-athena-'))
  })
  afterEach(() => {
    stub.calm()
    stub.hold = () => null
    stub.fail.clear()
  })
  afterAll(async () => {
    await world.stop()
    rmSync(folder, { recursive: true })
  })

  async function shop(rows: readonly TestRow[] = [row('10:30:00')]): Promise<TestTable> {
    const table = await world.makeTable(COLUMNS)
    await table.put(rows)
    return table
  }

  const callsOf = (operation: string) => stub.calls.filter((call) => call.operation === operation)
  const lastId = () => callsOf('GetQueryExecution').at(-1)!.input['QueryExecutionId']

  it('runs a query in its workgroup, catalog and database, with its results where the spec says', async () => {
    await readInterval(world, await shop(), START)
    expect(callsOf('StartQueryExecution').at(-1)!.input).toMatchObject({
      WorkGroup: 'crowsnest',
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'shop' },
      ResultConfiguration: { OutputLocation: 's3://metrics/results/' },
    })
  })

  it('stops a query that takes too long', async () => {
    stub.hold = () => ({ state: 'QUEUED', bytes: 0 })
    const table = withMore(await shop(), { timeout: 'PT1S' })
    await expect(readInterval(world, table, START)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' })
    expect(callsOf('StopQueryExecution').at(-1)!.input).toEqual({ QueryExecutionId: lastId() })
  })

  it('stops a query when it is told to end', async () => {
    stub.hold = () => ({ state: 'RUNNING', bytes: 0 })
    const stopped = callsOf('StopQueryExecution').length
    const controller = new AbortController()
    const reading = readInterval(world, await shop(), START, GRID, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 200)
    await expect(reading).rejects.toThrow('enough')
    expect(callsOf('StopQueryExecution').slice(stopped)).toMatchObject([{ input: { QueryExecutionId: lastId() } }])
  })

  it('stops a query that cannot be followed', async () => {
    stub.trouble('GetQueryExecution', new AwsFault('AccessDeniedException', 'not yours'))
    const stopped = callsOf('StopQueryExecution').length
    await expect(readInterval(world, await shop(), START)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      trouble: { what: 'athena:GetQueryExecution' },
    })
    expect(callsOf('StopQueryExecution').length).toBe(stopped + 1)
  })

  it('starts a query once, although the answer to its start was lost', async () => {
    const table = await shop()
    const started = callsOf('StartQueryExecution').length
    stub.trouble('StartQueryExecution', 'cut in the answer')
    expect((await readInterval(world, table, START)).report.used).toBe(1)
    const tokens = callsOf('StartQueryExecution')
      .slice(started)
      .map(({ input }) => input['ClientRequestToken'])
    expect(tokens.length).toBe(3)
    expect(new Set(tokens).size).toBe(2)
    expect(stub.executed.filter((sql) => sql.includes(`"${nameOf(table)}"`)).length).toBe(2)
  })

  it('takes up a result that was cut in the middle, and counts nothing twice', async () => {
    const table = await shop(
      Array.from({ length: 2_500 }, (_, n) => ({ ...row('10:00:00'), country: `c${n % 1_500}`, amount: n })),
    )
    const expected = plain(await readInterval(world, table, START))
    stub.trouble('GetQueryResults', 'cut in the answer', 2)
    expect(plain(await readInterval(world, table, START))).toEqual(expected)
    expect(expected.report.used).toBe(2_500)
  })

  it('asks again when it is told to wait, and reads', async () => {
    const table = await shop()
    stub.trouble('GetQueryResults', new AwsFault('TooManyRequestsException', 'Rate exceeded'), 2)
    expect((await readInterval(world, table, START)).report.used).toBe(1)
  })

  it('reads a history on after a query that may be run again, and counts nothing twice', async () => {
    const table = await shop([row('10:30:00'), row('19:30:00'), row('20:30:00')])
    const reason = 'Query exhausted resources at this scale factor'
    const end = START + 20 * HOUR
    let failed = false
    const onProgress = (done: number): void => {
      if (done !== 8) return
      failed = true
      stub.fail.set(nameOf(table), { reason, retryable: true })
      setTimeout(() => stub.fail.clear(), 300)
    }
    const history = await readHistory(world, table, GRID, { start: START, end }, { onProgress })
    expect([failed, history.report.used]).toEqual([true, 3])
  })

  it.each([
    ['the table is not there', 'TABLE_MISSING', { table: 'no_such_table' }],
    ['the database is not there', 'DATABASE_MISSING', { database: 'no_such_database' }],
    ['the workgroup is not there', 'DATABASE_NOT_FOUND', { workgroup: 'other' }],
    ['there is no place for results', 'QUERY_FAILED', { results: undefined }],
  ])('says that %s', async (_, code, more) => {
    const aws = { ...world.context.aws, credentials: UNRECORDED }
    const reading = readInterval({ ...world, context: { aws } }, withMore(await shop(), more), START)
    await expect(reading).rejects.toMatchObject({ code })
  })

  it('is understood by crowsnest init', async () => {
    const table = await shop([row('10:30:00'), { ...row('11:30:00'), country: 'us' }, row('12:30:00')])
    stub.hasResults = true
    const aws = { ...world.context.aws!, credentials: UNRECORDED }
    const found = await inspectData(`athena://crowsnest/shop/${nameOf(table)}`, {
      baseDir: '.',
      specFile: 'spec.yaml',
      aws,
    })
    stub.hasResults = false
    expect(found.detector.dataset).toMatchObject({
      source: { athena: { workgroup: 'crowsnest', database: 'shop', table: nameOf(table) } },
      timestamp: { column: 'at' },
      dimensions: ['country'],
    })
  })

  it('says why a query failed, and who has stopped one', async () => {
    const table = await shop()
    stub.fail.set(nameOf(table), { reason: 'HIVE_BAD_DATA: Error parsing field value.' })
    await expect(readInterval(world, table, START)).rejects.toThrow(
      /HIVE_BAD_DATA: Error parsing field value\. \[QUERY_FAILED\]$/,
    )
    stub.fail.set(nameOf(table), { reason: 'Query cancelled! : Bytes scanned limit was exceeded', state: 'CANCELLED' })
    await expect(readInterval(world, table, START)).rejects.toThrow(/Bytes scanned limit was exceeded/)
  })

  describe('with names and values that would break out of quotes', () => {
    const hostile = [`a'b`, `x"; DROP TABLE shop.t; --`, `?`, `:p1`, `'); DELETE`, `\\`, `日本 🦩`, `select`, `a?b"?"`]
    const long = `${"'".repeat(600)}end`

    it('reads the columns and values that are meant', async () => {
      const dimension = hostile[1]!
      const table = await world.makeTable({ at: 'local-time', [dimension]: 'dimension', 'sum("?")': 'decimal' })
      await table.put(
        [...hostile, 'other', ''].map((value) => ({ at: '2026-06-01 10:00:00', [dimension]: value, 'sum("?")': 2 })),
      )
      const aggregate = await readInterval(
        world,
        {
          ...table,
          dimensions: [dimension],
          measures: [{ column: 'sum("?")', aggregation: 'SUM' }],
          filters: { [dimension]: [...hostile, long, ''] },
        },
        START,
      )
      expect(aggregate.series.flat().toSorted()).toEqual([...hostile, ''].toSorted())
      expect(aggregate.report.used).toBe(hostile.length + 1)
    })
  })

  describe('with bytesPerQuery', () => {
    it('stops a query that has scanned more', async () => {
      stub.hold = () => ({ state: 'RUNNING', bytes: 20_000_000 })
      const table = withMore(await shop(), { bytesPerQuery: 10_000_000 })
      await expect(readInterval(world, table, START)).rejects.toMatchObject({
        code: 'SCAN_LIMIT_EXCEEDED',
        trouble: { bytes: 20_000_000, limit: 10_000_000 },
      })
      expect(callsOf('StopQueryExecution').at(-1)!.input).toEqual({ QueryExecutionId: lastId() })
    })

    it('lets one run that keeps to it', async () => {
      let looks = 0
      stub.hold = () => (looks++ < 3 ? { state: 'RUNNING', bytes: 10_000_000 } : null)
      const table = withMore(await shop(), { bytesPerQuery: 10_000_000 })
      expect((await readInterval(world, table, START)).report.used).toBe(1)
    })

    it('asks for fewer intervals of a history at once', async () => {
      const table = withMore(await shop([row('10:30:00'), row('15:30:00')]), { bytesPerQuery: 10_000_000 })
      // Each interval scans 3 MB, so that 3 intervals keep to the limit and 4 do not.
      stub.hold = (sql) => {
        const intervals = sql.split(' when "at" < ').length
        return intervals > 3 ? { state: 'RUNNING', bytes: intervals * 3_000_000 } : null
      }
      const executed = stub.executed.length
      const window = { start: START, end: START + 20 * HOUR }
      expect((await readHistory(world, table, GRID, window)).report.used).toBe(2)
      expect(stub.executed.length - executed).toBe(1 + 10)
    })
  })

  describe('of a partitioned table', () => {
    const partitions = { dt: 'yyyy-MM-dd', hr: 'HH' }
    const TEXTS = [`strftime("at", '%Y-%m-%d')`, `strftime("at", '%H')`, `{'dt': VARCHAR, 'hr': VARCHAR}`] as const
    beforeAll(async () => {
      await partitioned(stub, folder, 'texts', ...TEXTS)
      await partitioned(stub, folder, 'numbers', `"at"::DATE`, `hour("at")`, `{'dt': DATE, 'hr': INTEGER}`)
    })

    it.each(['texts', 'numbers'])('scans the partitions of its intervals alone: %s', async (name) => {
      const named = { source: athenaSpec(name, { partitions }) }
      const all = { source: athenaSpec(name) }
      const interval = await readInterval(world, named, START)
      expect(interval.report).toMatchObject({ used: 2, scannedBytes: 1_000 })
      expect(plain(interval)).toEqual(plain(await readInterval(world, all, START)))

      const window = { start: START, end: START + 30 * HOUR }
      const history = await readHistory(world, named, GRID, window)
      expect(history.report).toMatchObject({ used: 60, scannedBytes: 30_000 })
      expect(plain(history)).toEqual(plain(await readHistory(world, all, GRID, window)))
    })

    it('reads days from partitions of hours', async () => {
      const grid = intervalGrid('P1D', 'UTC')
      const day = await readInterval(world, { source: athenaSpec('texts', { partitions }) }, grid.start(START), grid)
      expect(day.report).toMatchObject({ used: 48, scannedBytes: 24_000 })
    })

    it('reads the partitions of its time zone', async () => {
      const dataset = { source: athenaSpec('texts', { partitions }), timezone: 'Asia/Tokyo' }
      const grid = intervalGrid('PT1H', 'Asia/Tokyo')
      // Ten o'clock in Tokyo; local times and partitions are of the same clock.
      const interval = await readInterval(world, dataset, Date.UTC(2026, 5, 1, 1), grid)
      expect([...interval.values(Date.UTC(2026, 5, 1, 1))!]).toEqual([10, 1, 10, 1])
      expect(interval.report).toMatchObject({ used: 2, scannedBytes: 1_000 })
    })

    it('says which partition column is not there, and which cannot hold its pattern', async () => {
      const missing = { source: athenaSpec('texts', { partitions: { DT: 'yyyy-MM-dd' } }) }
      await expect(readInterval(world, missing, START)).rejects.toMatchObject({
        code: 'COLUMN_MISSING',
        trouble: { column: 'DT', use: 'partition', suggestion: 'dt' },
      })
      const wrong = { source: athenaSpec('numbers', { partitions: { hr: 'yyyy-MM' } }) }
      await expect(readInterval(world, wrong, START)).rejects.toMatchObject({
        code: 'COLUMN_WRONG_TYPE',
        trouble: { column: 'hr', use: 'partition' },
      })
    })

    it.each([
      ['its partitions are named', 'texts', { partitions }, null],
      ['they are not named', 'texts', {}, /partitioned by dt and hr, and each query reads all/],
      [
        'others are named',
        'texts',
        { partitions: { country: 'HH', dt: 'yyyy-MM-dd' } },
        /names country, by which it is not/,
      ],
    ])('warns where need be when %s', async (_, name, more, warning) => {
      const { warnings, seen } = await check(world, { source: athenaSpec(name, more) }, START)
      if (warning === null)
        expect([warnings, seen.at(-1)]).toEqual([[], expect.stringMatching(/1000 bytes were scanned$/)])
      else expect(warnings[0]).toMatchObject({ code: 'NO_PARTITION', message: expect.stringMatching(warning) })
    })

    it('warns of a table without partitions, of one that it may not ask for, and not of Iceberg', async () => {
      const table = await shop()
      expect((await check(world, table, START)).warnings).toMatchObject([
        { code: 'NO_PARTITION', message: expect.stringMatching(/not a partitioned table/) },
      ])
      stub.fail.set(`${nameOf(table)}$partitions`, { reason: 'Insufficient permissions to execute the query.' })
      expect((await check(world, table, START)).warnings).toMatchObject([
        { code: 'NO_PARTITION', message: expect.stringMatching(/does not say/) },
      ])
      stub.fail.clear()
      await stub.run(`CREATE TABLE shop."${nameOf(table)}$partitions" (partition VARCHAR, record_count BIGINT)`)
      expect((await check(world, table, START)).warnings).toEqual([])
    })

    it('does not warn when the timestamp itself is the partition', async () => {
      const table = await shop()
      await stub.run(`CREATE TABLE shop."${nameOf(table)}$partitions" ("at" TIMESTAMP)`)
      expect((await check(world, table, START)).warnings).toEqual([])
    })
  })
})

function row(time: string): TestRow {
  return { at: `2026-06-01 ${time}`, country: 'de', amount: 1, items: 1 }
}

function nameOf({ source }: Pick<TestTable, 'source'>): string {
  return 'athena' in source ? source.athena.table : ''
}

/** The same table with more in its spec. */
function withMore(table: TestTable, more: object): Pick<TestTable, 'source'> {
  return { source: athenaSpec(nameOf(table), more) }
}

/** 48 hours of 2026-06-01 and 02, a file each, in folders as Glue has them. */
async function partitioned(
  stub: AthenaStub,
  folder: string,
  name: string,
  day: string,
  hour: string,
  types: string,
): Promise<void> {
  const files = join(folder, name)
  await stub.run(`
    COPY (SELECT "at", 'c' || (minute("at") // 30) AS country, hour("at")::DECIMAL(18, 2) AS amount, 1 AS items, ${day} AS dt, ${hour} AS hr
      FROM range(TIMESTAMP '2026-06-01', TIMESTAMP '2026-06-03', INTERVAL 30 MINUTE) AS t("at"))
    TO '${files}' (FORMAT parquet, PARTITION_BY (dt, hr));
    CREATE VIEW shop.${name} AS SELECT * FROM read_parquet('${files}/*/*/*.parquet', hive_partitioning = true, hive_types = ${types});
    CREATE VIEW shop."${name}$partitions" AS SELECT dt, hr FROM shop.${name}`)
}
