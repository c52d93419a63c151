import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLocally } from '../../engine/hosts/local.ts'
import { s3Store } from '../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from '../engine/run/sandbox.ts'
import { UNRECORDED } from '../recording/record.ts'
import { awsEndpoint, freshBucket, s3Options } from './aws.ts'

describe('crowsnest status on a state in S3', () => {
  let sandbox: Sandbox
  let bucket: string
  beforeAll(async () => {
    // Its last interval ended an hour ago, and had no data.
    const origin = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 311 * 3_600_000
    sandbox = createSandbox({ origin, history: 305, live: 5, missing: [309] })
    bucket = await freshBucket()
    const store = s3Store({ bucket, prefix: 'engine', client: s3Options(UNRECORDED) })
    const until = origin + startOf(310) - startOf(0)
    await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
      store,
      until,
      delivery: { writeLine: () => undefined },
    })
  })
  afterAll(() => sandbox.remove())

  it('says what became of each interval', async () => {
    const { code, out, err } = await status(['--state', `s3://${bucket}/engine`, '--json'])
    expect([code, err]).toEqual([1, ''])
    expect(JSON.parse(out)).toMatchObject({
      state: `s3://${bucket}/engine/`,
      healthy: false,
      detectors: [
        {
          detector: 'shops',
          intervals: [
            { outcome: 'DUE' },
            { outcome: 'PASSED_OVER' },
            ...Array.from({ length: 4 }, () => ({ outcome: 'COMPLETED' })),
          ],
          attention: [{ code: 'INTERVAL_PASSED_OVER', cause: 'NO_DATA_FOR_INTERVAL' }],
        },
      ],
    })
  })

  it('cannot say anything of a bucket that is not there', async () => {
    const { code, err } = await status(['--state', 's3://test-no-such-bucket/engine'])
    expect([code, err]).toEqual([2, expect.stringContaining('STORE_BUCKET_MISSING')])
  })
})

/** The real command, with the environment of somebody who is signed in. */
function status(
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: awsEndpoint(),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }
  return new Promise((resolve) => {
    const bin = join(process.cwd(), 'bin/crowsnest.js')
    execFile(process.execPath, [bin, 'status', ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}
