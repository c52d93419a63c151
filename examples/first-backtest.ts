// `npm start`: makes the sample shop, looks for anomalies in its history, compares them with what really happened, runs
// the detector over two live days with an alert, draws everything, and serves the review page of it (not with `--no-console`). It
// uses what a program of yours would use.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { styleText } from 'node:util'
import {
  backtestReport,
  deactivateDetector,
  openStore,
  runBacktest,
  runLocally,
  startConsole,
  type BacktestResult,
} from 'crowsnest/engine'
import { parseSpec, withDefaults, type DetectorSpec } from 'crowsnest/spec'
import { makeSample, SAMPLE_DAYS } from './sample-data.ts'
import { compare, readLabels, type Comparison } from './sample-labels.ts'

/** Groups below this are left out here: in about 1 of 400 calm intervals a measure has as much by chance. */
const THRESHOLD = 40

const root = join(import.meta.dirname, '..')
const demo = join(root, 'crowsnest-demo')
const specFile = join(import.meta.dirname, 'shop.yaml')
const shown = (path: string) => relative(process.cwd(), path) || path
const bold = (text: string) => styleText('bold', text)

writeSample()
const { spec } = parseSpec(readFileSync(specFile, 'utf8'), shown(specFile))
if (spec === null) throw new Error('examples/shop.yaml has errors; `npx crowsnest check examples/shop.yaml` shows them')

console.log(bold('1. The history'))
const begun = performance.now()
const result = await runBacktest(withDefaults(spec), { baseDir: import.meta.dirname, threshold: THRESHOLD })
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
console.log(
  `${shown(join(demo, 'shop.csv'))}: ${SAMPLE_DAYS.history} days of an online shop, ${result.metrics} metrics (orders, revenue and\n` +
    `page latency by platform and country). Learned from the first ${result.intervals.learned} hours, then looked for\n` +
    `anomalies in the other ${result.intervals.tested}, in ${seconds} s. Found, beside what really happened:\n`,
)
const labels = readLabels(readFileSync(join(demo, 'labels.csv'), 'utf8'))
const comparison = compare(result, labels)
printComparison(comparison, result)

console.log(bold('\n2. Live'))
console.log('Now the detector runs as it would from day to day: two more days come in, hour by hour.')
const state = join(demo, 'state')
rmSync(state, { recursive: true, force: true })
const store = await openStore(state)
let executed = 0
await runLocally([{ spec, baseDir: import.meta.dirname }], {
  store,
  until: result.grid.next(result.intervals.testedTo) + SAMPLE_DAYS.live * 86_400_000,
  delivery: { writeLine: (line) => console.log(`${styleText('red', 'ALERT')} ${line}`) },
  onEvent: (event) => {
    if (event.kind === 'executed') executed++
  },
})
console.log(
  `${executed} hours were read, judged and committed to ${shown(state)}; the outage fired the alert of the spec.`,
)
// The sample has no more data.
await deactivateDetector({ store, writer: 'npm start', now: Date.now }, spec.detector)

console.log(bold('\n3. The pictures'))
const report = join(demo, 'report.html')
writeFileSync(report, backtestReport(result, { labels }))
console.log(`Open ${bold(shown(report))} in a browser: what was expected, what came, and where it comes from.`)

console.log(`\n${bold('Next')}
  npx crowsnest init your.csv                    looks at your data and writes detector.yaml
  npx crowsnest backtest detector.yaml           finds what was unusual in it
  npx crowsnest backtest ${shown(specFile)} --report shop.html
  npx crowsnest console --state ${shown(state)}   the review page again
  npx crowsnest --help`)

if (!process.argv.includes('--no-console')) await showConsole(spec)

/** The page of the two live days, and of the history beside them. */
async function showConsole(shop: DetectorSpec): Promise<void> {
  const { source, ...dataset } = shop.dataset
  if (!('folder' in source)) throw new Error('the sample is a folder')
  const { continuous: _live, ...folder } = source.folder
  const history: DetectorSpec = {
    ...shop,
    detector: 'shop-history',
    description: 'The history of the shop, backtested',
    dataset: { ...dataset, source: { folder } },
  }
  const delivery = { writeLine: console.log }
  await runLocally([{ spec: history, baseDir: import.meta.dirname }], { store, delivery })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const { pageUrl, ended } = await startConsole({
    store,
    port: 0,
    token: randomBytes(24).toString('base64url'),
    reviewer: 'you',
    delivery,
    signal: stop.signal,
    onError: console.error,
  })
  console.log(
    `\n${bold('4. The review page')}\n${bold(pageUrl)} shows all of it, to look at and to judge. Ctrl-C ends it.`,
  )
  await ended
}

function writeSample(): void {
  const sample = makeSample()
  const files = { 'shop.csv': sample.history, 'labels.csv': sample.labels }
  const live = Object.entries(sample.live).map(([path, csv]) => [`live/${path}`, csv] as const)
  for (const [path, text] of [...Object.entries(files), ...live]) {
    mkdirSync(dirname(join(demo, path)), { recursive: true })
    writeFileSync(join(demo, path), text)
  }
}

function printComparison({ groups, expected, missed, falseGroups }: Comparison, { grid }: BacktestResult): void {
  const line = (severity: string, start: number, measure: string, where: string, event: string) =>
    console.log(
      `${severity.padStart(8)}  ${grid.iso(start).slice(5, 16).replace('T', ' ')}  ${measure.padEnd(8)}  ${where.padEnd(11)}  ${event}`,
    )
  console.log(bold(`severity  when         measure   where        known event`))
  for (const { group, labels: touched } of groups.toSorted((a, b) => b.group.severity - a.group.severity)) {
    const names = [...new Set(touched.map(({ name, kind }) => `${name} (${kind})`))].join(', ')
    const where = group.contributions.flatMap(({ values: [first] }) =>
      first && first.percent >= 50 ? first.value : [],
    )
    line(
      group.severity.toFixed(1),
      group.start,
      group.measure,
      where.join(' ') || 'everywhere',
      names === '' ? styleText('yellow', 'none: a false alarm') : styleText('green', names),
    )
  }
  for (const { name, kind, measure, start, slice } of missed) {
    line('missed', start, measure, Object.values(slice).join(' '), styleText('red', `${name} (${kind})`))
  }
  const found = expected.length - missed.length
  console.log(
    `\n${bold(`${found} of ${expected.length} known changes found`)} (recall ${Math.round((100 * found) / expected.length)} %), ` +
      `${bold(`${falseGroups.length} of ${groups.length} groups false`)}. A change is an event in one measure; holidays\n` +
      `count for neither. Severity ${THRESHOLD} and more is shown; raise it for fewer and surer groups.`,
  )
}
