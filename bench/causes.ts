// Which measure moves which: links found in generated systems of 8 measures with known links, by our method and by
// simpler ones, on the seeds it was made on and on others; and the time that 10 measures take.
// Run: npm run bench:causes [-- systems of each kind, default 30]
import { findCausalLinks } from '../engine/anomalies/causes/index.ts'
import { detectorResiduals } from './causes/detector-residuals.ts'
import { emptyTally, judge, type FoundLink, type Tally } from './causes/judge.ts'
import { KINDS } from './causes/kinds.ts'
import { PEERS } from './causes/peers.ts'
import { generateSystem, type System } from './causes/system.ts'
import type { ResidualHistory } from '../engine/anomalies/causes/index.ts'

const OURS = 'ours'
const SEEDS = { development: 1000, 'held out': 50_000 }
const systems = Number(process.argv[2] ?? 30)

const methods: Readonly<Record<string, (system: System, history: ResidualHistory) => readonly FoundLink[]>> = {
  ...PEERS,
  [OURS]: ({ interval }, history) => findCausalLinks(history, { interval }),
}

for (const [seeds, first] of Object.entries(SEEDS)) {
  for (const [kind, options] of Object.entries(KINDS)) {
    const tallies = Object.keys(methods).map((method) => ({ method, tally: emptyTally() }))
    for (let k = 0; k < systems; k++) {
      const system = generateSystem(first + k, options)
      const history = detectorResiduals(system)
      for (const { method, tally } of tallies) judge(tally, system, methods[method](system, history))
    }
    console.log(`\n${kind}, ${seeds} seeds ${first}..${first + systems - 1}`)
    for (const { method, tally } of tallies) console.log(`  ${method.padEnd(56)}${lineOf(tally)}`)
  }
}

for (const maxLag of [8, 12]) {
  const system = generateSystem(1, { ...KINDS['all drivers measured'], measures: 10, intervals: 2800 })
  const history = detectorResiduals(system)
  const times = Array.from({ length: 10 }, () => {
    const start = performance.now()
    findCausalLinks(history, { interval: 'PT1H', maxLag })
    return performance.now() - start
  })
  console.log(`\n10 measures x ${history.length} intervals, ${maxLag} lags: ${Math.min(...times).toFixed(0)} ms`)
}

function lineOf(tally: Tally): string {
  const parts = [
    `links ${(tally.directed / tally.systems).toFixed(1).padStart(4)}`,
    `from ancestors ${share(tally.ancestors, tally.directed)}`,
    `reversed ${share(tally.reversed, tally.directed)}`,
    `found ${share(tally.found, tally.pairs)}`,
    `right lag ${share(tally.rightLag, tally.found)}`,
    `together ${(tally.together / tally.systems).toFixed(1)}`,
    `same interval ${share(tally.sameInterval, tally.together)}`,
    `related ${share(tally.related, tally.together)}`,
  ]
  return parts.join('  ')
}

function share(part: number, whole: number): string {
  return whole === 0 ? '   - ' : (part / whole).toFixed(3)
}
