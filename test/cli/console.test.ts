import { readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DeleteAnomalyDetectorCommand,
  ListAnomalyDetectorsCommand,
  LookoutMetricsClient,
} from '@aws-sdk/client-lookoutmetrics'
import { main } from '../../cli/main.ts'
import { fakeIo, type FakeIo } from './fake-io.ts'
import { smallShop } from './small-shop.ts'

const folder = smallShop()
const TOKEN = 'a-token-that-lasts'

beforeAll(async () => {
  await main(['run', 'shop.yaml', '--state', 'state', '--until', '2026-06-21T08:00:30Z'], fakeIo(undefined, folder))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Served {
  readonly io: FakeIo
  readonly first: { readonly pageUrl: string; readonly apiUrl: string; readonly state: string }
  /** Ends the command; gives its exit code. */
  readonly end: () => Promise<number>
}

/** The command as it runs when it has said where it listens. */
async function serve(args: readonly string[], env: Record<string, string> = {}): Promise<Served> {
  const stop = new AbortController()
  const io: FakeIo = { ...fakeIo(undefined, folder), env, stopSignal: () => stop.signal }
  const code = main(['console', '--state', 'state', '--port', '0', '--json', ...args], io)
  while (!io.out().includes('\n')) {
    await Promise.race([code, new Promise((resolve) => setTimeout(resolve, 10))])
    if (io.err() !== '') throw new Error(io.err())
  }
  return {
    io,
    first: JSON.parse(io.out().split('\n')[0]!) as Served['first'],
    end: () => {
      stop.abort()
      return code
    },
  }
}

describe('crowsnest console', () => {
  it('says where page and API are, serves both, writes nothing by itself, and ends with 0', async () => {
    rmSync(join(folder, 'state', '.crowsnest'), { recursive: true })
    const { first, end } = await serve(['--token', TOKEN])
    expect(first).toMatchObject({ state: `file://${folder}/state` })
    expect(new URL(first.pageUrl).searchParams.get('token')).toBe(TOKEN)
    const page = await fetch(new URL('/', first.pageUrl))
    expect(await page.text()).toContain('<title>')
    const headers = { authorization: `Bearer ${TOKEN}` }
    const data = (await (await fetch(new URL('/data/detectors', first.pageUrl), { headers })).json()) as object
    expect(data).toMatchObject({ detectors: [{ name: 'shop', managedBy: '`crowsnest run`' }] })
    expect(await end()).toBe(0)
    expect(readdirSync(join(folder, 'state'))).not.toContain('.crowsnest')
    await expect(fetch(first.pageUrl)).rejects.toThrow()
  })

  it('shows a detector of `crowsnest run` by the API, and leaves changing it to its spec', async () => {
    const { first, end, io } = await serve([], { CROWSNEST_TOKEN: TOKEN })
    const client = new LookoutMetricsClient({
      endpoint: first.apiUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const { AnomalyDetectorSummaryList: listed } = await client.send(new ListAnomalyDetectorsCommand({}))
    expect(listed).toMatchObject([
      { AnomalyDetectorArn: 'arn:aws:lookoutmetrics:local:000000000000:AnomalyDetector:shop', Status: 'ACTIVE' },
    ])
    const arn = listed![0]!.AnomalyDetectorArn
    await expect(client.send(new DeleteAnomalyDetectorCommand({ AnomalyDetectorArn: arn }))).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringContaining('managed by `crowsnest run`: change it there'),
    })
    await end()
    expect(io.err()).toBe('')
  })

  it('makes a new token at each start', async () => {
    const tokens: string[] = []
    for (let start = 0; start < 2; start++) {
      const { first, end } = await serve([])
      tokens.push(new URL(first.pageUrl).searchParams.get('token')!)
      await end()
    }
    expect(tokens[0]).toMatch(/^[\w-]{32}$/)
    expect(tokens[1]).not.toBe(tokens[0])
  })

  it('says when the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const io = fakeIo(undefined, folder)
    expect(await main(['console', '--state', 'state', '--port', String(port)], io)).toBe(2)
    expect(io.err()).toContain(`Port ${port} is in use`)
    expect(io.err()).toContain('[PORT_IN_USE]')
    await new Promise((resolve) => other.close(resolve))
  })

  it.each([
    { args: [], code: 'OPTION_REQUIRED' },
    { args: ['--state', 's', '--port', '70000'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', '--token', 'short'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', '--token', 'with spaces and more'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', '--bucket', 'no-folder'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', '--bucket', 'Upper=./data'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', '--account', '1234'], code: 'OPTION_VALUE_INVALID' },
    { args: ['--state', 's', 'more'], code: 'OPERAND_UNEXPECTED' },
  ])('refuses $args with $code', async ({ args, code }) => {
    const io = fakeIo(undefined, folder)
    expect(await main(['console', ...args], io)).toBe(2)
    expect(io.err()).toContain(`[${code}]`)
  })
})
