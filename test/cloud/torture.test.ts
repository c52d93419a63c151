import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderStore, s3Store, type ObjectStore } from '../../engine/state/index.ts'
import { UNRECORDED } from '../recording/record.ts'
import { Choices } from '../torture/choices.ts'
import { createGround, type Ground, runSchedule } from '../torture/schedule.ts'
import { createWorld } from '../torture/world.ts'
import { freshBucket, s3Options } from './aws.ts'

const root = join(import.meta.dirname, '../..')

let ground: Ground
beforeAll(async () => {
  ground = await createGround(await createWorld())
})

async function violationsOn(store: ObjectStore, seed: number): Promise<readonly string[]> {
  return (await runSchedule(ground, Choices.seeded(seed), { store, state: 'store' })).violations
}

describe('npm run torture', () => {
  it('finds nothing in a minute, and says what it has tried', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=crowsnest-source', 'scripts/torture.ts', '--minutes', '1', '--seed', '500000'],
      { cwd: root },
    )
    expect(stdout).toMatch(/^0 violations$/m)
    const [, schedules = ''] = /^([\d,]+) schedules, [\d,]+ steps/m.exec(stdout) ?? []
    expect(Number(schedules.replaceAll(',', ''))).toBeGreaterThan(50)
    expect(stdout).toMatch(/store: kill, done later/)
    expect(stdout).toMatch(/checks of invariants:/)
  })

  it('explains a number that is none', async () => {
    const run = promisify(execFile)(
      process.execPath,
      ['--conditions=crowsnest-source', 'scripts/torture.ts', '--schedules', 'many'],
      { cwd: root },
    )
    await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--schedules many') })
  })
})

describe('the same schedules on a real store', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('come to the same in a folder: seed %i', async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-torture-'))
    try {
      expect(await violationsOn(await folderStore(folder), seed)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([1, 2, 3])('come to the same in S3: seed %i', async (seed) => {
    const bucket = await freshBucket()
    expect(await violationsOn(s3Store({ bucket, client: s3Options(UNRECORDED) }), seed)).toEqual([])
  })
})
