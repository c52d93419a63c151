import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as api from '@aws-sdk/client-lookoutmetrics'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DetectorsData } from '../../engine/console/index.ts'
import { startConsole, type RunningConsole } from '../../engine/index.ts'
import { runLocally } from '../../engine/hosts/local.ts'
import { declareSpec } from '../../engine/run/index.ts'
import { listJudgements, memoryStore, s3Store, type ObjectStore } from '../../engine/state/index.ts'
import { makeSample } from '../../examples/sample-data.ts'
import { peoplePolicies, toIamPolicy, type PolicyDocument } from '../../policies/index.ts'
import { decide } from '../../policies/prove/index.ts'
import { createSandbox, startOf, type Sandbox } from '../engine/run/sandbox.ts'
import { UNRECORDED } from '../recording/record.ts'
import { freshBucket, s3Options } from './aws.ts'
import { installPackages } from './python-server.ts'

const PLACE = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as const
const STACK = 'the Pulumi stack acme/shop/dev'

const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const clean of cleanups.toReversed()) await clean()
})

interface Opened {
  readonly running: RunningConsole
  readonly client: api.LookoutMetricsClient
}

/** A console of a reviewer on their own machine. */
async function open(
  store: ObjectStore,
  options: Partial<Parameters<typeof startConsole>[0]> & { readonly reviewer: string },
): Promise<Opened> {
  const stop = new AbortController()
  const running = await startConsole({
    store,
    port: 0,
    token: 'token-of-the-test',
    place: PLACE,
    delivery: { writeLine: () => undefined },
    signal: stop.signal,
    onError: (error) => {
      throw error
    },
    ...options,
  })
  cleanups.push(async () => {
    stop.abort()
    await running.ended
  })
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  return {
    running,
    client: new api.LookoutMetricsClient({ endpoint: running.apiUrl, region: 'us-east-1', credentials }),
  }
}

describe('a state in S3 that a stack manages', () => {
  let sandbox: Sandbox
  let bucket: string
  let ana: Opened
  let ben: Opened
  const calls: S3Call[] = []
  const arn = 'arn:aws:lookoutmetrics:us-east-1:111122223333:AnomalyDetector:shops'

  const stateOf = (): ObjectStore => s3Store({ bucket, prefix: '', client: s3Options(UNRECORDED) })

  beforeAll(async () => {
    sandbox = createSandbox({ history: 305, live: 5, disturbances: { west: { 307: 4 } } })
    cleanups.push(() => sandbox.remove())
    bucket = await freshBucket()
    const spec = { ...sandbox.spec, managedBy: STACK }
    const delivery = { writeLine: () => undefined }
    await runLocally([{ spec, baseDir: sandbox.folder }], { store: stateOf(), until: startOf(310), delivery })
    const restore = watchS3(calls)
    cleanups.push(restore)
    ana = await open(stateOf(), { reviewer: 'ana', now: () => startOf(310) })
    ben = await open(stateOf(), { reviewer: 'ben', now: () => startOf(310) })
  })

  it('is read by the official client', async () => {
    const { Status: status } = await ana.client.send(
      new api.DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: arn }),
    )
    expect(status).toBe('ACTIVE')
    const { AnomalyGroupSummaryList: groups } = await ana.client.send(
      new api.ListAnomalyGroupSummariesCommand({ AnomalyDetectorArn: arn, SensitivityThreshold: 1 }),
    )
    expect(groups!.length).toBeGreaterThan(0)
  })

  const action = {
    SNSConfiguration: {
      RoleArn: 'arn:aws:iam::111122223333:role/a',
      SnsTopicArn: 'arn:aws:sns:us-east-1:111122223333:a',
    },
  }
  it.each([
    ['ActivateAnomalyDetector', new api.ActivateAnomalyDetectorCommand({ AnomalyDetectorArn: arn })],
    ['DeactivateAnomalyDetector', new api.DeactivateAnomalyDetectorCommand({ AnomalyDetectorArn: arn })],
    [
      'UpdateAnomalyDetector',
      new api.UpdateAnomalyDetectorCommand({ AnomalyDetectorArn: arn, AnomalyDetectorDescription: 'x' }),
    ],
    ['DeleteAnomalyDetector', new api.DeleteAnomalyDetectorCommand({ AnomalyDetectorArn: arn })],
    ['CreateAlert', new api.CreateAlertCommand({ AnomalyDetectorArn: arn, AlertName: 'any', Action: action })],
    ['TagResource', new api.TagResourceCommand({ ResourceArn: arn, Tags: { a: 'b' } })],
  ])('refuses %s and names the stack', async (_name, command) => {
    await expect(ana.client.send(command as api.DeleteAnomalyDetectorCommand)).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringContaining(`managed by ${STACK}: change it there`),
    })
  })

  it('keeps what two reviewers say at once', async () => {
    const { AnomalyGroupSummaryList: groups } = await ana.client.send(
      new api.ListAnomalyGroupSummariesCommand({ AnomalyDetectorArn: arn, SensitivityThreshold: 1 }),
    )
    const about = { AnomalyDetectorArn: arn, AnomalyGroupId: groups![0]!.AnomalyGroupId }
    const { TimeSeriesList: series } = await ana.client.send(
      new api.ListAnomalyGroupTimeSeriesCommand({ ...about, MetricName: groups![0]!.PrimaryMetricName }),
    )
    const judge = ({ client }: Opened, IsAnomaly: boolean) =>
      client.send(
        new api.PutFeedbackCommand({
          AnomalyDetectorArn: arn,
          AnomalyGroupTimeSeriesFeedback: {
            AnomalyGroupId: about.AnomalyGroupId,
            TimeSeriesId: series![0]!.TimeSeriesId,
            IsAnomaly,
          },
        }),
      )
    await Promise.all([judge(ana, true), judge(ben, false), judge(ana, true), judge(ben, false)])
    const { judgements: said } = await listJudgements(stateOf(), 'shops')
    expect(said.map(({ by }) => by).toSorted()).toEqual(['ana', 'ana', 'ben', 'ben'])
  })

  it('needs no rights but those of a reviewer', async () => {
    await fetch(new URL('/data/detectors/shops/groups', ana.running.pageUrl), {
      headers: { authorization: 'Bearer token-of-the-test' },
    })
    const { documents } = peoplePolicies({ ...PLACE, engine: 'shop', stateBucket: bucket }).find(
      ({ audience }) => audience === 'reviewer',
    )!
    const refused = calls.filter((call) => !isAllowed(bucket, call, documents))
    expect(calls.map(({ action: called }) => called)).toEqual(
      expect.arrayContaining(['s3:ListBucket', 's3:GetObject', 's3:PutObject']),
    )
    expect(refused).toEqual([])
  })

  it('shows a reviewer of some detectors those, and of the others the names alone', async () => {
    const other = { ...sandbox.spec, detector: 'payroll', managedBy: STACK }
    await declareSpec(stateOf(), other)
    const { documents } = peoplePolicies(
      { ...PLACE, engine: 'shop', stateBucket: bucket },
      { detectors: 'shop*' },
    ).find(({ audience }) => audience === 'reviewer')!
    const restore = refuseS3((call) => !isAllowed(bucket, call, documents))
    try {
      const dan = await open(stateOf(), { reviewer: 'dan', now: () => startOf(310) })
      const seen = await fetch(new URL('/data/detectors', dan.running.pageUrl), {
        headers: { authorization: 'Bearer token-of-the-test' },
      })
      const { detectors, unreadable } = (await seen.json()) as DetectorsData
      expect(detectors.map(({ name }) => name)).toEqual(['shops'])
      expect(unreadable).toMatchObject([{ name: 'payroll', denied: true }])
      const listed = await dan.client.send(new api.ListAnomalyDetectorsCommand({}))
      expect(listed.AnomalyDetectorSummaryList!.map((one) => one.AnomalyDetectorName)).toEqual(['shops'])
    } finally {
      restore()
    }
  })
})

interface S3Call {
  readonly action: string
  readonly key: string
  readonly prefix: string | undefined
}

/** Whether IAM lets Ana do it with these policies. */
function isAllowed(bucket: string, { action, key, prefix }: S3Call, documents: readonly PolicyDocument[]): boolean {
  const resource = `arn:aws:s3:::${bucket}${action === 's3:ListBucket' ? '' : `/${key}`}`
  const context = {
    'aws:SecureTransport': 'true',
    ...(prefix !== undefined && { 's3:prefix': prefix }),
    ...(action === 's3:PutObject' && { 's3:if-none-match': '*' }),
  }
  const principal = 'arn:aws:iam::111122223333:user/ana'
  return decide(
    { principal, action, resource, account: PLACE.account, context } as never,
    { identity: documents.map(toIamPolicy) } as never,
  )
}

/** Has S3 refuse some calls from now on; returns what ends it. */
function refuseS3(isRefused: (call: S3Call) => boolean): () => void {
  const send = S3Client.prototype.send
  S3Client.prototype.send = function (this: S3Client, command: S3Command, ...rest: never[]) {
    if (!isRefused(callOf(command))) return Reflect.apply(send, this, [command, ...rest])
    const refusal = Object.assign(new Error('Access Denied'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    })
    return Promise.reject(refusal)
  } as never
  return () => (S3Client.prototype.send = send)
}

interface S3Command {
  readonly constructor: { readonly name: string }
  readonly input: Readonly<Record<string, string>>
}

function callOf({ constructor: { name }, input }: S3Command): S3Call {
  const actions: Readonly<Record<string, string>> = {
    ListObjectsV2Command: 's3:ListBucket',
    GetObjectCommand: 's3:GetObject',
    PutObjectCommand: 's3:PutObject',
  }
  return { action: actions[name] ?? name, key: input['Key'] ?? '', prefix: input['Prefix'] }
}

/** Notes what every S3 client is asked from now on; returns what ends it. */
function watchS3(calls: S3Call[]): () => void {
  const send = S3Client.prototype.send
  S3Client.prototype.send = function (this: S3Client, command: S3Command, ...rest: never[]) {
    calls.push(callOf(command))
    return Reflect.apply(send, this, [command, ...rest])
  } as never
  // It was inherited: what others do to the base class has to reach this one again.
  return () => Reflect.deleteProperty(S3Client.prototype, 'send')
}

describe('a script for the original service that uses boto3', () => {
  it('runs to its end with nothing changed but the endpoint', async () => {
    const python = installPackages({ title: 'boto3', folder: 'boto3', requirements: 'boto3-requirements.txt' })
    const folder = await mkdtemp(join(tmpdir(), 'crowsnest-boto3-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'history'))
    await writeFile(join(folder, 'history/shop.csv'), makeSample().history)
    const { running } = await open(memoryStore(), { reviewer: 'cy', buckets: new Map([['shop-data', folder]]) })
    const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, 'api_session.py')], {
      env: { PATH: process.env['PATH'], ENDPOINT: running.apiUrl, HISTORICAL: 's3://shop-data/history/' },
    })
    const seen = JSON.parse(stdout) as Record<string, unknown>
    expect(seen).toMatchObject({
      missing: 0,
      feedback: [{ IsAnomaly: true }],
      tags: { team: 'growth' },
      refused: 'ValidationException',
      gone: 400,
    })
    // 28 days of hours before the onset, and those of the anomaly; where there is no value this boto3 wants NaN for null.
    expect(seen['timestamps']).toBeGreaterThanOrEqual(673)
    expect(seen['values']).toBe(seen['timestamps'])
    const groups = seen['groups'] as { StartTime: string; AnomalyGroupScore: number }[]
    expect(groups.length).toBe(seen['total'])
    expect(groups.length).toBeGreaterThan(4)
    expect(groups.every(({ AnomalyGroupScore: score }) => score >= 70)).toBe(true)
    expect(groups[0]!.StartTime).toMatch(/^2026-\d\d-\d\dT\d\d:00Z\[UTC\]$/)
    expect(Math.abs(Number(seen['creation']) - Date.now() / 1000)).toBeLessThan(120)
  }, 120_000)
})
