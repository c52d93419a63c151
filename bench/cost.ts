// What an interval costs in requests, bytes and time, by the number of metrics: the figures of plans/cost-figures.ts. Intervals run
// through the handler of the engine's function; its state is in memory, so that requests can be counted and nothing waits for S3.
// Seeded. Run: npm run bench:cost -- [METRICS...]
import { measureIntervals, type Measured } from './cost/measure.ts'

const INTERVALS = 24
const sizes = process.argv.slice(2).map(Number)

const measured: Measured[] = []
for (const metrics of sizes.length === 0 ? [10, 100, 1_000, 10_000] : sizes) {
  measured.push(await measureIntervals(metrics, INTERVALS))
}
console.table(measured.map(({ idle: _idle, ...figures }) => rounded(figures)))
console.table(measured.map(({ metrics, idle }) => ({ metrics, ...idle })))

function rounded(figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Math.round(figure * 10) / 10]))
}
