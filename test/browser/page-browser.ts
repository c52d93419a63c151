import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { GroupLine } from '../../engine/console/page-data.ts'
import {
  backtestFixture,
  brokenFixture,
  evilFixture,
  generatedFixture,
  sampleBacktest,
  type DetectorFixture,
} from '../console/page-fixture.ts'
import { startPageServer, type PageServer } from '../console/page-server.ts'

/** A name that tries to be markup, a script, a formula and text of the other direction. */
export const EVIL = `=1"><script>window.hurt=1</script><img src=x onerror="window.hurt=1">&\u202e`

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether there is a browser to try the page in. */
export const browserPresent = existsSync(executablePath)
if (!browserPresent) process.stderr.write(`no Chromium at ${executablePath}, so the review page is not tried in one\n`)

/** Screenshots for a person to look at; not in git. */
export const PICTURES = join(import.meta.dirname, '../../test-output')

/** The page of an anomaly of the sample shop. */
export function anomalyPath({ id }: Pick<GroupLine, 'id'>): string {
  return `/detectors/shop/anomalies/${id}`
}

/** Where a page says it is: `url()` may hear of a script's change of it only after the click that made it is over. */
export async function addressOf(page: Page): Promise<URL> {
  return new URL(await page.evaluate(() => location.href))
}

/** The review page in a browser, with the sample shop and what is hard to show beside it. */
export interface PageBrowser {
  readonly server: PageServer
  readonly shop: DetectorFixture
  readonly all: readonly DetectorFixture[]
  /** The most severe group of the shop, of them that with most metrics. */
  readonly worst: GroupLine
  /** What the console of the browser said, mistakes of the page, and requests to elsewhere. */
  readonly troubles: string[]
  readonly newPage: (options?: Parameters<Browser['newPage']>[0]) => Promise<Page>
  /** Opens an address and waits until something is there. */
  readonly open: (path: string, on: Page) => Promise<void>
  readonly picture: (name: string, on: Page, fullPage?: boolean) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Starts the server and the browser. */
export async function openBrowser(): Promise<PageBrowser> {
  mkdirSync(PICTURES, { recursive: true })
  const shop = backtestFixture(await sampleBacktest())
  const all = [
    shop,
    generatedFixture(shop, 'thousand', 1000),
    generatedFixture(shop, 'ten thousand', 10_000),
    evilFixture(shop, EVIL),
    brokenFixture(shop),
  ]
  const server = await startPageServer(all)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
  const troubles: string[] = []
  return {
    server,
    shop,
    all,
    worst: shop.groups.toSorted((a, b) => b.severity - a.severity || b.metricCount - a.metricCount)[0]!,
    troubles,
    async newPage(options = {}) {
      const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, ...options })
      page.setDefaultTimeout(15_000)
      page.on('console', (message) => troubles.push(message.text()))
      page.on('pageerror', (error) => troubles.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith(server.origin)) troubles.push(request.url())
      })
      return page
    },
    async open(path, on) {
      await on.goto(server.origin + path)
      await on.waitForSelector('h1, .notice')
    },
    picture: (name, on, fullPage = true) => on.screenshot({ path: join(PICTURES, `${name}.png`), fullPage }),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}
