// How often each severity really comes on data to which nothing happens, beside how often it is stated to.
// npm run bench:calibration -- [--intervals PT1H] [--plot] [--write] [--json FILE]
// --plot makes docs/images/calibration.svg, --write the table of docs/detection/accuracy.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Interval } from '../spec/interval.ts'
import { CLEAN_DATA, type CleanData } from './calibration/clean-data.ts'
import { SEVERITIES, measureCalibration, statedRate, type Amount, type Calibration } from './calibration/measure.ts'
import { calibrationPlot } from './calibration/plot.ts'
import { markdownTable, writeSection } from './write-section.ts'

const SEED = 20_261_122
/** A million values that count, each: ten of them are stated to have severity 100. */
const AMOUNTS: Readonly<Partial<Record<Interval, Amount>>> = {
  PT5M: { metrics: 200, learned: 2500, judged: 5000 },
  PT1H: { metrics: 400, learned: 1200, judged: 2500 },
  P1D: { metrics: 1000, learned: 400, judged: 1000 },
}
/** Metrics of a detector, of which there are so many that as many values count as above. */
const FEW = [1, 10, 40]
const FEW_INTERVAL = 'PT1H'
const FEW_DATA = new Set(['Gaussian', 'Student t, 3 degrees', 'Poisson, 20'])
const DOCS = join(import.meta.dirname, '../docs')

const { values: options } = parseArgs({
  options: {
    intervals: { type: 'string' },
    plot: { type: 'boolean' },
    write: { type: 'boolean' },
    json: { type: 'string' },
  },
})
const wanted = options.intervals?.split(',') ?? Object.keys(AMOUNTS)
const results: Calibration[] = []
console.log('Times as often as stated, at least that severe (a million normal values each):')
for (const [interval, amount] of Object.entries(AMOUNTS) as [Interval, Amount][]) {
  if (!wanted.includes(interval)) continue
  console.log(`${interval.padEnd(26)}${SEVERITIES.map((severity) => String(severity).padStart(7)).join('')}`)
  for (const data of CLEAN_DATA) {
    const result = measureCalibration(data, interval, amount, SEED)
    results.push(result)
    console.log(`  ${data.name.padEnd(24)}${ratioLine(result)}`)
  }
}
const few: { readonly metrics: number; readonly result: Calibration }[] = []
if (wanted.includes(FEW_INTERVAL)) {
  console.log(`The same at ${FEW_INTERVAL} in detectors of few metrics:`)
  for (const data of CLEAN_DATA.filter(({ name }) => FEW_DATA.has(name))) {
    for (const metrics of FEW) {
      const result = measureFew(data, metrics)
      few.push({ metrics, result })
      console.log(`  ${data.name.padEnd(20)}${String(metrics).padStart(4)}${ratioLine(result)}`)
    }
  }
}
if (options.json !== undefined) {
  const plain = results.map(({ data, interval, points, counts }) => ({ data: data.name, interval, points, counts }))
  writeFileSync(options.json, `${JSON.stringify(plain, null, 2)}\n`)
}
if (options.plot) writeFileSync(join(DOCS, 'images/calibration.svg'), calibrationPlot(results))
if (options.write) {
  const severities = SEVERITIES.map((severity) => `${severity}:`)
  const head = ['data', 'interval', ...severities]
  const stated = [
    '_stated in 1,000_',
    '',
    ...SEVERITIES.map((severity) => (1000 * statedRate(severity)).toPrecision(2)),
  ]
  const rows = results.map((result) => [result.data.name, result.interval, ...ratios(result)])
  const page = join(DOCS, 'detection/accuracy.md')
  await writeSection(page, 'bench:calibration', markdownTable(head, [stated, ...rows]))
  const fewRows = few.map(({ metrics, result }) => [result.data.name, String(metrics), ...ratios(result)])
  await writeSection(
    page,
    'bench:calibration, few metrics',
    markdownTable(['data', 'metrics:', ...severities], fewRows),
  )
}

/** One a severity. */
function ratios({ points, counts }: Calibration): string[] {
  return SEVERITIES.map((severity, k) => (counts[k] / points / statedRate(severity)).toFixed(2))
}

function ratioLine(result: Calibration): string {
  return ratios(result)
    .map((ratio) => ratio.padStart(7))
    .join('')
}

/** The same in many detectors of few metrics each. */
function measureFew(data: CleanData, metrics: number): Calibration {
  const amount = { ...AMOUNTS[FEW_INTERVAL]!, metrics }
  const each = Array.from({ length: AMOUNTS[FEW_INTERVAL]!.metrics / metrics }, (_, k) =>
    measureCalibration(data, FEW_INTERVAL, amount, SEED + k * metrics),
  )
  return {
    data,
    interval: FEW_INTERVAL,
    points: each.reduce((sum, { points }) => sum + points, 0),
    counts: SEVERITIES.map((_, k) => each.reduce((sum, { counts }) => sum + counts[k], 0)),
  }
}
