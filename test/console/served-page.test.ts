import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetFeedbackCommand, LookoutMetricsClient } from '@aws-sdk/client-lookoutmetrics'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, runLocally, startConsole, type ObjectStore, type RunningConsole } from '../../engine/index.ts'
import { listJudgements } from '../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from '../engine/run/sandbox.ts'
import { addressOf, browserPresent } from '../browser/page-browser.ts'

/** The other tests of the page have a server of their own; here it is the one of `crowsnest console`, on a state that the engine made. */
describe.skipIf(!browserPresent)('the page that crowsnest console serves', () => {
  const stop = new AbortController()
  const troubles: string[] = []
  let folder: string
  let sandbox: Sandbox
  let store: ObjectStore
  let running: RunningConsole
  let browser: Browser
  let page: Page

  const newest = async () =>
    (await listJudgements(store, 'shops')).judgements.toSorted((one, other) => other.at - one.at)[0]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-served-'))
    sandbox = createSandbox({ history: 305, live: 8, disturbances: { west: { 307: 4 } } })
    store = await openStore(join(folder, 'state'))
    const delivery = { writeLine: () => undefined }
    await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], { store, until: startOf(313), delivery })
    running = await startConsole({
      store,
      port: 0,
      token: 'token-of-the-page',
      reviewer: 'ana',
      delivery,
      signal: stop.signal,
      // Somebody who takes something back does so later.
      now: () => startOf(313) + Math.floor(performance.now()),
      onError: (error) => troubles.push(String(error)),
    })
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    })
    page = await browser.newPage()
    page.on('console', (message) => troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    stop.abort()
    await running?.ended
    sandbox.remove()
    await rm(folder, { recursive: true })
  })

  it('lets in whoever has the printed address, and takes the token out of it', async () => {
    await page.goto(running.pageUrl)
    await page.waitForURL('**/detectors/shops/anomalies?*')
    expect((await addressOf(page)).href).not.toContain('token')
    expect(await page.locator('.list a.row').count()).toBeGreaterThan(0)
  })

  it('keeps a judgement where the API and other people see it, and takes it back', async () => {
    await page.locator('.list a.row').first().click()
    await page.waitForSelector('canvas')
    const id = (await addressOf(page)).pathname.split('/').at(-1)!
    await page
      .getByRole('button', { name: /Not relevant/ })
      .first()
      .click()
    await expect.poll(newest, { timeout: 5000 }).toMatchObject({ groupId: id, relevant: false, by: 'ana' })
    const client = new LookoutMetricsClient({
      endpoint: running.apiUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const { AnomalyGroupTimeSeriesFeedback: feedback } = await client.send(
      new GetFeedbackCommand({
        AnomalyDetectorArn: 'arn:aws:lookoutmetrics:local:000000000000:AnomalyDetector:shops',
        AnomalyGroupTimeSeriesFeedback: { AnomalyGroupId: id },
      }),
    )
    expect(feedback).toEqual(expect.arrayContaining([expect.objectContaining({ IsAnomaly: false })]))
    await page.reload()
    await page.click('#judge-all-undo')
    await expect.poll(newest, { timeout: 5000 }).toMatchObject({ groupId: id, relevant: null, by: 'ana' })
  })

  it('says how to get in to whoever has no token', async () => {
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(new URL('/detectors/shops/anomalies', running.pageUrl).href)
    await stranger
      .getByText(/crowsnest console/)
      .first()
      .waitFor()
    expect(await stranger.locator('.list a.row').count()).toBe(0)
  })

  it('tells an old bookmark that its token is wrong, and lets nobody who is signed in lose that by one', async () => {
    const bookmark = new URL('/detectors/shops/anomalies?token=of-yesterday', running.pageUrl).href
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(bookmark)
    await stranger.getByText(/wrong token/).waitFor()
    await page.goto(bookmark)
    await page.waitForSelector('.list a.row')
    expect((await addressOf(page)).href).not.toContain('token')
  })

  it('gives other servers of the machine nothing that opens the API', async () => {
    const seen: string[] = []
    const other = createServer(({ headers }, response) => {
      seen.push(headers.cookie ?? '')
      response.end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    for (const path of ['/', '/data/']) await page.goto(`http://127.0.0.1:${port}${path}`)
    other.closeAllConnections()
    other.close()
    expect(seen.length).toBeGreaterThanOrEqual(2)
    expect(seen.join(' ')).toContain(`crowsnest-${running.port}=`)
    expect(seen.join(' ')).not.toContain('token-of-the-page')
    expect(seen[0]).toBe('')
  })

  it('breaks no rule of its own content security policy, and asks for nothing that is not there', () => {
    expect(troubles.filter((text) => !text.includes('401'))).toEqual([])
  })
})
