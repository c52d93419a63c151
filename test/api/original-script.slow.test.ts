import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LookoutMetricsClient } from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, startConsole, type RunningConsole, type TendEvent } from '../../engine/index.ts'
import { makeSample } from '../../examples/sample-data.ts'
import { runOriginalScript, type ScriptFindings } from './original-script.ts'

describe('a script for the original service', () => {
  const stop = new AbortController()
  const errors: unknown[] = []
  const events: TendEvent[] = []
  let folder: string
  let running: RunningConsole
  let found: ScriptFindings

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-script-'))
    const sample = makeSample()
    const files = Object.entries(sample.live).map(([path, csv]) => [`live/${path.replace('.csv', '/data.csv')}`, csv])
    for (const [path, text] of [['history/shop.csv', sample.history], ...files] as [string, string][]) {
      await mkdir(dirname(join(folder, 'data', path)), { recursive: true })
      await writeFile(join(folder, 'data', path), text)
    }
    running = await startConsole({
      store: await openStore(join(folder, 'state')),
      port: 0,
      token: 'token-of-the-script',
      reviewer: 'ann',
      buckets: new Map([['shop-data', join(folder, 'data')]]),
      delivery: { writeLine: () => undefined },
      signal: stop.signal,
      onEvent: (event) => events.push(event),
      onError: (error) => errors.push(error),
      // The day after the last of the sample's live data.
      now: () => Date.parse('2026-06-12T00:10:00Z'),
    })
    const client = new LookoutMetricsClient({
      endpoint: running.apiUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    })
    found = await runOriginalScript(client, {
      historical: 's3://shop-data/history/',
      continuous: 's3://shop-data/live/{{yyyyMMdd}}/{{HHmm}}',
      roleArn: 'arn:aws:iam::111122223333:role/reader',
      topicArn: 'arn:aws:sns:us-east-1:111122223333:oncall',
      pollMs: 100,
    })
  }, 120_000)

  afterAll(async () => {
    stop.abort()
    await running?.ended
    await rm(folder, { recursive: true })
  })

  it('runs to its end with nothing changed but the endpoint', () => {
    expect(errors).toEqual([])
    expect(found.statuses).toContain('ACTIVE')
    expect(found.statuses.at(-1)).toBe('BACK_TEST_COMPLETE')
  })

  it('finds the outage of the sample, live and as a backtest', () => {
    expect(found.groups.length).toBeGreaterThan(0)
    expect(found.groups.map(({ StartTime: start }) => start)).toContainEqual(
      expect.stringMatching(/^2026-06-10T1[4567]:00Z\[UTC\]$/),
    )
    expect(found.backtested.length).toBeGreaterThanOrEqual(16)
    const starts = found.backtested.map(({ StartTime: start }) => start!)
    expect(starts).toEqual(starts.toSorted().toReversed())
  })

  it('sees a series with its last 100 values, contributions of both dimensions, and its own judgement', () => {
    expect(found.timestamps.length).toBeGreaterThanOrEqual(673)
    // The client drops the nulls before the values.
    expect(found.values.length).toBeLessThanOrEqual(100)
    expect(found.values.length).toBeGreaterThan(20)
    expect(found.contributing).toBe(2)
    expect(found.feedback).toMatchObject([{ IsAnomaly: false }])
  })

  it('sees executions, data quality, tags, and what it has changed', () => {
    expect(found.executions).toContain('COMPLETED')
    expect(found.quality).toEqual(
      expect.arrayContaining(['ROWS_PROCESSED', 'TIME_SERIES_COUNT', 'COLUMN_COMPLETENESS']),
    )
    expect(found.tags).toEqual({ stage: 'live', owner: 'ann' })
    expect([found.description, found.offset, found.threshold]).toEqual(['orders, revised', 600, 100])
    expect(found.sampleHeader).toEqual(['timestamp', 'platform', 'country', 'orders', 'revenue', 'latency'])
  })
})
