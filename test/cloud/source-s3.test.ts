import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../engine/dataset/index.ts'
import { inspectData, openSource } from '../../engine/sources/index.ts'
import { s3Store } from '../../engine/sources/s3-store.ts'
import { selectInterval } from '../../engine/sources/selection.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { checkSpec, withDefaults } from '../../spec/index.ts'
import { describeFileSource } from '../engine/sources/source-contract.ts'
import { credentialsOf, recordCalls, type RecordedIdentity, UNRECORDED } from '../recording/record.ts'
import { freshBucket, s3Options, s3OptionsOf } from './aws.ts'

recordCalls(import.meta.filename)

const client = new S3Client(s3Options())
afterAll(() => client.destroy())

describeFileSource('a source in S3', async () => {
  const bucket = await freshBucket()
  const identity: RecordedIdentity = { role: 'dataset', names: { metrics: bucket } }
  return {
    store: s3Store(bucket, s3Options(credentialsOf(identity))),
    path(relative) {
      if (relative === 'past') identity.role = 'dataset of a file or folder'
      if (relative.endsWith('.csv')) {
        identity.role = 'dataset of one file'
        identity.names = { ...identity.names, 'past.csv': relative }
      }
      return `s3://${bucket}/${relative}`
    },
    async put(files) {
      for (const [key, body] of Object.entries(files)) {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }))
      }
    },
  }
})

describe('s3Store', () => {
  it('says that a bucket does not exist', async () => {
    const missing = 'crowsnest-no-such-bucket'
    const store = s3Store(missing, s3OptionsOf('dataset', missing))
    await expect(selectInterval(store, 'live/')).rejects.toMatchObject({
      code: 'BUCKET_MISSING',
      place: 's3://crowsnest-no-such-bucket/live/',
    })
  })

  it('counts markers of folders', async () => {
    const bucket = await freshBucket()
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'live/b/', Body: new Uint8Array() }))
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'live/b/c', Body: 'c' }))
    const { files, ignored } = await selectInterval(s3Store(bucket, s3OptionsOf('dataset', bucket)), 'live/')
    expect([files.length, ignored.other]).toEqual([1, 1])
  })

  it('lists more objects than one answer holds', async () => {
    const bucket = await freshBucket()
    const keys = Array.from({ length: 1005 }, (_, index) => `live/${index}`)
    for (let from = 0; from < keys.length; from += 40) {
      const some = keys.slice(from, from + 40)
      await Promise.all(some.map((key) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }))))
    }
    const { files } = await selectInterval(s3Store(bucket, s3OptionsOf('dataset', bucket)), 'live/')
    expect(files.length).toBe(1005)
  })

  it('notices an object that was written anew since it was listed', async () => {
    const bucket = await freshBucket()
    const put = (body: string) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: 'live/1', Body: Buffer.from(body) }))
    await put('old')
    const store = s3Store(bucket, s3OptionsOf('dataset', bucket))
    const { files } = await selectInterval(store, 'live/')
    await put('new')
    await expect(Array.fromAsync(store.open(files[0]))).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })
})

describe('inspectData', () => {
  it('finds the path template of data in S3', async () => {
    const bucket = await freshBucket()
    for (const hour of ['00', '01', '02']) {
      const body = `at,site,views\n2026-07-04 ${hour}:00:00,a,1\n2026-07-04 ${hour}:00:00,b,2\n`
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: `live/20260704/${hour}00/part.csv`, Body: body }))
    }
    const { detector } = await inspectData(`s3://${bucket}/live/`, {
      baseDir: '.',
      specFile: 'detector.yaml',
      aws: s3Options(UNRECORDED), // `crowsnest init` runs with the rights of its user
    })
    expect(detector).toMatchObject({
      detector: 'live',
      interval: 'PT1H',
      dataset: { source: { s3: { continuous: `s3://${bucket}/live/{{yyyyMMdd}}/{{HHmm}}` } }, dimensions: ['site'] },
    })
    expect(checkSpec(detector).findings).toEqual([])
  })
})

describe('openSource', () => {
  it('brings Parquet in S3 to sums, reading the parts that it needs', async () => {
    const bucket = await freshBucket()
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-'))
    const file = join(folder, 'a.parquet')
    const connection = await (await DuckDBInstance.create()).connect()
    await connection.run(`COPY (
      SELECT TIMESTAMP '2026-01-01 10:00:00' + INTERVAL (n) SECOND AS at, n AS views, repeat('x', 1000) || n AS rest
      FROM range(7200) AS numbers(n)
    ) TO '${file}' (FORMAT parquet)`)
    connection.closeSync()
    const body = readFileSync(file)
    rmSync(folder, { recursive: true })
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'live/2026010110/a.parquet', Body: body }))
    const { dataset, quotas } = withDefaults({
      detector: 'test',
      interval: 'PT1H',
      dataset: {
        source: { s3: { continuous: `s3://${bucket}/live/{{yyyyMMddHH}}`, format: { parquet: {} } } },
        timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: [{ column: 'views', aggregation: 'SUM' }],
      },
    })
    const grid = intervalGrid('PT1H', 'UTC')
    const start = Date.UTC(2026, 0, 1, 10)
    const window = { start, end: grid.next(start) }
    const sink = aggregateRecords({ dataset, grid, window })
    const source = openSource(dataset, { baseDir: '.', grid, quotas, aws: s3OptionsOf('dataset', bucket) })
    const aggregate = sink.finish(await source.readInterval(window, sink))
    expect(aggregate.report).toMatchObject({ files: 1, read: 7200, used: 3600, outside: 3600 })
    expect(Array.from(aggregate.values(start)!)).toEqual([(3599 * 3600) / 2])
  })
})
