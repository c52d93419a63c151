import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { fakeIo } from './fake-io.ts'
import { smallShop } from './small-shop.ts'

const folder = smallShop()
afterAll(() => rmSync(folder, { recursive: true }))
/** Just after the last hour of continuous data: the history ends at midnight of 21 June in New York. */
const UNTIL = '2026-06-21T08:00:30Z'

describe('crowsnest run', () => {
  it('learns the history, executes what is due, and does nothing twice', async () => {
    const args = ['run', 'shop.yaml', '--state', 'state', '--until', UNTIL]
    const first = fakeIo(undefined, folder)
    expect(await main(args, first)).toBe(0)
    expect(first.out()).toContain('shop: declared\nshop: ACTIVE\n')
    expect(first.out().match(/3 records/gu)).toHaveLength(4)
    const second = fakeIo(undefined, folder)
    expect(await main([...args, '--json'], second)).toBe(0)
    const events = second
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string })
    expect(events.map(({ kind }) => kind)).toEqual(['declared', 'activated'])
  })

  it('reports executed intervals as one JSON object a line', async () => {
    const io = fakeIo(undefined, folder)
    expect(await main(['run', 'shop.yaml', '--state', 'other', '--until', UNTIL, '--json'], io)).toBe(0)
    const events = io
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events[2]).toMatchObject({
      kind: 'executed',
      start: '2026-06-21T00:00:00-04:00',
      end: '2026-06-21T01:00:00-04:00',
      status: 'COMPLETED',
      failure: null,
      records: { read: 3, used: 3, rejected: 0, outside: 0 },
      groups: [],
    })
  })

  it('says how many metrics that ended made room for new ones', async () => {
    // A country that closed on the first day, and one that opens when the quota is full.
    const [history, live] = ['shop.csv', 'live/20260621/0000.csv'].map((path) =>
      readFileSync(join(folder, path), 'utf8'),
    )
    writeFileSync(join(folder, 'closed.csv'), `${history}2026-06-01 00:30:00,at,9\n`)
    mkdirSync(join(folder, 'open/20260621'), { recursive: true })
    writeFileSync(join(folder, 'open/20260621/0000.csv'), `${live}2026-06-21 00:10:00,fr,9\n`)
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    const own = spec.replace('shop.csv', 'closed.csv').replace('live/', 'open/')
    writeFileSync(join(folder, 'full.yaml'), `${own}quotas: { metrics: 4 }\n`)
    const args = ['run', 'full.yaml', '--until', '2026-06-21T05:00:30Z']
    const [text, json] = [fakeIo(undefined, folder), fakeIo(undefined, folder)]
    expect(await main([...args, '--state', 'full'], text)).toBe(0)
    expect(text.out()).toContain('4 records, 1 metric that ended made room for new ones')
    expect(await main([...args, '--state', 'full-json', '--json'], json)).toBe(0)
    expect(json.out()).toContain('"overQuota":0,"metricsGone":1')
  })

  it('says once that service roles are not assumed here', async () => {
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(
      join(folder, 'roles.yaml'),
      `${spec}  - name: topic
    channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:oncall' } }
    role: arn:aws:iam::111122223333:role/oncall
`,
    )
    const io = fakeIo(undefined, folder)
    expect(await main(['run', 'roles.yaml', '--state', 'roles', '--until', UNTIL], io)).toBe(0)
    expect(io.err()).toBe(
      'Service roles (`role`) are assumed by the engine in AWS alone; here your own AWS credentials are used.\n',
    )
    const plain = fakeIo(undefined, folder)
    await main(['run', 'shop.yaml', '--state', 'state', '--until', UNTIL], plain)
    expect(plain.err()).toBe('')
  })

  it.each([
    { args: ['shop.yaml'], code: 'OPTION_REQUIRED' },
    { args: ['shop.yaml', '--state', 's', '--until', 'soon'], code: 'OPTION_VALUE_INVALID' },
    { args: ['shop.yaml', 'shop.yaml', '--state', 's'], code: 'DETECTOR_TWICE' },
    { args: ['shop.yaml', '--state', 'ftp://x'], code: 'STORE_URL_INVALID' },
  ])('cannot run with $args: $code', async ({ args, code }) => {
    const io = fakeIo(undefined, folder)
    expect(await main(['run', ...args], io)).toBe(2)
    expect(io.err()).toContain(code)
  })

  it('ends with 0 on a SIGTERM', async () => {
    const bin = join(process.cwd(), 'bin/crowsnest.js')
    const child = spawn(process.execPath, [bin, 'run', 'shop.yaml', '--state', 'waiting'], { cwd: folder })
    const ended = Promise.withResolvers<number | null>()
    child.on('close', ended.resolve)
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('ACTIVE') && !child.killed) child.kill('SIGTERM')
    })
    expect(await ended.promise).toBe(0)
  })
})
