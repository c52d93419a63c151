import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { main } from '../../cli/main.ts'
import schema from '../../spec/output/status.schema.json' with { type: 'json' }
import { fakeIo, type FakeIo } from './fake-io.ts'
import { smallShop } from './small-shop.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const check = new Ajv2020({ allErrors: true, formats: { 'date-time': TIME } }).compile(schema)

/** Just after the last hour of continuous data was executed. */
const NOW = '2026-06-21T08:00:45Z'

const folder = smallShop()
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  for (const state of ['good', 'gap', 'corrupt', 'several']) await run('shop.yaml', state, '2026-06-21T08:00:30Z')
  await run('shop.yaml', 'gap', '2026-06-21T09:00:30Z')
  const commits = join(folder, 'corrupt', 'state/shop')
  const last = readdirSync(commits, { recursive: true, encoding: 'utf8' })
    .filter((path) => /commits.*\.json/.test(path))
    .toSorted()[0]!
  writeFileSync(join(commits, last), '{"half":')
  writeFileSync(
    join(folder, 'other.yaml'),
    readFileSync(join(folder, 'shop.yaml'), 'utf8').replace('detector: shop', 'detector: other'),
  )
  await run('other.yaml', 'corrupt', '2026-06-21T08:00:30Z')
})
afterEach(() => void vi.useRealTimers())

async function run(spec: string, state: string, until: string): Promise<void> {
  await main(['run', spec, '--state', state, '--until', until], fakeIo(undefined, folder))
}

async function status(
  args: readonly string[],
  at = NOW,
  terminal?: number,
): Promise<FakeIo & { readonly code: number }> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(at) })
  const io = fakeIo(terminal, folder)
  return { ...io, code: await main(['status', ...args], io) }
}

interface Told {
  readonly healthy: boolean
  readonly detectors: readonly {
    readonly detector: string
    readonly lag: { readonly intervals: number; readonly seconds: number } | null
    readonly intervals: readonly { readonly start: string; readonly outcome: string; readonly attempts: number }[]
    readonly attention: readonly { readonly code: string; readonly cause: string | null; readonly runbook: string }[]
  }[]
}

async function json(args: readonly string[], at = NOW): Promise<Told & { readonly code: number }> {
  const { out, code } = await status([...args, '--json'], at)
  const told = JSON.parse(out()) as Told
  expect(check(told), JSON.stringify(check.errors)).toBe(true)
  return { ...told, code }
}

describe('crowsnest status', () => {
  it('says that all is well, with what was executed', async () => {
    const { out, code } = await status(['--state', 'good'])
    expect(code).toBe(0)
    expect(out()).toContain('1 detector, all is well')
    expect(out()).toMatch(/next due +Sun 21 Jun 2026 05:00, in 59 min 15 s/)
    expect(out()).toMatch(/■ Sun 21 Jun 2026 03:00 +executed +1 +0 ms +3 +3 +0\n/)
    // The activation is no interval.
    expect(out().match(/■/g)).toHaveLength(4)
  })

  it('tells programs the same', async () => {
    const { healthy, detectors, code } = await json(['--state', 'good'])
    expect([healthy, code]).toEqual([true, 0])
    expect(detectors[0]).toMatchObject({
      detector: 'shop',
      status: 'ACTIVE',
      health: 'FINE',
      managedBy: '`crowsnest run`',
      lag: { intervals: 0, seconds: 0 },
      lastCommit: { start: '2026-06-21T03:00:00-04:00', sequence: 4 },
      nextDue: '2026-06-21T05:00:00-04:00',
      records: { read: 12, used: 12, rejected: 0, rejections: [] },
      attention: [],
    })
  })

  it('is no alarm while a wake-up is on its way, and one when nobody comes', async () => {
    const soon = await json(['--state', 'good'], '2026-06-21T09:10:00Z')
    expect([soon.code, soon.detectors[0]!.lag]).toEqual([0, { intervals: 1, seconds: 600 }])
    expect(soon.detectors[0]!.intervals[0]).toMatchObject({ start: '2026-06-21T04:00:00-04:00', outcome: 'DUE' })
    const late = await json(['--state', 'good'], '2026-06-21T12:30:00Z')
    expect([late.code, late.detectors[0]!.lag?.intervals]).toEqual([1, 4])
    expect(late.detectors[0]!.attention).toMatchObject([
      { code: 'DETECTOR_LATE', cause: null, runbook: 'docs/runbook.md#detector_late' },
    ])
  })

  it('says why an interval was passed over, and leads to the entry of its code', async () => {
    const { detectors, code } = await json(['--state', 'gap'], '2026-06-21T09:01:00Z')
    expect(code).toBe(1)
    expect(detectors[0]!.attention).toMatchObject([
      {
        code: 'INTERVAL_PASSED_OVER',
        cause: 'NO_DATA_FOR_INTERVAL',
        runbook: 'docs/runbook.md#no_data_for_interval',
      },
    ])
    const { out } = await status(['--state', 'gap'], '2026-06-21T09:01:00Z')
    expect(out()).toMatch(/□ Sun 21 Jun 2026 04:00 +passed over +1 /)
  })

  it('goes on with the others where the state of one is damaged', async () => {
    const { detectors, code } = await json(['--state', 'corrupt'])
    expect(code).toBe(1)
    expect(detectors.map(({ detector, attention }) => [detector, attention.map((one) => one.cause)])).toEqual([
      ['other', []],
      ['shop', ['OBJECT_CORRUPT']],
    ])
  })

  it('shows a table of several, and in full those that need somebody or are named', async () => {
    const { out } = await status(['--state', 'corrupt'])
    expect(out()).toContain('2 detectors, 1 needs somebody')
    expect(out()).toMatch(/^other +ACTIVE +FINE +Sun 21 Jun 2026 03:00 +up to date +■■■■\n/m)
    expect(out()).not.toContain('managed by')
    const named = await status(['--state', 'corrupt', '--detector', 'other'])
    expect([named.code, named.out()]).toEqual([0, expect.stringContaining('managed by')])
  })

  it('tells of as many intervals as are asked for', async () => {
    const { detectors } = await json(['--state', 'good', '--intervals', '2'])
    expect(detectors[0]!.intervals.map(({ start }) => start.slice(11, 16))).toEqual(['03:00', '02:00'])
  })

  it.each([70, 80, 120])('fits a terminal of %i characters', async (width) => {
    const { out } = await status(['--state', 'gap'], '2026-06-21T09:01:00Z', width)
    const [, ...lines] = out().split('\n')
    expect(lines.filter((line) => line.length > width)).toEqual([])
  })

  it('has no colours where none are wanted, and some where they are', () => {
    const bin = join(process.cwd(), 'bin/crowsnest.js')
    const look = (env: Readonly<Record<string, string>>): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [bin, 'status', '--state', 'good'], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...env },
      })
    const plain = look({ NO_COLOR: '1' })
    // Nobody has run it since June.
    expect([plain.status, plain.stdout]).toEqual([1, expect.stringContaining('DETECTOR_LATE')])
    expect(plain.stdout).not.toContain('\u001b')
    expect(look({ FORCE_COLOR: '1' }).stdout).toContain('\u001b[31m')
  })

  it('looks again until it is stopped', async () => {
    const stop = new AbortController()
    const io = fakeIo(undefined, folder)
    const running = main(['status', '--state', 'good', '--watch', '1', '--json'], {
      ...io,
      stopSignal: () => stop.signal,
    })
    await vi.waitUntil(() => io.out().trim().split('\n').length === 2, { timeout: 5_000 })
    stop.abort()
    expect(await running).toBe(1)
    for (const line of io.out().trim().split('\n')) expect(check(JSON.parse(line))).toBe(true)
  })

  it.each([
    { args: ['--state', 'nowhere'], code: 'STATE_MISSING' },
    { args: ['--state', 'live'], code: 'STATE_EMPTY' },
    { args: ['--state', 'good', '--detector', 'shops'], code: 'DETECTOR_UNKNOWN' },
    { args: ['--state', 'good', '--intervals', '0'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 'ftp://x'], code: 'STORE_URL_INVALID' },
    { args: [], code: 'OPTION_REQUIRED' },
  ])('cannot run with $args: $code', async ({ args, code }) => {
    const io = await status(args)
    expect([io.code, io.err()]).toEqual([2, expect.stringContaining(code)])
  })
})
