import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GroupData, GroupLine } from '../../engine/console/page-data.ts'
import { timeText } from '../../engine/console/index.ts'
import { valueTicks } from '../../engine/console/ticks.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import type { DetectorFixture } from '../console/page-fixture.ts'
import { addressOf, anomalyPath, browserPresent, EVIL, openBrowser, type PageBrowser } from './page-browser.ts'
import type { PageServer } from '../console/page-server.ts'

describe.skipIf(!browserPresent)('the review page in a browser', () => {
  let browser: PageBrowser
  let server: PageServer
  let shop: DetectorFixture
  let all: readonly DetectorFixture[]
  let worst: GroupLine
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    ;({ server, shop, all, worst } = browser)
    page = await browser.newPage()
  }, 60_000)

  afterAll(() => browser?.close())

  const open = (path: string, on = page) => browser.open(path, on)
  const picture = (name: string, on = page, fullPage = true) => browser.picture(name, on, fullPage)
  const countText = (on = page) => on.locator('#count').textContent()
  const rows = (on = page) => on.locator('.list a.row')
  const query = async () => (await addressOf(page)).search

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
    const paper = (await page.locator('svg.timeline').getAttribute('viewBox'))!.split(' ').map(Number)
    expect(paper[2]).toBeCloseTo((await page.locator('#timeline').boundingBox())!.width, -1)
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
    const { href } = await addressOf(page)
    expect(await query()).toBe('?q=web&severity=20&measure=latency&is.country=br&range=30d')
    await open('/detectors')
    await page.goto(href)
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
    expect(Number((await addressOf(page)).searchParams.get('severity'))).toBeGreaterThan(70)
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
    expect(await query()).toMatch(/from=.*to=/u)
    const [shown] = (await countText())!.split(' of ')
    expect(Number(shown)).toBeGreaterThan(0)
    expect(Number(shown)).toBeLessThan(shop.groups.length)
    expect(await page.inputValue('#from')).toMatch(/^2026-05-\d\d$/u)
    const shaded = (await page.locator('#range').boundingBox())!
    expect(shaded.x).toBeGreaterThan(box.x + box.width * 0.38)
    expect(shaded.x).toBeLessThan(box.x + box.width * 0.42)
  })

  it('opens the group whose mark is clicked on the timeline', async () => {
    await open('/detectors/shop/anomalies?severity=90')
    await page.locator('svg.timeline a').last().click()
    await page.waitForSelector('.lead h1')
    expect((await addressOf(page)).pathname).toContain('/anomalies/')
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
    await open(anomalyPath(worst))
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
    const before = await page.textContent('#readout-1')
    await page.mouse.move(plot.x + plot.width / 2, plot.y + 40)
    await expect.poll(() => page.textContent('#readout-1')).not.toBe(before)
    await page.mouse.move(0, 0)
    await page.focus('#plot-0')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const second = timeText(worst.start + 3_600_000, intervalGrid('PT1H', 'UTC'))
    await expect.poll(() => page.textContent('#readout-0')).toContain(second)
    await page.locator('.figures summary').first().click()
    await expect.poll(() => page.locator('.figures table tbody tr').count()).toBe(99)
    await page.click('#older')
    await expect.poll(() => page.locator('.figures table tbody tr').count()).toBeGreaterThan(200)
  })

  it('goes back to the oldest values step by step, in all charts alike', async () => {
    await open(anomalyPath(worst))
    await page.waitForSelector('#charts.live canvas')
    const older = page.locator('#older')
    for (let press = 0; press < 4 && (await older.isEnabled()); press++) {
      const answer = page.waitForResponse((response) => response.url().includes('/series?'))
      await older.click()
      expect((await answer).status()).toBe(200)
      await page.waitForFunction('document.querySelector("#toast").textContent.includes("older")')
    }
    expect(await older.textContent()).toBe('No older values')
    const summaries = page.locator('details.figures summary')
    for (const place of [0, 1]) await summaries.nth(place).click()
    const lengths = (): Promise<number[]> =>
      page.evaluate(
        `[...document.querySelectorAll('details.figures[open] tbody')].map((body) => body.rows.length)`,
      ) as Promise<number[]>
    // Rows of two thousand values take a busy machine a while.
    await expect.poll(async () => (await lengths()).length).toBe(2)
    const [first, second] = await lengths()
    expect(second).toBe(first)
    expect(first).toBeGreaterThan(600)
  })

  it('shows what happened though there are no charts, and says why', async () => {
    const torn = await browser.newPage()
    await torn.route(`**/data/detectors/shop/groups/${worst.id}`, async (route) => {
      const response = await route.fetch()
      const data = (await response.json()) as GroupData
      await route.fulfill({
        response,
        json: { ...data, series: [], chartsTrouble: 'points/x.bin is damaged. Restore it.' },
      })
    })
    await open(anomalyPath(worst), torn)
    expect(await torn.textContent('#charts')).toBe('There are no charts. points/x.bin is damaged. Restore it.')
    expect(await torn.locator('#metrics tbody tr').count()).toBeGreaterThan(10)
    await torn.close()
  })

  it('takes a judgement, shows it in the list, keeps it over a reload, and takes it back', async () => {
    await open(anomalyPath(worst))
    expect(await page.textContent('#judged')).toBe('Nobody has said anything yet.')
    await page.click('#judge-all-not')
    await expect.poll(() => page.textContent('#judged')).toBe('In force: not relevant.')
    await page.click('#judge-0-relevant')
    await expect.poll(() => page.textContent('#judged')).toContain('1 relevant')
    await page.click('#back')
    await page.waitForSelector('.mark-good')
    await page.reload()
    await page.waitForSelector('.mark-not')
    await open(anomalyPath(worst))
    await page.locator('.feedback details summary').click()
    expect(await page.locator('.said li').count()).toBe(2)
    await page.click('#judge-all-undo')
    await expect.poll(() => page.textContent('#judged')).toBe('Nothing is in force.')
  })

  it('writes at a chart no value that lies below it', async () => {
    const charted = await browser.newPage()
    await charted.addInitScript(`window.written = []
      const write = CanvasRenderingContext2D.prototype.fillText
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.written.push(text)
        return write.call(this, text, ...rest)
      }`)
    await charted.route('**/data/detectors/shop/groups/*', async (route) => {
      const response = await route.fetch()
      const data = (await response.json()) as GroupData
      const series = data.series.slice(0, 1).map((one) => ({
        ...one,
        value: one.starts.map((_, i) => (i % 2 === 0 ? 76 : 96)),
        expected: one.starts.map(() => 86),
        lower: one.starts.map(() => 80),
        upper: one.starts.map(() => 92),
      }))
      await route.fulfill({ response, json: { ...data, series } })
    })
    await open(anomalyPath(worst), charted)
    await charted.waitForSelector('#charts.live canvas')
    const written = (await charted.evaluate('window.written')) as readonly string[]
    const values = [...new Set(written.filter((text) => /^\d+$/u.test(text)))]
    expect(values.toSorted((a, b) => Number(a) - Number(b))).toEqual(valueTicks(76, 96, 4).map(({ text }) => text))
    await charted.close()
  })

  it('sends judgements one after the other, so that the last of several quick ones is in force', async () => {
    await open(anomalyPath(worst))
    let underway = 0
    let most = 0
    let answered = 0
    await page.route('**/feedback', async (route) => {
      most = Math.max(most, ++underway)
      // The first takes longest to arrive.
      await setTimeout(answered === 0 ? 150 : 10)
      const response = await route.fetch()
      underway--
      await route.fulfill({ response })
      answered++
    })
    try {
      await page.click('#judge-all-relevant')
      await page.keyboard.press('n')
      await page.keyboard.press('u')
      await page.keyboard.press('n')
      expect(await page.textContent('#judged')).toBe('In force: not relevant.')
      await expect.poll(() => answered, { timeout: 5000 }).toBe(4)
      expect(await page.textContent('#judged')).toBe('In force: not relevant.')
      expect(most).toBe(1)
      await page.reload()
      await page.waitForSelector('#judge-all-not[aria-pressed=true]')
    } finally {
      await page.unroute('**/feedback')
      await page.click('#judge-all-undo')
    }
  })

  it('does everything by keyboard', async () => {
    await open('/detectors/shop/anomalies?severity=0&sort=severity')
    await page.keyboard.press('/')
    await page.keyboard.type('latency')
    expect(await query()).toContain('q=latency')
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
    await expect.poll(() => page.textContent('#judged')).toBe('Nothing is in force.')
    await page.keyboard.press('?')
    expect(await page.locator('#keys').textContent()).toContain('Judge it not relevant')
    await picture('keys', page, false)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.list a.row')
    expect(await query()).toContain('q=latency')
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("href")')).toBe(opened)
  })

  it('lets single keys be turned off, and remembers it, so that what is spoken or hit by chance judges nothing', async () => {
    const spoken = await browser.newPage()
    await open(anomalyPath(worst), spoken)
    await spoken.click('#help')
    await spoken.uncheck('#single-keys')
    await spoken.keyboard.press('Escape')
    await spoken.reload()
    await spoken.waitForSelector('.lead')
    let judged = 0
    spoken.on('request', (request) => (judged += request.method() === 'POST' ? 1 : 0))
    for (const key of ['r', 'n', 'u', '?', 'k']) await spoken.keyboard.press(key)
    expect(await spoken.locator('#keys').isVisible()).toBe(false)
    expect(await spoken.textContent('.id code')).toBe(worst.id)
    await spoken.click('#help')
    expect(await spoken.isChecked('#single-keys')).toBe(false)
    expect(judged).toBe(0)
    await spoken.check('#single-keys')
    await spoken.keyboard.press('Escape')
    await spoken.keyboard.press('u')
    await expect.poll(() => judged).toBe(1)
    await spoken.keyboard.press('Escape')
    await spoken.waitForSelector('.list a.row')
    await spoken.close()
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

  it('says in list and log what feedback cannot be read', async () => {
    const example = 'detectors/shop/feedback/x.json is damaged. Remove it.'
    server.settings.unreadFeedback = { objects: 2, examples: [example] }
    try {
      await open('/detectors/shop/anomalies?severity=0')
      const told = page.locator('.unread')
      expect(await told.textContent()).toContain(
        '2 objects of feedback cannot be read, so what they say does not count',
      )
      expect(await told.textContent()).toContain(example)
      await picture('unread-feedback', page, false)
    } finally {
      server.settings.unreadFeedback = null
    }
    await open('/detectors/shop/log')
    expect(await page.locator('.log .unread').first().textContent()).toContain('1 object of feedback cannot be read')
  })

  it('shows data quality, and alerts with their deliveries', async () => {
    await open('/detectors/shop/quality')
    expect(await page.locator('tbody').textContent()).toContain('Records read')
    await picture('quality')
    await open('/detectors/shop/alerts')
    const [alert, misfit] = await page.locator('.alert').allTextContents()
    expect(alert).toContain('Delivered')
    expect(misfit).toMatch(/profit-on-call.*never fires.*profit is not a measure/s)
    const waiting = page.locator('.alert tr', { hasText: 'Waiting' })
    expect(await waiting.textContent()).toMatch(/tried since .* no credentials/su)
    await picture('alerts')
    await page.locator('.alert tbody a').first().click()
    await page.waitForSelector('.lead')
  })

  it('comes back to where the list was left, and goes from one anomaly to the next', async () => {
    await open('/detectors/thousand/anomalies?severity=0')
    await page.evaluate('scrollTo(0, 20000)')
    await page.waitForSelector('[aria-posinset="316"]')
    const there = await page.evaluate('scrollY')
    await page.locator('[aria-posinset="316"] a').click()
    await page.waitForSelector('.lead')
    await page.goBack()
    await page.waitForSelector('[aria-posinset="316"]')
    expect(await page.evaluate('scrollY')).toBe(there)
    await open(anomalyPath(shop.groups[1]!))
    await page.keyboard.press('j')
    await expect.poll(() => page.textContent('.id code')).toBe(shop.groups[0]!.id)
    await page.keyboard.press('k')
    await expect.poll(() => page.textContent('.id code')).toBe(shop.groups[1]!.id)
  })

  it('asks for news now and then, and shows them without losing the place', async () => {
    const watched = await browser.newPage()
    await watched.clock.install()
    await open('/detectors/shop/anomalies?severity=0', watched)
    await watched.fill('#text', 'orders')
    const before = Number((await countText(watched))!.split(' ')[0])
    const news = { ...worst, id: 'news', measure: 'orders', start: worst.start + 1 }
    server.settings.detectors = all.map((one) => (one === shop ? { ...one, groups: [news, ...one.groups] } : one))
    try {
      await watched.clock.fastForward(61_000)
      await expect.poll(() => countText(watched)).toContain(`${before + 1} of ${shop.groups.length + 1}`)
      expect(await watched.inputValue('#text')).toBe('orders')
      expect(await watched.textContent('#spoken')).toBe('1 new anomaly')
    } finally {
      server.settings.detectors = all
      await watched.close()
    }
  })

  it('gives the figures of an anomaly as CSV and JSON', async () => {
    await open(anomalyPath(worst))
    expect((await taken(page, 'export-charts', 'csv')).trimEnd().split('\r\n')).toHaveLength(1 + 6 * 99)
    expect(await taken(page, 'export-contributions', 'csv')).toMatch(/^\uFEFFdimension,value,percent\r\n/u)
    const points = JSON.parse(await taken(page, 'export-metrics', 'json')) as readonly unknown[]
    expect(points).toHaveLength(worst.metricCount)
    expect(JSON.parse(await taken(page, 'export', 'json'))).toMatchObject({ line: { id: worst.id } })
  })

  it('gives deliveries and causes of an anomaly as CSV and JSON', async () => {
    const alerted = shop.groups.find(({ alerts }) => alerts.length > 0)!
    await open(anomalyPath(alerted))
    const delivered = await taken(page, 'export-deliveries', 'csv')
    expect(delivered.split('\r\n')[1]).toContain(`sales-on-call,${alerted.id},`)
    const caused = shop.groups.find(({ id }) => (shop.group(id)?.causes?.causes.length ?? 0) > 0)!
    await open(anomalyPath(caused))
    const { causes, unknownPercent } = shop.group(caused.id)!.causes!
    const lines = (await taken(page, 'export-causes', 'csv')).split('\r\n')
    const [{ measure, percent, lagIntervals, anomalous }] = causes
    expect(lines[1]).toBe(`cause,${measure},${percent},${lagIntervals},${anomalous}`)
    expect(lines[1 + causes.length]).toBe(`unknown,,${unknownPercent},,`)
    expect(JSON.parse(await taken(page, 'export-causes', 'json'))).toMatchObject({ unknownPercent })
  })

  it('needed nothing else, broke no rule of its policy and made no mistake', () => {
    expect(browser.troubles).toEqual([])
  })
})

/** What a button for taking away gives. */
async function taken(page: Page, name: string, value: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`button[name="${name}"][value=${value}]`),
  ])
  return readFileSync(await download.path(), 'utf8')
}
