// How often severities come in kinds of metrics as they are monitored, to which nothing unusual happens, beside how often they are
// stated to. npm run bench:kinds -- [--intervals PT1H] [--only availability,queue] [--write]
// --only takes words of names; --write writes the table of docs/detection/accuracy.md.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Interval } from '../spec/interval.ts'
import type { MetricKind } from './calibration/clean-data.ts'
import { measureCalibration, SEVERITIES, statedRate, type Amount, type Calibration } from './calibration/measure.ts'
import { METRIC_KINDS } from './calibration/metric-kinds.ts'
import { markdownTable, writeSection } from './write-section.ts'

const SEED = 20_261_129
/** Half a million values and more that count; learned long enough for what comes every week. */
const AMOUNTS: Readonly<Partial<Record<Interval, Amount>>> = {
  PT5M: { metrics: 50, learned: 16_128, judged: 12_096 },
  PT1H: { metrics: 250, learned: 1344, judged: 2500 },
  P1D: { metrics: 500, learned: 400, judged: 1000 },
}
const SHOWN = [50, 70, 90] as const

const { values: options } = parseArgs({
  options: { intervals: { type: 'string' }, only: { type: 'string' }, write: { type: 'boolean' } },
})
const wanted = options.intervals?.split(',')
const intervals = (Object.keys(AMOUNTS) as Interval[]).filter((interval) => wanted?.includes(interval) ?? true)
const words = options.only?.split(',')
const kinds = METRIC_KINDS.filter(({ name }) => words?.some((word) => name.includes(word)) ?? true)

const head = intervals.flatMap((interval) => SHOWN.map((severity) => `${interval} ${severity}`))
console.log('Times as often as stated, at least that severe (half a million normal values each):')
console.log(`${''.padEnd(40)}${head.map((column) => column.padStart(9)).join('')}`)
const rows = kinds.map((kind) => {
  const ratios = intervals.flatMap((interval) => ratiosOf(measureCalibration(kind, interval, AMOUNTS[interval]!, SEED)))
  console.log(`${kind.name.padEnd(40)}${ratios.map((ratio) => ratio.padStart(9)).join('')}`)
  return [kind.name, ...ratios]
})
if (options.write) {
  const page = join(import.meta.dirname, '../docs/detection/accuracy.md')
  await writeSection(page, 'bench:kinds', markdownTable(['metric', ...head.map((column) => `${column}:`)], rows))
}

/** One a shown severity. */
function ratiosOf({ points, counts }: Calibration<MetricKind>): string[] {
  return SHOWN.map((severity) => (counts[SEVERITIES.indexOf(severity)] / points / statedRate(severity)).toFixed(2))
}
