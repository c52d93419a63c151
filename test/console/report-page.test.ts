import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backtestReport } from '../../engine/console/index.ts'
import { sampleChart, sampleGroup, sampleResult, START } from './sample-result.ts'

const HOUR = 3_600_000
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present)
  process.stderr.write(`report-page.test.ts: no Chromium at ${executablePath}, so the page is not tried in one\n`)

describe.skipIf(!present)('the report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-page-'))
  const troubles: string[] = []
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const groups = [
      sampleGroup({ id: 'mild', severity: 20, measure: 'orders', start: START + 72 * HOUR, end: START + 72 * HOUR }),
      sampleGroup({ id: 'worst', severity: 95 }),
      sampleGroup({ id: 'late', severity: 60, start: START + 95 * HOUR, end: START + 95 * HOUR }),
      sampleGroup({ id: 'third', severity: 40, start: START + 90 * HOUR, end: START + 90 * HOUR }),
    ]
    const charts = groups.map(({ id }) => sampleChart(['web', 'us'], { groupId: id }))
    const file = join(folder, 'report.html')
    writeFileSync(file, backtestReport(sampleResult({ groups, charts })))
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
    page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
    page.on('console', (message) => troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(request.url())
    })
    await page.goto(pathToFileURL(file).href)
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const visible = () =>
    page
      .locator('details.group:not([hidden])')
      .evaluateAll((groups) => groups.map(({ id }) => id.replace('group-', '')))

  it('sorts by severity at first, then as asked', async () => {
    expect(await visible()).toEqual(['worst', 'late', 'third', 'mild'])
    await page.selectOption('[name=sort]', 'time')
    expect(await visible()).toEqual(['mild', 'worst', 'third', 'late'])
    await page.selectOption('[name=sort]', 'severity')
  })

  it('filters by measure, severity and words', async () => {
    await page.selectOption('[name=measure]', 'orders')
    expect(await visible()).toEqual(['mild'])
    expect(await page.textContent('#shown')).toBe('1 of 4 shown')
    await page.selectOption('[name=measure]', '')
    await page.selectOption('[name=least]', '50')
    expect(await visible()).toEqual(['worst', 'late'])
    await page.selectOption('[name=least]', '0')
    await page.fill('[name=text]', 'nowhere')
    expect(await visible()).toEqual([])
    await page.fill('[name=text]', 'IOS us')
    expect(await visible()).toHaveLength(4)
    await page.fill('[name=text]', '')
  })

  it('opens the group whose mark was clicked on the timeline', async () => {
    expect(await page.locator('#group-mild').getAttribute('open')).toBeNull()
    await page.click('svg.timeline a[href="#group-mild"]')
    expect(await page.locator('#group-mild').getAttribute('open')).not.toBeNull()
  })

  it('fits a narrow screen and opens everything for print', async () => {
    await page.setViewportSize({ width: 380, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380)
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await page.locator('details.group[open]').count()).toBe(4)
  })

  it('needed nothing else and made no mistake', () => {
    expect(troubles).toEqual([])
  })
})
