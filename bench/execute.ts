// One hourly execution of 50,000 metrics, end to end: 150,000 records from CSV, aggregate, score, group, commit to a
// folder. Each run is a process of its own that begins with reading the state of the last commit; `all` counts from the
// start of the process. Seeded. The first call writes 300 MB of data to .cache/bench.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { HISTORY, LIVE, METRICS, RECORDS, writeData } from './execute/workload.ts'

interface Run {
  readonly seconds: number
  readonly megabytes: number
  readonly failure?: string
  readonly executions: readonly {
    readonly status: string
    readonly used: number
    readonly groups: number
    readonly alerts: number
    readonly timings: Readonly<Record<string, number>>
  }[]
}

/** Of the whole process; the fastest run counts, because other work on the machine only ever slows one down. */
const SECONDS_GOAL = 2
const MEGABYTES_GOAL = 600
const REPETITIONS = 3

const folder = join(import.meta.dirname, '..', '.cache', 'bench', 'execute')
const learned = join(folder, 'learned')
await prepare()

console.log(`${METRICS} metrics, ${RECORDS} records an interval`)
const cold: Run[] = []
for (let repetition = 0; repetition < REPETITIONS; repetition++) {
  const state = freshState()
  for (let index = HISTORY; index < HISTORY + LIVE; index++) cold.push(expectExecutions(run(state, index), 1))
}
console.table(cold.map(row))
const together = expectExecutions(run(freshState(), HISTORY + LIVE - 1), LIVE)
console.log(
  `${LIVE} missed intervals in one process: ${together.seconds.toFixed(2)} s, ${Math.round(together.megabytes)} MB`,
)
console.table(together.executions.map(({ groups, timings }) => ({ groups, ...timings })))

const sorted = cold.map((one) => one.seconds).toSorted((a, b) => a - b)
const [seconds] = sorted
const median = sorted[Math.floor(sorted.length / 2)]
const megabytes = Math.max(...cold.map((one) => one.megabytes))
console.log(`seconds: ${seconds.toFixed(2)} fastest, ${median.toFixed(2)} median (goal ${SECONDS_GOAL})`)
console.log(`peak MB: ${Math.round(megabytes)} (goal ${MEGABYTES_GOAL})`)
if (seconds > SECONDS_GOAL || megabytes > MEGABYTES_GOAL) process.exitCode = 1

/** Data is kept between runs; the history is learned each time, because the engine may have changed. */
async function prepare(): Promise<void> {
  const data = join(folder, 'data')
  if (!existsSync(data)) {
    console.log('Writing data ...')
    const partial = join(folder, 'partial')
    rmSync(folder, { recursive: true, force: true })
    await writeData(partial)
    renameSync(partial, data)
  }
  rmSync(learned, { recursive: true, force: true })
  const { seconds: all, megabytes: peak } = expectExecutions(run(learned, HISTORY - 1), 0)
  console.log(`learned ${HISTORY} intervals in ${all.toFixed(1)} s, ${Math.round(peak)} MB`)
}

function freshState(): string {
  const state = join(folder, 'state')
  rmSync(state, { recursive: true, force: true })
  cpSync(learned, state, { recursive: true })
  return state
}

function run(state: string, index: number): Run {
  const child = join(import.meta.dirname, 'execute', 'child.ts')
  const output = execFileSync(process.execPath, [child, join(folder, 'data'), state, String(index)], {
    encoding: 'utf8',
  })
  return JSON.parse(output) as Run
}

function expectExecutions(one: Run, count: number): Run {
  const used = one.executions.filter((execution) => execution.status === 'COMPLETED' && execution.used === RECORDS)
  if (one.failure === undefined && one.executions.length === count && used.length === count) return one
  throw new Error(`the run did not do what it should: ${JSON.stringify(one)}`)
}

function row({ seconds: all, megabytes: peak, executions }: Run): Readonly<Record<string, number | string>> {
  const [{ groups, alerts, timings }] = executions
  return { all: all.toFixed(2), 'peak MB': Math.round(peak), groups, alerts, ...timings }
}
