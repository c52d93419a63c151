/**
 * Random schedules over the real engine: what can fail fails, who can die dies, and what must hold is looked at after every step. See
 * docs/reliability.md.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { Choices } from '../test/torture/choices.ts'
import { createGround, runSchedule } from '../test/torture/schedule.ts'
import { readChoices } from '../test/torture/shrink.ts'
import { type FoundViolation, NOTHING, sumOf, type Tally } from '../test/torture/torture.ts'
import type { WorkerTask } from '../test/torture/worker.ts'
import { createWorld } from '../test/torture/world.ts'

const USAGE = `npm run torture -- [--schedules 10000] [--seed 1] [--minutes M] [--workers N]
npm run torture -- --seed S --trace          one schedule, with every step
npm run torture -- --choices 12:1,40:3       one schedule from its choices, with every step`

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
    choices: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(USAGE)
else if (values.trace || values.choices !== undefined) await showOne()
else await runMany()

async function showOne(): Promise<void> {
  const choices =
    values.choices === undefined ? Choices.seeded(number('seed', 0)) : Choices.given(readChoices(values.choices))
  const ground = await createGround(await createWorld())
  const { trace, violations } = await runSchedule(ground, choices, { trace: true })
  console.log(trace.join('\n'))
  for (const violation of violations) console.log(`VIOLATION ${violation}`)
  if (violations.length > 0) process.exitCode = 1
}

async function runMany(): Promise<void> {
  const workers = number('workers', 1)
  // With a time, as many as fit into it.
  const schedules = values.minutes === undefined ? number('schedules', 1) : Infinity
  const until = Date.now() + (values.minutes === undefined ? Infinity : number('minutes', 0) * 60_000)
  const begun = performance.now()
  let tally = NOTHING
  let told = 0
  const threads: Worker[] = []
  await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const count = schedules === Infinity ? Infinity : Math.ceil((schedules - index) / workers)
      const task: WorkerTask = { first: number('seed', 0) + index, step: workers, count, until }
      const thread = new Worker(new URL('../test/torture/worker.ts', import.meta.url), { workerData: task })
      threads.push(thread)
      return new Promise<void>((resolve, reject) => {
        thread.on('message', (one: Tally) => {
          for (const found of one.found) show(found)
          tally = sumOf(tally, one)
          if (process.stderr.isTTY && performance.now() - told > 500) {
            told = performance.now()
            process.stderr.write(`\r${tally.schedules} schedules `)
          }
        })
        thread.on('error', reject)
        thread.on('exit', () => resolve())
      })
    }),
  ).catch(async (error: unknown) => {
    await Promise.all(threads.map((thread) => thread.terminate()))
    throw error
  })
  report(tally, performance.now() - begun)
  if (tally.found.length > 0) process.exitCode = 1
}

function show({ seed, violations, choices, trace }: FoundViolation): void {
  console.log(`\nVIOLATION in the schedule of seed ${seed}`)
  for (const violation of violations) console.log(`  ${violation}`)
  console.log(`The last steps of a shorter one:\n  ${trace.slice(-60).join('\n  ')}`)
  console.log(`To see it again: npm run torture -- --choices ${choices}`)
}

function report({ schedules, steps, lasted, faults, checks, found }: Tally, milliseconds: number): void {
  console.log(
    `\n${schedules.toLocaleString('en')} schedules, ${steps.toLocaleString('en')} steps, ` +
      `${Math.round(lasted / 86_400_000).toLocaleString('en')} days of the detector's time, ${Math.round(milliseconds / 1_000)} s`,
  )
  console.log(`${total(faults)} faults:\n${rows(faults)}`)
  console.log(`${total(checks)} checks of invariants:\n${rows(checks)}`)
  console.log(`${found.length} violations`)
}

function number(name: 'schedules' | 'seed' | 'minutes' | 'workers', least: number): number {
  const value = Number(values[name])
  if (Number.isFinite(value) && value >= least) return value
  console.error(`--${name} ${values[name]} is not a number from ${least}.\n${USAGE}`)
  process.exit(2)
}

function rows(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `  ${count.toLocaleString('en').padStart(11)}  ${name}`)
    .join('\n')
}

function total(counts: Readonly<Record<string, number>>): string {
  return Object.values(counts)
    .reduce((sum, count) => sum + count, 0)
    .toLocaleString('en')
}
