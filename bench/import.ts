// 200 MB of CSV, gzip CSV and JSON lines to one value per hour and metric: ours beside DuckDB (all threads) and the
// JavaScript libraries, each in its own process, the same work end to end. `npm run bench:import [csv|csv.gz|jsonl ...]`
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { generated } from './import/generate.ts'
import { IMPORTERS } from './import/importers.ts'
import { KINDS, type Totals } from './import/workload.ts'

interface Measured {
  readonly name: string
  readonly totals: Totals
  readonly seconds: number
  /** Of all threads. */
  readonly cpu: number
  readonly megabytes: number
}

/** Runs of each importer, of which the fastest counts: other work on the machine only ever slows one down. */
const RUNS = 3
const RATIO_GOAL = 2
const MEGABYTES_GOAL = 250

const folder = join(import.meta.dirname, '..', '.cache', 'bench')
const asked = process.argv.slice(2)
let failed = false
for (const kind of KINDS.filter((one) => asked.length === 0 || asked.includes(one))) {
  const path = await generated(folder, kind)
  const names = Object.keys(IMPORTERS).filter((name) => IMPORTERS[name].kinds.includes(kind))
  // In turns, so that a slow minute of the machine meets all of them.
  const runs = Array.from({ length: RUNS }, () => names.map((name) => measure(name, path, kind))).flat()
  const fastest = names.map((name) => {
    const own = runs.filter((run) => run.name === name)
    const seconds = Math.min(...own.map((run) => run.seconds))
    const cpu = Math.min(...own.map((run) => run.cpu))
    return { ...own[0], seconds, cpu, megabytes: Math.max(...own.map((run) => run.megabytes)) }
  })
  const [ours, ...others] = fastest
  console.log(`\n${kind}: ${ours.totals.groups} groups`)
  console.table(
    Object.fromEntries(
      fastest.map(({ name, seconds, cpu, megabytes }) => [
        name,
        {
          seconds: seconds.toFixed(2),
          'x ours': (seconds / ours.seconds).toFixed(2),
          'CPU s': cpu.toFixed(2),
          'peak MB': Math.round(megabytes),
        },
      ]),
    ),
  )
  for (const { name, totals } of others) {
    if (!agree(ours.totals, totals))
      fail(`${name} came to ${JSON.stringify(totals)}, we to ${JSON.stringify(ours.totals)}`)
  }
  const ratio = Math.min(...others.map(({ seconds }) => seconds)) / ours.seconds
  if (ratio < RATIO_GOAL)
    fail(`only ${ratio.toFixed(2)} times faster than the best of the others; the goal is ${RATIO_GOAL}`)
  if (ours.megabytes > MEGABYTES_GOAL) fail(`peak memory is over the goal of ${MEGABYTES_GOAL} MB`)
}
process.exitCode = failed ? 1 : 0

function measure(name: string, path: string, kind: string): Measured {
  const child = join(import.meta.dirname, 'import', 'child.ts')
  const args = ['--conditions=crowsnest-source', child, name, path, kind]
  return { name, ...JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) }
}

function agree(a: Totals, b: Totals): boolean {
  return a.groups === b.groups && close(a.views, b.views) && close(a.revenue, b.revenue)
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.abs(a)
}

function fail(reason: string): void {
  failed = true
  console.log(`FAILED: ${reason}`)
}
