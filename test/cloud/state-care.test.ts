import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { folderStore, s3Store, type ObjectStore } from '../../engine/state/index.ts'
import { fakeIo } from '../cli/fake-io.ts'
import { contentOf, exportOf, goOn, keyOf, logOf, overwrite, stateOf, VERSION } from '../engine/care/released.ts'
import { awsOptions, freshBucket, s3Options } from './aws.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-care-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the care of a state in S3', () => {
  it('restores from the versions of the bucket what was deleted and overwritten, and the engine goes on to the same bytes', async () => {
    const { url, store } = await versioned()
    expect((await crowsnest('state', 'import', exportOf(VERSION), '--state', url, '--stopped')).code).toBe(0)
    const undisturbed = await stateOf()
    expect(await contentOf(store)).toEqual(await contentOf(undisturbed))
    // Versions of its own, so that more than one is asked.
    await goOn(store, 352)
    await goOn(undisturbed, 352)
    const content = await contentOf(store)

    const commits = [
      await keyOf(store, 'commits', 0),
      await keyOf(store, 'commits', 1),
      await keyOf(store, 'commits', 5),
    ]
    for (const key of commits) await store.delete(key)
    await store.delete(await keyOf(store, 'points', 3))
    await overwrite(store, await keyOf(store, 'chunks'), Buffer.from('torn'))
    await overwrite(store, await keyOf(store, 'groups'), Buffer.from('{}'))
    await store.delete('detectors/shops/events/00000001.json')

    const verified = await crowsnest('state', 'verify', '--state', url)
    expect([verified.code, verified.out]).toEqual([1, expect.stringContaining('COMMIT_MISSING')])
    const planned = await crowsnest('state', 'repair', '--state', url, '--from-versions')
    expect(planned.out).toContain('--apply does it')
    const repaired = await crowsnest('state', 'repair', '--state', url, '--from-versions', '--apply')
    expect(repaired.out).toContain('7 actions.')
    expect(repaired.code).toBe(0)
    expect(await contentOf(store)).toEqual(content)
    await goOn(store, 354)
    await goOn(undisturbed, 354)
    expect((await logOf(store).latest())!.snapshot).toEqual((await logOf(undisturbed).latest())!.snapshot)
  })

  it('brings a detector back whose objects were all deleted, but not what the engine had removed', async () => {
    const { url, store } = await versioned()
    await crowsnest('state', 'import', exportOf(VERSION), '--state', url, '--stopped')
    await goOn(store, 353)
    const content = await contentOf(store)
    for (const key of content.keys()) await store.delete(key)
    const { code } = await crowsnest(
      'state',
      'repair',
      '--state',
      url,
      '--from-versions',
      '--detector',
      'shops',
      '--apply',
    )
    expect(code).toBe(0)
    // States before the last one are of no use any more.
    const kept = [...content].filter(([key]) => !key.includes('/chunks/'))
    const restored = await contentOf(store)
    expect([...restored].filter(([key]) => !key.includes('/chunks/'))).toEqual(kept)
    expect((await crowsnest('state', 'verify', '--state', url)).out).toContain('Whole.')
  })

  it('moves a detector from a bucket to a folder and back', async () => {
    const { url, store } = await versioned()
    await crowsnest('state', 'import', exportOf(VERSION), '--state', url, '--stopped')
    await goOn(store, 352)
    expect((await crowsnest('state', 'export', '--state', url, '--out', 'moved.tar.zst')).code).toBe(0)
    await crowsnest('state', 'import', 'moved.tar.zst', '--state', 'here', '--stopped')
    const here = await folderStore(join(folder, 'here'))
    await goOn(here, 354)
    await crowsnest('state', 'export', '--state', 'here', '--out', 'back.tar.zst')
    const { url: there, store: back } = await versioned()
    expect((await crowsnest('state', 'import', 'back.tar.zst', '--state', there, '--stopped')).code).toBe(0)
    await goOn(store, 354)
    expect((await logOf(back).latest())!.snapshot).toEqual((await logOf(store).latest())!.snapshot)
  })
})

/** An empty state in a bucket of its own that keeps versions. */
async function versioned(): Promise<{ readonly url: string; readonly store: ObjectStore }> {
  const bucket = await freshBucket()
  const client = new S3Client(s3Options())
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  client.destroy()
  return { url: `s3://${bucket}/engine`, store: s3Store({ bucket, prefix: 'engine', client: s3Options() }) }
}

/** The command with the emulator in its environment, as a user has AWS. */
async function crowsnest(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const { endpoint, region, credentials } = awsOptions()
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  const before = { ...process.env }
  Object.assign(process.env, environment)
  try {
    const io = fakeIo(undefined, folder)
    const code = await main(args, io)
    return { code, out: io.out() + io.err() }
  } finally {
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
