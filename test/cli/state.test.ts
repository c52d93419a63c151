import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { main } from '../../cli/main.ts'
import { detectorReportText } from '../../cli/state-report.ts'
import { folderStore, type ObjectStore } from '../../engine/state/index.ts'
import { exportOf, keyOf, VERSION } from '../engine/care/released.ts'
import { fakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-state-'))
// Of its own: others use that of the machine at the same time.
const temporary = mkdtempSync(join(tmpdir(), 'crowsnest-state-tmp-'))
beforeAll(() => void vi.stubEnv('TMPDIR', temporary))
afterAll(() => {
  vi.unstubAllEnvs()
  for (const place of [folder, temporary]) rmSync(place, { recursive: true })
})

async function crowsnest(...args: readonly string[]): Promise<readonly [code: number, out: string, err: string]> {
  const io = fakeIo(undefined, folder)
  const code = await main(args, io)
  return [code, io.out(), io.err()]
}

/** All that is in a folder, with the moment of its last change. */
function treeOf(place: string): readonly string[] {
  const paths = ['.', ...readdirSync(place, { recursive: true, encoding: 'utf8' })]
  return paths.map((path) => `${path} ${statSync(join(place, path)).mtimeMs}`).toSorted()
}

/** Takes away, or gives back, the right to write. */
function setWritable(place: string, isWritable: boolean): void {
  for (const path of ['.', ...readdirSync(place, { recursive: true, encoding: 'utf8' })]) {
    const found = statSync(join(place, path))
    if (found.isDirectory()) chmodSync(join(place, path), isWritable ? 0o755 : 0o555)
  }
}

const OTHER = ['repair', '--state', 'other']

describe('crowsnest state', () => {
  let store: ObjectStore
  beforeAll(async () => {
    const args = ['state', 'import', exportOf(VERSION), '--state', 'state', '--stopped'] as const
    expect(await crowsnest(...args)).toEqual([0, expect.stringContaining('shops: ACTIVE, last interval until '), ''])
    store = await folderStore(join(folder, 'state'))
  })

  it('lists its commands', async () => {
    const [code, out] = await crowsnest('state', '--help')
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/Usage: crowsnest state COMMAND[\s\S]* {2}verify {2}[\s\S]* {2}import/u),
    ])
    expect(await crowsnest('help', 'state')).toEqual([0, out, ''])
    expect((await crowsnest('state'))[0]).toBe(2)
    expect((await crowsnest('state', 'verify', '--help'))[1]).toContain('Usage: crowsnest state verify --state DIR')
    expect(await crowsnest('state', 'verifi')).toEqual([2, '', expect.stringContaining('Did you mean state verify?')])
  })

  it.each([
    { current: 'a', fate: 'to be collected by the engine' },
    { current: 'b', fate: 'removed by `state repair --remove-unreferenced`' },
  ])('tells states that wait for collection from what no commit names: in force is $current', ({ current, fate }) => {
    const kept = { commits: { objects: 3, bytes: 900 } }
    const [unreferenced, collectable] = [
      { objects: 1, bytes: 11 },
      { objects: 12, bytes: 94_936 },
    ]
    const amounts = { commits: 3, lastEnd: null, kept, unreferenced, collectable, unsent: 0 }
    const generations = [{ generation: 'a', ...amounts }]
    expect(detectorReportText({ detector: 'shops', status: 'ACTIVE', current, generations })).toContain(
      `    not named by any commit: 1 object, 11 bytes\n    of earlier states, ${fate}: 12 objects, 94.9 kB\n`,
    )
  })

  it('verifies, repairs from an export, and verifies again', async () => {
    expect(await crowsnest('state', 'verify', '--state', 'state')).toEqual([0, expect.stringContaining('Whole.\n'), ''])
    expect((await crowsnest('state', 'export', '--state', 'state', '--out', 'whole.tar.zst'))[0]).toBe(0)
    const key = await keyOf(store, 'commits', 3)
    await store.delete(key)
    const [code, out] = await crowsnest('state', 'verify', '--state', 'state')
    expect([code, out]).toEqual([1, expect.stringContaining(`error ${key}\n  The commit of the interval until `)])
    const [, text] = await crowsnest('state', 'verify', '--state', 'state', '--json')
    expect(JSON.parse(text)).toMatchObject({
      findings: [{ code: 'COMMIT_MISSING', key, level: 'error', detector: 'shops' }],
      counts: { error: 1, warning: 0 },
      detectors: [{ detector: 'shops', status: 'ACTIVE' }],
    })
    const repair = ['state', 'repair', '--state', 'state', '--from', 'whole.tar.zst'] as const
    expect(await crowsnest(...repair)).toEqual([0, expect.stringContaining('1 action; --apply does it.'), ''])
    expect((await crowsnest('state', 'verify', '--state', 'state'))[0]).toBe(1)
    const [applied, actions] = await crowsnest(...repair, '--apply', '--json')
    expect([applied, JSON.parse(actions)]).toEqual([
      0,
      { applied: true, actions: [{ kind: 'restore', key, from: 'whole.tar.zst', instead: 'missing' }], findings: [] },
    ])
    expect((await crowsnest('state', 'verify', '--state', 'state'))[0]).toBe(0)
    // What was unpacked for it is gone.
    expect(readdirSync(temporary)).toEqual([])
  })

  // Where the tests run as root, the rights hinder nobody, and the times alone tell.
  it.each([
    ['state', 'verify', '--state', 'copy'],
    ['state', 'export', '--state', 'copy', '--out', 'of-copy.tar.zst'],
    ['state', 'repair', '--state', 'copy', '--from', exportOf(VERSION)],
    ['state', 'repair', '--state', 'copy', '--from', 'copy', '--apply'],
    ['state', 'repair', '--state', 'state', '--from', 'copy'],
    ['status', '--state', 'copy'],
  ])('%s %s %s %s reads a copy that cannot be written, and leaves it as it is', async (...args) => {
    const copy = join(folder, 'copy')
    cpSync(join(folder, 'state'), copy, { recursive: true, filter: (path) => !path.includes('.crowsnest') })
    const before = treeOf(copy)
    setWritable(copy, false)
    try {
      const [code, , err] = await crowsnest(...args)
      expect([code, err]).toEqual([args[0] === 'status' ? 1 : 0, ''])
      expect(treeOf(copy)).toEqual(before)
    } finally {
      setWritable(copy, true)
      rmSync(copy, { recursive: true })
    }
  })

  it.each([
    { args: ['export', '--state', 'state', '--out', 'stopped.tar.zst'] },
    { args: ['repair', '--state', 'stopped', '--from', exportOf(VERSION), '--detector', 'shops', '--apply'] },
  ])('leaves nothing half done when it is stopped: $args.0', async ({ args }) => {
    for (const looks of [0, 30, 60]) {
      let left = looks
      const signal = {
        get aborted() {
          return left-- <= 0
        },
      } as AbortSignal
      const io = { ...fakeIo(undefined, folder), stopSignal: () => signal }
      expect([await main(['state', ...args], io), io.err()]).toEqual([2, expect.stringContaining('[STOPPED]')])
      expect(readdirSync(folder).filter((name) => /stopped\.tar/u.test(name))).toEqual([])
      expect(readdirSync(temporary)).toEqual([])
    }
  })

  it.each([
    { args: ['verify', '--state', 'nowhere'], code: 'STATE_NOT_THERE' },
    { args: ['verify', '--state', 'state', '--detector', 'shop'], code: 'DETECTOR_NOT_THERE' },
    { args: ['repair', '--state', 'state', '--anew'], code: 'OPTION_REQUIRED' },
    { args: ['repair', '--state', 'state', '--from-versions'], code: 'NO_VERSIONS' },
    { args: ['repair', '--state', 'state', '--from', 'nowhere'], code: 'STATE_NOT_THERE' },
    { args: ['repair', '--state', 'nowhere', '--from', 'state'], code: 'STATE_NOT_THERE' },
    { args: ['repair', '--state', 'state', '--from', 'taken.tar.zst/x'], code: 'STATE_NOT_THERE' },
    { args: [...OTHER, '--from', 'nowhere', '--detector', 'shops', '--apply'], code: 'STATE_NOT_THERE' },
    { args: [...OTHER, '--from', 'state', '--detector', 'shop', '--apply'], code: 'DETECTOR_NOT_THERE' },
    { args: [...OTHER, '--from', 'taken.tar.zst', '--detector', 'shops', '--apply'], code: 'ARCHIVE_INVALID' },
    { args: ['export', '--state', 'state', '--out', 'taken.tar.zst'], code: 'FILE_EXISTS' },
    { args: ['export', '--state', 'state', '--out', 'state'], code: 'FILE_EXISTS' },
    { args: ['export', '--state', 'state', '--out', 'leads-nowhere'], code: 'FILE_EXISTS' },
    { args: ['export', '--state', 'state', '--out', 'nowhere/x.tar.zst'], code: 'EXPORT_UNWRITABLE' },
    { args: ['export', '--state', 'state', '--out', 'taken.tar.zst/x.tar.zst'], code: 'EXPORT_UNWRITABLE' },
    { args: ['export', '--state', 'state', '--out', `${'x'.repeat(250)}.tar.zst`], code: 'EXPORT_UNWRITABLE' },
    { args: ['export', '--state', 'taken.tar.zst', '--out', 'x.tar.zst'], code: 'STORE_URL_INVALID' },
    { args: ['import', 'state', '--state', 'other'], code: 'ARCHIVE_UNREADABLE' },
    { args: ['import', 'taken.tar.zst/x', '--state', 'other'], code: 'FILE_NOT_THERE' },
    { args: ['import', exportOf(VERSION), '--state', 'taken.tar.zst', '--stopped'], code: 'STORE_URL_INVALID' },
    { args: ['import', exportOf(VERSION), '--state', 'taken.tar.zst/x', '--stopped'], code: 'STORE_NOT_WRITABLE' },
    { args: ['import', 'nowhere.tar.zst', '--state', 'other'], code: 'FILE_NOT_THERE' },
    { args: ['import', 'taken.tar.zst', '--state', 'other'], code: 'ARCHIVE_INVALID' },
    { args: ['import', exportOf(VERSION), '--state', 'other'], code: 'IMPORT_RUNS_ELSEWHERE' },
  ])('cannot $args: $code', async ({ args, code }) => {
    writeFileSync(join(folder, 'taken.tar.zst'), 'mine')
    rmSync(join(folder, 'leads-nowhere'), { force: true })
    symlinkSync('nowhere-at-all', join(folder, 'leads-nowhere'))
    const [exit, out, err] = await crowsnest('state', ...args)
    expect([exit, out, err]).toEqual([2, '', expect.stringContaining(`[${code}]`)])
    // The first line says all; what the system said may follow.
    expect(err.split('\n')[0]).not.toMatch(code === 'STORE_NOT_WRITABLE' ? /undefined/u : /\bE[A-Z]{4,}:/u)
    // No folder is made on the way to an error.
    expect(readdirSync(folder).filter((name) => /^(?:nowhere|other|x)|\.part$/u.test(name))).toEqual([])
  })

  it('says what it would restore of a folder that is gone, which it makes only with --apply', async () => {
    const args = ['state', 'repair', '--state', 'lost/folder', '--from', exportOf(VERSION), '--detector', 'shops']
    const [code, planned] = await crowsnest(...args)
    expect([code, planned]).toEqual([
      0,
      expect.stringMatching(/would be restored[\s\S]* actions; --apply does it\.\n$/u),
    ])
    expect(readdirSync(folder)).not.toContain('lost')
    const [applied, done] = await crowsnest(...args, '--apply')
    // Several are on their way at a time: whichever comes first.
    const lines = planned.replaceAll('would be ', '').replace('; --apply does it', '').split('\n')
    expect([applied, done.split('\n').toSorted()]).toEqual([0, lines.toSorted()])
    expect(await crowsnest('state', 'verify', '--state', 'lost/folder')).toEqual([
      0,
      expect.stringContaining('Whole.'),
      '',
    ])
  })
})
