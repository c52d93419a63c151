import type { DescribeFlowResponse, ExecutionRecord, PrefixConfig } from '@aws-sdk/client-appflow'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aggregateRecords, type Aggregate } from '../../engine/dataset/index.ts'
import { inspectData, openSource, type ReadOptions } from '../../engine/sources/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { checkSpec, DEFAULT_QUOTAS, withDefaults, type Quotas, type SourceSpec } from '../../spec/index.ts'
import { credentialsOf, recordCalls, UNRECORDED } from '../recording/record.ts'
import { startAppFlowStub, type AppFlowStub } from './appflow-stub.ts'
import { awsOptions, freshBucket, s3Options } from './aws.ts'

recordCalls(import.meta.filename)

const client = new S3Client(s3Options())
let stub: AppFlowStub
beforeAll(async () => {
  stub = await startAppFlowStub(awsOptions().endpoint)
})
afterAll(() => {
  client.destroy()
  return stub.close()
})

const HOUR = 3_600_000
const TEN = Date.UTC(2026, 6, 4, 10)
const INTERVAL = { start: TEN, end: TEN + HOUR }

function id(hour: number): string {
  return `5a1f7c3e-0000-4000-8000-0000000000${String(hour).padStart(2, '0')}`
}

/** A run that pulled the records of the hour before it, and took five minutes. */
function run(hour: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  const at = TEN + (hour - 10) * HOUR
  return {
    executionId: id(hour),
    executionStatus: 'Successful',
    executionResult: { bytesWritten: 100, recordsProcessed: 2 },
    startedAt: new Date(at),
    lastUpdatedAt: new Date(at + 300_000),
    dataPullStartTime: new Date(at - HOUR),
    dataPullEndTime: new Date(at),
    ...more,
  }
}

/** Lines as AppFlow writes them: the time of an opportunity, its type and its amount. */
function lines(...records: readonly (readonly [time: string, type: string, amount: number | string])[]): string {
  return records
    .map(([time, type, amount]) =>
      JSON.stringify({ CreatedDate: `2026-07-04T${time}.000Z`, Type: type, Amount: amount }),
    )
    .join('\n')
}

interface Given {
  readonly runs: readonly ExecutionRecord[]
  /** By key below the folder of the flow. */
  readonly files?: Readonly<Record<string, string>>
  readonly prefixConfig?: PrefixConfig
  readonly flow?: Partial<DescribeFlowResponse>
  readonly quotas?: Partial<Quotas>
  readonly source?: Partial<Extract<SourceSpec, { appflow: unknown }>['appflow']>
  readonly measure?: string
}

/** A bucket with what a flow has delivered, and the means to read it. */
async function place({ runs, files = {}, prefixConfig, flow, quotas = {}, source = {}, measure = 'Amount' }: Given) {
  const bucket = await freshBucket()
  for (const [key, body] of Object.entries(files)) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `crm/crm/${key}`, Body: body }))
  }
  const s3OutputFormatConfig = {
    fileType: 'JSON' as const,
    prefixConfig: prefixConfig ?? { prefixType: 'FILENAME', pathPrefixHierarchy: ['EXECUTION_ID'] },
  }
  stub.flows.set('crm', {
    runs,
    flow: {
      flowName: 'crm',
      flowStatus: 'Active',
      kmsArn: 'arn:aws:kms:us-east-1:123456789012:key/0f100000-0000-4000-8000-000000000000',
      sourceFlowConfig: {
        connectorType: 'Salesforce',
        sourceConnectorProperties: { Salesforce: { object: 'Opportunity' } },
      },
      destinationFlowConfigList: [
        {
          connectorType: 'S3',
          destinationConnectorProperties: { S3: { bucketName: bucket, bucketPrefix: 'crm', s3OutputFormatConfig } },
        },
      ],
      triggerConfig: {
        triggerType: 'Scheduled',
        triggerProperties: { Scheduled: { scheduleExpression: 'rate(1hours)', dataPullMode: 'Incremental' } },
      },
      tasks: [],
      ...flow,
    },
  })
  const { dataset } = withDefaults({
    detector: 'test',
    interval: 'PT1H',
    dataset: {
      source: { appflow: { flow: 'crm', destination: `s3://${bucket}/crm/`, format: { jsonLines: {} }, ...source } },
      timestamp: { column: 'CreatedDate', format: 'yyyy-MM-ddTHH:mm:ss.SSSX' },
      measures: [{ column: measure, aggregation: 'SUM' }],
      dimensions: ['Type'],
    },
  })
  const credentials = credentialsOf({ role: 'dataset of a flow', names: { metrics: bucket } })
  const grid = intervalGrid('PT1H', 'UTC')
  const opened = openSource(dataset, {
    baseDir: '.',
    grid,
    quotas: { ...DEFAULT_QUOTAS.PT1H, ...quotas },
    aws: { endpoint: stub.endpoint, region: 'us-east-1', forcePathStyle: true, credentials },
  })
  stub.requests.length = 0
  const read = async (way: 'readInterval' | 'readHistory', window = INTERVAL, options?: ReadOptions) => {
    const sink = aggregateRecords({ dataset, grid, window })
    return sink.finish(await opened[way](window, sink, options))
  }
  const check = async () => {
    const sink = aggregateRecords({ dataset, grid, window: INTERVAL })
    const found = await opened.check(INTERVAL, sink)
    return { ...found, rejected: sink.rejections.total, codes: found.warnings.map(({ code }) => code) }
  }
  return { bucket, read, check }
}

/** Sums by type. */
function sums(aggregate: Aggregate, start = TEN): Record<string, number> {
  const values = aggregate.values(start)
  return Object.fromEntries(aggregate.series.map(([type = ''], i) => [type, values?.[i] ?? NaN]))
}

describe('a flow of AppFlow (stub) that delivers into S3', () => {
  const files = {
    [`${id(10)}/part-0`]: lines(['09:10:00', 'New', 1], ['09:20:00', 'New', 2]),
    [`${id(11)}/part-0`]: lines(['10:00:00', 'New', 4], ['10:59:59', 'Renewal', 8]),
    [`${id(11)}/part-1`]: lines(['10:30:00', 'New', 16], ['09:10:00', 'New', 1000]),
    [`${id(12)}/part-0`]: lines(['11:30:00', 'New', 32]),
  }

  it('reads the objects of the runs that pulled an interval, and of them its own records', async () => {
    const { read } = await place({ files, runs: [run(12), run(11), run(10)] })
    const aggregate = await read('readInterval')
    expect(sums(aggregate)).toEqual({ New: 20, Renewal: 8 })
    expect(aggregate.report).toMatchObject({ files: 2, read: 4, used: 3, outside: 1, rejected: 0 })
  })

  it('reads a history from all runs, and counts a record that was changed later as live reading does', async () => {
    const { bucket, read } = await place({ files, runs: [run(12), run(11), run(10)] })
    const progress: (readonly [number, number | undefined])[] = []
    const window = { start: TEN - HOUR, end: TEN + 2 * HOUR }
    const aggregate = await read('readHistory', window, { onProgress: (...at) => progress.push(at) })
    expect([TEN - HOUR, TEN, TEN + HOUR].map((start) => sums(aggregate, start)['New'])).toEqual([3, 20, 32])
    // What a later run brings again of an earlier interval is outside.
    expect(aggregate.report).toMatchObject({ files: 4, read: 7, used: 6, outside: 1 })
    expect(progress.at(-1)).toEqual([aggregate.report.bytes, aggregate.report.bytes])
    expect(bucket).toContain('test-')
  })

  it('stops reading a history when it is told to, with the reason that it was given', async () => {
    const { read } = await place({ files, runs: [run(12), run(11), run(10)] })
    const reason = new Error('enough')
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort(reason) }
    await expect(read('readHistory', INTERVAL, options)).rejects.toBe(reason)
    await expect(read('readInterval', INTERVAL, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('finds the runs of an interval on any page, in any order, and asks no further than it must', async () => {
    const many = Array.from({ length: 240 }, (_, i) =>
      run(40 - i, { executionResult: {}, executionId: `run-${40 - i}` }),
    )
    const runs = many.map((one) => (one.startedAt?.getTime() === TEN + HOUR ? run(11) : one))
    const newestFirst = await place({ files, runs })
    expect(sums(await newestFirst.read('readInterval'))).toMatchObject({ New: 20 })
    expect(stub.requests).toEqual(['describe-flow', 'describe-flow-execution-records 0'])
    const oldestFirst = await place({ files, runs: runs.toReversed() })
    expect(sums(await oldestFirst.read('readInterval'))).toMatchObject({ New: 20 })
    expect(stub.requests.slice(1).map((request) => request.slice(-4))).toEqual(['ds 0', ' 100', ' 200'])
    const others = Array.from({ length: 98 }, (_, i) =>
      run(41 + i, { executionResult: {}, executionId: `run-${41 + i}` }),
    )
    const mixed = await place({ files, runs: [run(40, { executionResult: {} }), ...others, run(9), run(11)] })
    expect(sums(await mixed.read('readInterval'))).toMatchObject({ New: 20 })
  })

  it('finds the objects of a run by the date in their path, and by when they were written', async () => {
    const byDate = await place({
      files: { '2026/07/04/11/a': lines(['10:10:00', 'New', 1]), '2026/07/04/12/b': lines(['10:10:00', 'New', 2]) },
      runs: [run(12), run(11), run(10)],
      prefixConfig: { prefixType: 'PATH', prefixFormat: 'HOUR' },
    })
    expect(sums(await byDate.read('readInterval'))).toEqual({ New: 1 })
    const now = { startedAt: new Date(Date.now() - 30_000), lastUpdatedAt: new Date(Date.now() + 30_000) }
    const byWriting = await place({
      files: { a: lines(['10:10:00', 'New', 1]) },
      runs: [run(11, now), run(10)],
      prefixConfig: {},
    })
    expect(sums(await byWriting.read('readInterval'))).toEqual({ New: 1 })
  })

  it('searches the whole folder when the objects are not where the settings of today have them', async () => {
    const { read } = await place({
      files: { [`2026/07/04/${id(11)}-part-0`]: lines(['10:10:00', 'New', 1]) },
      runs: [run(11), run(10)],
    })
    expect(sums(await read('readInterval'))).toEqual({ New: 1 })
  })

  it('reads an interval without records as empty, and one whose objects are gone as not there', async () => {
    const empty = await place({ runs: [run(11, { executionResult: { bytesWritten: 0 } })] })
    expect((await empty.read('readInterval')).report).toMatchObject({ files: 0, read: 0 })
    const gone = await place({ runs: [run(11)] })
    await expect(gone.read('readInterval')).rejects.toMatchObject({ code: 'NO_DATA_FOR_INTERVAL' })
  })

  it('waits for a run that has not ended, and reads the interval when it has', async () => {
    const running = run(11, { executionStatus: 'InProgress' })
    const late = await place({ files, runs: [running, run(10)] })
    await expect(late.read('readInterval')).rejects.toThrow(
      /^flow crm: .*from 2026-07-04T10:00:00\+00:00 to 2026-07-04T11:00:00\+00:00: its run .* has not ended yet.*\[FLOW_UNFINISHED\]$/,
    )
    const ended = await place({ files, runs: [run(11), run(10)] })
    expect(sums(await ended.read('readInterval'))).toMatchObject({ New: 20 })
  })

  it('says why a run has failed, and reads nothing that it left behind', async () => {
    const failure = {
      executionStatus: 'Error',
      executionResult: { errorInfo: { executionMessage: 'token expired' } },
    } as const
    const failed = await place({ files, runs: [run(11, failure), run(10)] })
    await expect(failed.read('readInterval')).rejects.toMatchObject({
      code: 'FLOW_FAILED',
      trouble: { reason: `token expired (run ${id(11)})` },
    })
    const again = run(12, { dataPullStartTime: new Date(TEN) })
    const mended = await place({ files, runs: [again, run(11, failure), run(10)] })
    expect((await mended.read('readInterval')).report).toMatchObject({ files: 1, outside: 1 })
    const lost = await place({ files, runs: [run(12), run(11, failure), run(10)] })
    await expect(lost.read('readInterval')).rejects.toMatchObject({ code: 'FLOW_GAP' })
  })

  it('reads one run of a flow that brings everything each time', async () => {
    const triggerConfig = {
      triggerType: 'Scheduled',
      triggerProperties: { Scheduled: { scheduleExpression: 'rate(1hours)', dataPullMode: 'Complete' } },
    } as const
    const untold = { dataPullStartTime: undefined, dataPullEndTime: undefined }
    const whole = lines(['09:10:00', 'New', 1], ['10:10:00', 'New', 2])
    const given = {
      files: { [`${id(11)}/a`]: whole, [`${id(12)}/a`]: whole, [`${id(10)}/a`]: whole },
      runs: [run(12, untold), run(11, untold), run(10, untold)],
      flow: { triggerConfig },
    }
    const { read } = await place(given)
    expect(sums(await read('readInterval'))).toEqual({ New: 2 })
    const history = await read('readHistory', { start: TEN - HOUR, end: TEN + 9 * HOUR })
    expect([sums(history, TEN - HOUR), sums(history)]).toEqual([{ New: 1 }, { New: 2 }])
  })

  it('enforces the quotas of an interval and of a history before it reads', async () => {
    const runs = [run(12), run(11), run(10)]
    const many = await place({ files, runs, quotas: { filesPerInterval: 1 } })
    await expect(many.read('readInterval')).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      trouble: { quota: 'filesPerInterval', found: 2 },
    })
    const large = await place({ files, runs, quotas: { bytesPerInterval: 10, historyBytes: 10 } })
    await expect(large.read('readInterval')).rejects.toMatchObject({ trouble: { quota: 'bytesPerInterval' } })
    await expect(large.read('readHistory')).rejects.toMatchObject({ trouble: { quota: 'historyBytes' } })
  })

  it('counts values of a wrong type as rejected, and says that a column is missing', async () => {
    const wrong = { [`${id(11)}/a`]: lines(['10:10:00', 'New', 'much'], ['10:20:00', 'New', 1]) }
    const type = await place({ files: wrong, runs: [run(11)] })
    expect((await type.read('readInterval')).report).toMatchObject({ used: 1, rejected: 1 })
    const column = await place({ files: wrong, runs: [run(11)], measure: 'Betrag' })
    await expect(column.read('readInterval')).rejects.toMatchObject({ code: 'COLUMN_MISSING' })
  })

  it.each([
    { type: 'ThrottlingException', status: 429, code: 'THROTTLED' },
    { type: 'AccessDeniedException', status: 403, code: 'PERMISSION_DENIED' },
    { type: 'UnrecognizedClientException', status: 403, code: 'CREDENTIALS_MISSING' },
    { type: 'ExpiredTokenException', status: 403, code: 'CREDENTIALS_MISSING' },
    { type: 'ValidationException', status: 400, code: 'READ_FAILED' },
  ])('says $code on $type', async ({ type, status, code }) => {
    const { read } = await place({ files, runs: [run(11)] })
    stub.troubles.push(...Array.from({ length: 4 }, () => ({ status, type, message: 'no' })))
    await expect(read('readInterval')).rejects.toMatchObject({ code, place: 'flow crm' })
    stub.troubles.length = 0
  })

  it('tries again when AppFlow is asked too often, or the connection breaks', async () => {
    const { read } = await place({ files, runs: [run(11)] })
    stub.troubles.push({ status: 429, type: 'ThrottlingException', message: 'Rate exceeded' }, null)
    expect(sums(await read('readInterval'))).toMatchObject({ New: 20 })
    expect(stub.requests).toHaveLength(4)
    stub.troubles.push(null, null, null, null)
    await expect(read('readInterval')).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('says that a flow is not there, or delivers elsewhere', async () => {
    const missing = await place({ runs: [] })
    stub.flows.clear()
    await expect(missing.read('readInterval')).rejects.toMatchObject({ code: 'FLOW_MISSING' })
    const elsewhere = await place({ runs: [], source: { destination: 's3://metrics/other/' } })
    await expect(elsewhere.read('readInterval')).rejects.toThrow(/delivers to s3:\/\/test-.*\/crm\/, not/)
    const gone = {
      destinationFlowConfigList: [{ connectorType: 'LookoutMetrics', destinationConnectorProperties: {} }],
    } as const
    const old = await place({ runs: [], flow: gone as never })
    await expect(old.read('readInterval')).rejects.toMatchObject({
      code: 'FLOW_ELSEWHERE',
      trouble: { destination: 'LookoutMetrics' },
    })
  })
})

describe('checking a flow', () => {
  const files = { [`${id(11)}/a`]: lines(['10:10:00', 'New', 1]), [`${id(11)}/b`]: lines(['10:10:00', 'New', 'much']) }

  it('reads its last object and says how it runs', async () => {
    const { check } = await place({ files, runs: [run(11), run(10)] })
    const { seen, codes, rejected } = await check()
    expect(seen).toEqual([
      expect.stringContaining('delivers from Salesforce into s3://'),
      expect.stringContaining('by its schedule rate(1hours); every run brings what is new'),
      expect.stringContaining('its last run, of 2026-07-04T11:00:00+00:00, was successful'),
      expect.stringMatching(/crm\/crm\/.*\/b: \d+ bytes were read/),
    ])
    expect([codes, rejected]).toEqual([[], 1])
  })

  it('warns of what will not work well', async () => {
    const rarely = {
      flowStatus: 'Suspended',
      kmsArn: undefined,
      triggerConfig: {
        triggerType: 'Scheduled',
        triggerProperties: { Scheduled: { scheduleExpression: 'rate(1days)' } },
      },
    } as const
    const stopped = await place({ runs: [run(11, { executionStatus: 'Error' })], flow: rarely })
    expect((await stopped.check()).codes).toEqual([
      'FLOW_FAILING',
      'FLOW_FAILING',
      'FLOW_RUNS_RARELY',
      'NO_RECORDS',
      'NOT_ENCRYPTED',
    ])
    const byHand = { triggerConfig: { triggerType: 'OnDemand' } } as const
    const csv = { format: { csv: {} } } as const
    const odd = await place({ files: {}, runs: [], flow: byHand, source: csv })
    expect((await odd.check()).codes).toEqual(['FLOW_RUNS_RARELY', 'FORMAT_DIFFERS', 'NO_RECORDS'])
  })
})

describe('inspectData', () => {
  it('makes a spec of what a flow has delivered, with its destination looked up', async () => {
    const records = Array.from({ length: 20 }, (_, hour): readonly [string, string, number] => [
      `${String(hour).padStart(2, '0')}:10:00`,
      hour % 2 === 0 ? 'New' : 'Old',
      hour + 0.5,
    ])
    const { bucket } = await place({ files: { [`${id(11)}/a`]: lines(...records) }, runs: [run(11)] })
    const { detector } = await inspectData('appflow://crm', {
      baseDir: '.',
      specFile: 'detector.yaml',
      aws: { endpoint: stub.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: UNRECORDED },
    })
    expect(detector).toMatchObject({
      detector: 'crm',
      interval: 'PT1H',
      dataset: {
        source: { appflow: { flow: 'crm', destination: `s3://${bucket}/crm/`, format: { jsonLines: {} } } },
        timestamp: { column: 'CreatedDate' },
        measures: [{ column: 'Amount', aggregation: 'SUM' }],
        dimensions: ['Type'],
      },
    })
    expect(checkSpec(detector).findings).toEqual([])
  })
})
