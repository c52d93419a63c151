import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageText, sourcePages } from '../../scripts/docs-site/pages.ts'
import { buildSite } from '../../scripts/docs-site/site.ts'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const absent = !existsSync(CHROMIUM)
if (absent)
  process.stderr.write(`skipped: the site in a browser, there is no ${CHROMIUM}; CHROMIUM names another one\n`)

describe.skipIf(absent)('the site in a browser, from a disk', () => {
  const site = buildSite(new Map(sourcePages().map((path) => [path, pageText(path)])))
  let folder: string
  let browser: Browser
  const address = (path: string): string => pathToFileURL(join(folder, path)).href
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-site-'))
    for (const [path, content] of site) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true })
  })

  it('finds what is searched, from a page in a folder, and leads there', async () => {
    const page = await browser.newPage()
    await page.goto(address('detection/accuracy.html'))
    await page.keyboard.press('/')
    await page.keyboard.type('confused deputy')
    await page.locator('#found a').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => !url.pathname.includes('accuracy'))
    expect(await page.locator('main').textContent()).toMatch(/confused.deputy/iu)
    await page.close()
  })

  it('is light or dark as the system is, and as it is told, pictures too', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' })
    await page.goto(address('index.html'))
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const picture = (): Promise<string> => page.evaluate("document.querySelector('picture img').currentSrc")
    expect([await ground(), await picture()]).toEqual(['rgb(20, 24, 31)', expect.stringContaining('-dark.png')])
    await page.getByRole('button', { name: 'Theme' }).click()
    await expect.poll(picture).toContain('-light.png')
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.close()
  })

  it('needs no scrolling to the side on a telephone', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } })
    for (const path of site.keys()) {
      if (!path.endsWith('.html')) continue
      await page.goto(address(path))
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 360])
    }
    await page.close()
  })
})
