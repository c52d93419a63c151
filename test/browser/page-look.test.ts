import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GroupLine } from '../../engine/console/page-data.ts'
import type { DetectorFixture } from '../console/page-fixture.ts'
import { anomalyPath, browserPresent, EVIL, openBrowser, PICTURES, type PageBrowser } from './page-browser.ts'
import type { PageServer } from '../console/page-server.ts'

describe.skipIf(!browserPresent)('the look of the review page', () => {
  let browser: PageBrowser
  let server: PageServer
  let shop: DetectorFixture
  let worst: GroupLine
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    ;({ server, shop, worst } = browser)
    page = await browser.newPage()
  }, 60_000)

  afterAll(() => browser?.close())

  const open = (path: string, on = page) => browser.open(path, on)
  const picture = (name: string, on = page, fullPage = true) => browser.picture(name, on, fullPage)

  it('lets nothing from the data become part of the page', async () => {
    for (const path of ['anomalies?severity=0', `anomalies/${worst.id}`, 'log', 'quality', 'alerts']) {
      await open(`/detectors/${encodeURIComponent(EVIL)}/${path}`)
      expect(await page.evaluate('window.hurt ?? document.querySelectorAll("#view script, #view img").length')).toBe(0)
      expect(await page.locator('#view').textContent()).not.toContain('\u202e')
    }
    expect(await page.locator('#view').textContent()).toContain('<script>')
  })

  it('shows what is wrong with a detector, and that it has nothing else to show', async () => {
    for (const [path, notice] of [
      ['anomalies', 'No anomalies'],
      ['log', 'Nothing yet'],
      ['quality', 'Nothing yet'],
      ['alerts', 'No alerts'],
    ] as const) {
      await open(`/detectors/broken/${path}`)
      expect(await page.textContent('.failure')).toContain('is not an interval')
      expect(await page.textContent('.notice h2')).toBe(notice)
    }
  })

  it('says of one that is late before it has learned enough that it still learns, and repeats no reason', async () => {
    const { detector } = shop
    const late = { ...detector, name: 'late', status: 'LEARNING', health: 'LATE', learned: 12, failure: null } as const
    const failed = {
      ...detector,
      name: 'failed',
      health: 'FAILED',
      healthText: 'No file.',
      failure: 'No file.',
    } as const
    const before = server.settings.detectors
    server.settings.detectors = [late, failed].map((own) => ({ ...shop, detector: own, groups: [] }))
    try {
      await open('/detectors/late/anomalies')
      expect(await page.textContent('.notice')).toContain('It has learned from 12 intervals so far')
      await open('/detectors/failed/anomalies')
      expect(await page.getByText('No file.').count()).toBe(1)
    } finally {
      server.settings.detectors = before
    }
  })

  it('shows the other detectors beside those of which nothing can be read', async () => {
    server.settings.unreadable = [
      { name: 'lost', denied: false, message: 'detectors/lost/detector.json is damaged (it is not JSON). Restore it.' },
      { name: 'payroll', denied: true, message: 'S3 refused access.' },
    ]
    try {
      await open('/detectors')
      expect(await page.locator('.detector').count()).toBe(server.settings.detectors.length + 1)
      expect(await page.locator('.detector').first().textContent()).toContain('detectors/lost/detector.json is damaged')
      expect(await page.textContent('.denied')).toBe('Your credentials do not reach 1 other detector: payroll.')
      await picture('unreadable')
    } finally {
      server.settings.unreadable = []
    }
  })

  it('says how to come back when the session is over, and tries again when asked', async () => {
    server.settings.authorized = false
    await open('/detectors/shop/anomalies')
    expect(await page.textContent('.notice')).toContain('crowsnest console')
    await picture('unauthorized', page, false)
    server.settings.authorized = true
    await page.click('#retry')
    await page.waitForSelector('#count')
    server.settings.failing = true
    await open('/detectors/shop/log')
    expect(await page.textContent('.notice')).toContain('The bucket acme does not let us read.')
    server.settings.failing = false
    await open('/detectors/nobody/anomalies')
    expect(await page.textContent('.notice h2')).toBe('Not found')
    await open('/elsewhere')
    expect(await page.textContent('.notice')).toContain('There is no such page')
    // The browser itself tells the console of answers that are no success.
    const expected = browser.troubles.filter((text) => text.includes('Failed to load resource'))
    for (const text of expected) browser.troubles.splice(browser.troubles.indexOf(text), 1)
  })

  it('is dark when the system is, or when switched', async () => {
    const dark = await browser.newPage({ colorScheme: 'dark' })
    const background = () => dark.evaluate('getComputedStyle(document.body).backgroundColor')
    await open('/detectors/shop/anomalies?severity=0', dark)
    const night = await background()
    await picture('anomalies-dark', dark, false)
    await open(anomalyPath(worst), dark)
    await dark.waitForSelector('#charts.live canvas')
    await picture('anomaly-dark', dark)
    await dark.click('#theme')
    expect(await background()).not.toBe(night)
    await dark.reload()
    await dark.waitForSelector('.lead')
    expect(await background()).not.toBe(night)
    await dark.close()
  })

  it('fits a screen of 360 pixels', async () => {
    const narrow = await browser.newPage({ viewport: { width: 360, height: 780 } })
    for (const [name, path] of Object.entries({
      detectors: '/detectors',
      anomalies: '/detectors/shop/anomalies?severity=0',
      anomaly: anomalyPath(worst),
      log: '/detectors/shop/log',
      quality: '/detectors/shop/quality',
      alerts: '/detectors/shop/alerts',
    })) {
      await open(path, narrow)
      if (name === 'anomaly') await narrow.waitForSelector('#charts.live canvas')
      await picture(`${name}-narrow`, narrow, name !== 'anomalies' && name !== 'log')
      expect(await narrow.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(360)
      // All tabs are there, and what is said of a row stands below it rather than beyond the edge.
      const cut = `[...document.querySelectorAll('.tabs, .scroll:has(.stacked)')].filter((box) => box.scrollWidth > box.clientWidth).length`
      expect(await narrow.evaluate(cut), name).toBe(0)
    }
    await open('/detectors/shop/alerts', narrow)
    expect(await narrow.getByRole('row', { name: 'Delivered' }).first().getByRole('cell').count()).toBe(3)
    await narrow.close()
  })

  it('prints drawings instead of canvases, and all rows of a list', async () => {
    const paper = await browser.newPage()
    await open(anomalyPath(worst), paper)
    await paper.waitForSelector('#charts.live canvas')
    await paper.emulateMedia({ media: 'print' })
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await paper.locator('.paper svg.chart').first().isVisible()).toBe(true)
    expect(await paper.locator('.plot').first().isVisible()).toBe(false)
    await paper.pdf({ path: join(PICTURES, 'anomaly.pdf') })
    await open('/detectors/shop/anomalies?severity=0', paper)
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await paper.locator('.list a.row').count()).toBe(shop.groups.length)
    await open('/detectors/thousand/anomalies?severity=0', paper)
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await paper.locator('.rows .note').textContent()).toContain('500 more are not printed')
    await paper.close()
  })

  it.each(['light', 'dark'] as const)('has no serious accessibility violation in %s', async (colorScheme) => {
    const checked = await browser.newPage({ colorScheme })
    for (const path of [
      '/detectors',
      '/detectors/shop/anomalies?severity=0',
      anomalyPath(worst),
      // The newest, after which none comes.
      anomalyPath(shop.groups[0]!),
      '/detectors/shop/log',
      '/detectors/shop/quality',
      '/detectors/shop/alerts',
    ]) {
      await open(path, checked)
      if (path === anomalyPath(worst)) await checked.waitForSelector('#charts.live canvas')
      await checked.evaluate(axe.source)
      // Only colours differ in the dark.
      const rules = colorScheme === 'dark' ? '{ runOnly: ["color-contrast", "link-in-text-block"] }' : '{}'
      const { violations } = (await checked.evaluate(`axe.run(document, ${rules})`)) as axe.AxeResults
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(
        serious.map(
          ({ id, nodes }) =>
            `${path} ${id}: ${nodes
              .slice(0, 3)
              .map(({ html }) => html)
              .join(' | ')}`,
        ),
      ).toEqual([])
    }
    await checked.close()
  })

  it('needed nothing else, broke no rule of its policy and made no mistake', () => {
    expect(browser.troubles).toEqual([])
  })
})
