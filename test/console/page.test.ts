import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GroupLine } from '../../engine/console/page-data.ts'
import { backtestFixture, evilFixture, generatedFixture, sampleBacktest, type DetectorFixture } from './page-fixture.ts'
import { startPageServer, type PageServer } from './page-server.ts'

const EVIL = `=1"><script>window.hurt=1</script><img src=x onerror="window.hurt=1">&\u202e`
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const present = existsSync(executablePath)
if (!present) process.stderr.write(`page.test.ts: no Chromium at ${executablePath}, so the page is not tried in one\n`)

const anomaly = (group: GroupLine) => `/detectors/shop/anomalies/${group.id}`

/** Screenshots for a person to look at; not in git. */
const pictures = join(import.meta.dirname, '../../test-output')

describe.skipIf(!present)('the review page in a browser', () => {
  let troubles: string[] = []
  let shop: DetectorFixture
  let all: readonly DetectorFixture[]
  let server: PageServer
  let browser: Browser
  let page: Page
  let worst: GroupLine

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    shop = backtestFixture(await sampleBacktest())
    all = [
      shop,
      generatedFixture(shop, 'thousand', 1000),
      generatedFixture(shop, 'ten thousand', 10_000),
      evilFixture(shop, EVIL),
    ]
    worst = shop.groups.toSorted((a, b) => b.severity - a.severity || b.metricCount - a.metricCount)[0]!
    server = await startPageServer(all)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
    page = await newPage()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function newPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const made = await browser.newPage({ viewport: { width: 1360, height: 900 }, ...options })
    made.setDefaultTimeout(15_000)
    made.on('console', (message) => troubles.push(message.text()))
    made.on('pageerror', (error) => troubles.push(error.message))
    made.on('request', (request) => {
      if (!request.url().startsWith(server.origin)) troubles.push(request.url())
    })
    return made
  }

  async function open(path: string, on = page): Promise<void> {
    await on.goto(server.origin + path)
    await on.waitForSelector('h1, .notice')
  }
  const picture = (name: string, on = page, fullPage = true) =>
    on.screenshot({ path: join(pictures, `${name}.png`), fullPage })
  const countText = (on = page) => on.locator('#count').textContent()
  const rows = (on = page) => on.locator('.list a.row')
  const query = () => new URL(page.url()).search

  it('shows all detectors, and goes straight to the anomalies of a single one', async () => {
    await open('/')
    expect(await page.locator('.detector').count()).toBe(all.length)
    await picture('detectors')
    server.settings.detectors = [shop]
    try {
      await page.goto(server.origin)
      await page.waitForURL('**/detectors/shop/anomalies?severity=70')
      await open('/detectors')
      expect(await page.locator('.detector').count()).toBe(1)
    } finally {
      server.settings.detectors = all
    }
  })

  it('shows at first what the most sensitive alert would fire for, and everything on demand', async () => {
    await open('/detectors/shop')
    const fired = shop.groups.filter(({ severity }) => severity >= 70).length
    expect(await countText()).toContain(`${fired} of ${shop.groups.length} anomalies · severity 70 and more`)
    await page.click('#clear')
    expect(await countText()).toContain(`${shop.groups.length} of ${shop.groups.length} anomalies`)
    await picture('anomalies', page, false)
  })

  it('filters by measure, value, severity, words and time, and keeps it all in the address', async () => {
    await open('/detectors/shop/anomalies?severity=0')
    await page.check('input[name=measure][value=latency]')
    await page.check('input[name=value][value=br]')
    await page.locator('#least').fill('20')
    await page.fill('#text', 'web')
    await page.check('input[name=range][value="30d"]', { force: true })
    const expected = shop.groups.filter(
      ({ measure, severity, where }) =>
        measure === 'latency' &&
        severity >= 20 &&
        ['br', 'web'].every((wanted) => where.some(({ value }) => value.includes(wanted))),
    )
    expect(expected.length).toBeGreaterThan(0)
    expect(await countText()).toContain(`${expected.length} of ${shop.groups.length}`)
    const address = page.url()
    expect(query()).toBe('?q=web&severity=20&measure=latency&is.country=br&range=30d')
    await open('/detectors')
    await page.goto(address)
    await page.waitForSelector('#count b')
    expect(await countText()).toContain(`${expected.length} of ${shop.groups.length}`)
    expect(await page.inputValue('#text')).toBe('web')
    expect(await page.isChecked('input[name=measure][value=latency]')).toBe(true)
  })

  it('lets the severity be dragged, and takes all filters back at once', async () => {
    await open('/detectors/shop/anomalies?severity=0')
    const slider = (await page.locator('#least').boundingBox())!
    const y = slider.y + slider.height / 2
    await page.mouse.move(slider.x + 8, y)
    await page.mouse.down()
    for (const share of [0.2, 0.4, 0.6, 0.8]) await page.mouse.move(slider.x + slider.width * share, y)
    await page.mouse.up()
    expect(Number(new URL(page.url()).searchParams.get('severity'))).toBeGreaterThan(70)
    await page.fill('#text', 'nowhere')
    expect(await page.textContent('.notice h2')).toBe('Nothing matches')
    await page.click('#clear')
    expect(await page.inputValue('#text')).toBe('')
    expect(await page.inputValue('#least')).toBe('0')
    expect(await countText()).toContain(`${shop.groups.length} of ${shop.groups.length}`)
  })

  it('sorts as asked', async () => {
    await open('/detectors/shop/anomalies?severity=0')
    await page.selectOption('#sort', 'metrics')
    const most = Math.max(...shop.groups.map(({ metricCount }) => metricCount))
    expect(await rows().first().locator('.long').textContent()).toContain(`${most} metric`)
    await page.selectOption('#sort', 'severity')
    expect(await rows().first().locator('.severity').textContent()).toContain('100')
  })

  it('takes a time range that is drawn on the timeline', async () => {
    await open('/detectors/shop/anomalies?severity=0')
    const box = (await page.locator('#timeline').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.4, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 })
    await page.mouse.up()
    expect(query()).toMatch(/from=.*to=/u)
    const [shown] = (await countText())!.split(' of ')
    expect(Number(shown)).toBeGreaterThan(0)
    expect(Number(shown)).toBeLessThan(shop.groups.length)
    expect(await page.inputValue('#from')).toMatch(/^2026-05-\d\d$/u)
  })

  it('opens the group whose mark is clicked on the timeline', async () => {
    await open('/detectors/shop/anomalies?severity=90')
    await page.locator('svg.timeline a').last().click()
    await page.waitForSelector('.lead h1')
    expect(page.url()).toContain('/anomalies/')
  })

  it('has of 10,000 anomalies only what can be seen in the page, and finds one at once', async () => {
    await open('/detectors/ten%20thousand/anomalies?severity=0')
    expect(await rows().count()).toBeLessThan(60)
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await page.waitForSelector('[aria-posinset="10000"]')
    await page.evaluate('scrollTo(0, 0)')
    await page.fill('#text', 'group-9876')
    expect(await countText()).toContain('1 of 10,000')
    expect(await rows().count()).toBe(1)
  })

  it('says what happened, and draws a chart of each metric that can be zoomed and read', async () => {
    await open(anomaly(worst))
    expect(await page.textContent('.sentence')).toMatch(
      new RegExp(
        `^${worst.measure} .*was \\d+ % (above|below) what was expected from .*, in ${worst.metricCount} metrics`,
        'u',
      ),
    )
    await page.waitForSelector('#charts.live canvas')
    expect(await page.locator('.plot canvas').count()).toBe(6)
    await picture('anomaly')
    const plot = (await page.locator('#plot-0 .u-over').boundingBox())!
    await page.mouse.move(plot.x + plot.width / 2, plot.y + 40)
    const hovered = await page.textContent('#readout-1')
    expect(hovered).toMatch(/expected/u)
    await page.focus('#plot-0')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await page.textContent('#readout-0')).toContain('Mon 8 Jun 2026 20:00')
    await page.locator('.figures summary').first().click()
    expect(await page.locator('.figures table tbody tr').count()).toBe(99)
    await page.click('#older')
    await expect.poll(() => page.locator('.figures table tbody tr').count()).toBeGreaterThan(200)
  })

  it('takes a judgement, shows it in the list, keeps it over a reload, and takes it back', async () => {
    await open(anomaly(worst))
    await page.click('#judge-all-not')
    await expect.poll(() => page.textContent('#judged')).toBe('In force: not relevant.')
    await page.click('#judge-0-relevant')
    await expect.poll(() => page.textContent('#judged')).toContain('1 relevant')
    await page.click('#back')
    await page.waitForSelector('.mark-good')
    await page.reload()
    await page.waitForSelector('.mark-not')
    await open(anomaly(worst))
    await page.locator('.feedback details summary').click()
    expect(await page.locator('.said li').count()).toBe(2)
    await page.click('#judge-all-undo')
    await expect.poll(() => page.textContent('#judged')).toBe('Nobody has said anything yet.')
  })

  it('does everything by keyboard', async () => {
    await open('/detectors/shop/anomalies?severity=0&sort=severity')
    await page.keyboard.press('/')
    await page.keyboard.type('latency')
    expect(query()).toContain('q=latency')
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await page.evaluate('document.activeElement.id')).toBe('row-0')
    const opened = await page.evaluate('document.activeElement.getAttribute("href")')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.lead')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('what')
    await page.keyboard.press('r')
    await expect.poll(() => page.textContent('#judged')).toBe('In force: relevant.')
    await page.keyboard.press('u')
    await expect.poll(() => page.textContent('#judged')).toBe('Nobody has said anything yet.')
    await page.keyboard.press('?')
    expect(await page.locator('#keys').textContent()).toContain('Judge it not relevant')
    await picture('keys', page, false)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.list a.row')
    expect(query()).toContain('q=latency')
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("href")')).toBe(opened)
  })

  it('gives what is shown as CSV in which nothing is a formula', async () => {
    await open(`/detectors/${encodeURIComponent(EVIL)}/anomalies?severity=99`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('button[name=export][value=csv]')])
    const text = readFileSync(await download.path(), 'utf8')
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + shop.groups.filter(({ severity }) => severity >= 99).length)
    expect(lines[1]).toContain(`"'=1""><script>`)
    expect(text).not.toMatch(/(^|,)"?=/mu)
  })

  it('lets nothing from the data become part of the page', async () => {
    for (const path of ['anomalies?severity=0', `anomalies/${worst.id}`, 'log', 'quality', 'alerts']) {
      await open(`/detectors/${encodeURIComponent(EVIL)}/${path}`)
      expect(await page.evaluate('window.hurt ?? document.querySelectorAll("#view script, #view img").length')).toBe(0)
      expect(await page.locator('#view').textContent()).not.toContain('\u202e')
    }
    expect(await page.locator('#view').textContent()).toContain('<script>')
  })

  it('shows the log with what went wrong, and older pages of it', async () => {
    await open('/detectors/shop/log')
    expect(await page.locator('table.log tbody tr').count()).toBe(100)
    await page.click('#older')
    await expect.poll(() => page.locator('table.log tbody tr').count()).toBe(200)
    await page.check('#trouble')
    const troubled = await page.locator('table.log tbody tr').count()
    expect(troubled).toBeGreaterThan(0)
    expect(troubled).toBeLessThan(40)
    await page.locator('.log details summary').first().click()
    expect(await page.locator('.rejections').first().textContent()).toContain('n/a')
    await picture('log', page, false)
  })

  it('shows data quality, and alerts with their deliveries', async () => {
    await open('/detectors/shop/quality')
    expect(await page.locator('tbody').textContent()).toContain('Records read')
    await picture('quality')
    await open('/detectors/shop/alerts')
    expect(await page.locator('.alert').textContent()).toContain('Delivered')
    await picture('alerts')
    await page.locator('.alert tbody a').first().click()
    await page.waitForSelector('.lead')
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
    troubles = troubles.filter((text) => !text.includes('Failed to load resource'))
  })

  it('is dark when the system is, or when switched', async () => {
    const dark = await newPage({ colorScheme: 'dark' })
    const background = () => dark.evaluate('getComputedStyle(document.body).backgroundColor')
    await open('/detectors/shop/anomalies?severity=0', dark)
    const night = await background()
    await picture('anomalies-dark', dark, false)
    await open(anomaly(worst), dark)
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
    const narrow = await newPage({ viewport: { width: 360, height: 780 } })
    for (const [name, path] of Object.entries({
      detectors: '/detectors',
      anomalies: '/detectors/shop/anomalies?severity=0',
      anomaly: anomaly(worst),
      log: '/detectors/shop/log',
      quality: '/detectors/shop/quality',
      alerts: '/detectors/shop/alerts',
    })) {
      await open(path, narrow)
      if (name === 'anomaly') await narrow.waitForSelector('#charts.live canvas')
      await picture(`${name}-narrow`, narrow, name !== 'anomalies' && name !== 'log')
      expect(await narrow.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(360)
    }
    await narrow.close()
  })

  it('prints drawings instead of canvases, and all rows of a list', async () => {
    const paper = await newPage()
    await open(anomaly(worst), paper)
    await paper.waitForSelector('#charts.live canvas')
    await paper.emulateMedia({ media: 'print' })
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await paper.locator('.paper svg.chart').first().isVisible()).toBe(true)
    expect(await paper.locator('.plot').first().isVisible()).toBe(false)
    await paper.pdf({ path: join(pictures, 'anomaly.pdf') })
    await open('/detectors/shop/anomalies?severity=0', paper)
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await rows(paper).count()).toBe(shop.groups.length)
    await paper.close()
  })

  it.each(['light', 'dark'] as const)('has no serious accessibility violation in %s', async (colorScheme) => {
    const checked = await newPage({ colorScheme })
    for (const path of [
      '/detectors',
      '/detectors/shop/anomalies?severity=0',
      anomaly(worst),
      '/detectors/shop/log',
      '/detectors/shop/quality',
      '/detectors/shop/alerts',
    ]) {
      await open(path, checked)
      if (path === anomaly(worst)) await checked.waitForSelector('#charts.live canvas')
      await checked.evaluate(axe.source)
      const { violations } = (await checked.evaluate('axe.run(document)')) as axe.AxeResults
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
    expect(troubles).toEqual([])
  })
})
