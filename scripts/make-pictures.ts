// Makes docs/images again: the terminal of `npm start` as SVG, the report of the sample as PNG in light and dark. Needs a
// Chromium; CHROMIUM names it, /usr/bin/chromium (Debian's package) by default.
import { spawnSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { terminalPicture } from './terminal-picture.ts'

const root = join(import.meta.dirname, '..')
const images = join(root, 'docs/images')

const { stdout, status } = spawnSync(
  process.execPath,
  ['--conditions=crowsnest-source', join(root, 'examples/first-backtest.ts'), '--no-console'],
  { cwd: root, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: undefined } },
)
if (status !== 0) throw new Error('examples/first-backtest.ts failed')
writeFileSync(join(images, 'first-backtest.svg'), terminalPicture('npm start', stdout))

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: { width: 1080, height: 1010 }, colorScheme })
  await page.goto(pathToFileURL(join(root, 'crowsnest-demo/report.html')).href)
  const path = join(images, `report-${colorScheme}.png`)
  await page.screenshot({ path })
  console.log(`wrote ${path} (${Math.round(statSync(path).size / 1000)} kB)`)
}
await browser.close()
