import { setTimeout as sleep } from 'node:timers/promises'
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { intervalGrid } from '../../engine/time/index.ts'
import { readHistory, readInterval, type TestDataset } from '../engine/sources/read-table.ts'
import type { TableWorld } from '../engine/sources/table-world.ts'
import { UNRECORDED } from '../recording/record.ts'
import type { Emulator } from './emulator.ts'
import { installMiniStack, miniStackOptions, startMiniStack } from './ministack.ts'

const START = Date.UTC(2026, 5, 1, 10)
const HOUR = 3_600_000

// MiniStack finds the files of a table of Glue in S3 and asks DuckDB; it takes no parameters of queries, so that there are no filters here.
describe('a source in Athena on MiniStack', () => {
  let emulator: Emulator
  let world: Pick<TableWorld, 'context'>
  beforeAll(async () => {
    installMiniStack()
    emulator = await startMiniStack()
    world = { context: { aws: { ...miniStackOptions(emulator), credentials: UNRECORDED } } }
    const options = miniStackOptions(emulator)
    const s3 = new S3Client({ ...options, forcePathStyle: true })
    for (const Bucket of ['lake', 'results']) await s3.send(new CreateBucketCommand({ Bucket }))
    const rows = Array.from({ length: 48 }, (_, n) => {
      const at = new Date(START + n * (HOUR / 2)).toISOString().slice(0, 19).replace('T', ' ')
      return `${at},${n % 3 === 0 ? 'de' : 'us'},${n}.25,${n}\n`
    })
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'orders/1.csv', Body: rows.slice(0, 20).join('') }))
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'orders/2.csv', Body: rows.slice(20).join('') }))
    s3.destroy()
    const athena = new AthenaClient(options)
    await createDatabase(emulator.endpoint, 'shop')
    await run(
      athena,
      `CREATE EXTERNAL TABLE shop.orders (at timestamp, country string, amount decimal(18,2), items int)
       ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE LOCATION 's3://lake/orders/'`,
    )
    athena.destroy()
  })
  afterAll(() => emulator.stop())

  const dataset: TestDataset = {
    source: {
      athena: { workgroup: 'primary', database: 'shop', table: 'orders', results: 's3://results/crowsnest/' },
    },
  }

  it('adds up the files of a table', async () => {
    const interval = await readInterval(world, dataset, START)
    expect([interval.series, [...interval.values(START)!]]).toEqual([
      [['de'], ['us']],
      [0.25, 0, 1.25, 1],
    ])
  })

  it('reads a history', async () => {
    const window = { start: START, end: START + 24 * HOUR }
    const history = await readHistory(world, dataset, intervalGrid('PT1H', 'UTC'), window)
    expect([history.intervals.length, history.report.used]).toEqual([24, 48])
    expect([...history.values(START + 23 * HOUR)!]).toEqual([Number.NaN, Number.NaN, 46.25 + 47.25, 46.5])
  })
})

/** By hand: nothing else here needs the client of Glue. */
async function createDatabase(endpoint: string, name: string): Promise<void> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSGlue.CreateDatabase' },
    body: JSON.stringify({ DatabaseInput: { Name: name } }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

async function run(athena: AthenaClient, sql: string): Promise<void> {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString: sql, ResultConfiguration: { OutputLocation: 's3://results/' } }),
  )
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    const { State, StateChangeReason } = QueryExecution?.Status ?? {}
    if (State === 'SUCCEEDED') return
    if (State === 'FAILED') throw new Error(StateChangeReason)
    await sleep(50)
  }
}
