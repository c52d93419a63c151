// Makes docs/images again: the terminal of `npm start` as SVG, the report of the sample and the review page as PNG in light and dark. Needs a
// Chromium; CHROMIUM names it, /usr/bin/chromium (Debian's package) by default.
import { spawn } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { terminalPicture } from './terminal-picture.ts'

const root = join(import.meta.dirname, '..')
const images = join(root, 'docs/images')
const schemes = ['light', 'dark'] as const

const start = spawn(process.execPath, ['--conditions=crowsnest-source', join(root, 'examples/first-backtest.ts')], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined },
})
let stdout = ''
for await (const text of start.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
  stdout += text
  if (stdout.includes('Ctrl-C ends it.')) break
}
const pageUrl = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(stdout)?.[0]
if (pageUrl === undefined) throw new Error('examples/first-backtest.ts failed')
// Port and token are others each time.
const shown = stdout.replace(pageUrl, 'http://127.0.0.1:4747/?token=...')
writeFileSync(join(images, 'first-backtest.svg'), terminalPicture('npm start', shown))

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
for (const colorScheme of schemes) {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1010 }, colorScheme })
  await page.goto(pathToFileURL(join(root, 'crowsnest-demo/report.html')).href)
  await shoot(page, `report-${colorScheme}.png`)
}
for (const colorScheme of schemes) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 860 }, colorScheme })
  await page.goto(pageUrl)
  await page.goto(new URL('/detectors/shop-history/anomalies', pageUrl).href)
  await page.waitForSelector('svg.timeline')
  await shoot(page, `console-${colorScheme}.png`)
  await page
    .getByRole('link', { name: /latency/ })
    .last()
    .click()
  await page.waitForSelector('canvas')
  await shoot(page, `console-anomaly-${colorScheme}.png`)
}
await browser.close()
start.kill('SIGTERM')

async function shoot(page: { screenshot(options: { path: string }): Promise<unknown> }, name: string): Promise<void> {
  const path = join(images, name)
  await page.screenshot({ path })
  console.log(`wrote ${path} (${Math.round(statSync(path).size / 1000)} kB)`)
}
