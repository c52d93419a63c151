// A preview of 100 detectors in one stack, as Pulumi runs it: time and memory of the program; and the time of one engine with one
// detector beside the same resources written with @pulumi/aws alone, in turns. Nothing is deployed: an engine in this process answers.
// The goal is compared with the processor's time, which other work on the machine changes less. Run: npm run bench:preview
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Engine } from 'crowsnest'
import { runProgram } from '../test/components/harness.ts'
import { PROJECT, STACK, startTestEngine } from '../test/components/monitor.ts'
import { byHand } from './preview/by-hand.ts'
import { detector } from './preview/detector.ts'

const MOST_SECONDS = 10
const MOST_MEGABYTES = 1024
const MOST_TIMES = 1.5
const DETECTORS = 100
const REPETITIONS = 21

/** What a preview took. */
interface Preview {
  readonly resources: number
  /** Seconds from the start of the process to its end. */
  readonly clock: number
  /** Seconds of the processor, in all threads. */
  readonly processor: number
  /** Largest resident size. */
  readonly megabytes: number
}

const none = await previewOf(0)
const all = await previewOf(DETECTORS)
say(`${DETECTORS} detectors and their engine: ${all.resources} resources`)
say(`processor: ${all.processor.toFixed(1)} s (the engine alone: ${none.processor.toFixed(1)} s)`)
say(`by the clock: ${all.clock.toFixed(1)} s (${none.clock.toFixed(1)} s)`)
say(`peak memory: ${all.megabytes.toFixed(0)} MB (${none.megabytes.toFixed(0)} MB)`)

const component = (): void => void detector('revenue', new Engine('engine'))
const hand = byHand((await runProgram(component)).resources)
const times = { component: [] as number[], hand: [] as number[] }
for (let repetition = -3; repetition < REPETITIONS; repetition++) {
  const measured = { component: await processorTime(component), hand: await processorTime(hand) }
  // The first are slower for everybody.
  if (repetition < 0) continue
  times.component.push(measured.component)
  times.hand.push(measured.hand)
}
const [one, same] = [median(times.component), median(times.hand)]
say(`one engine with one detector: ${one.toFixed(0)} ms; the same by hand: ${same.toFixed(0)} ms (processor)`)
say(`${(one / same).toFixed(2)} times as long`)

if (all.processor > MOST_SECONDS || all.megabytes > MOST_MEGABYTES || one / same > MOST_TIMES) {
  say(`Over the goal: ${MOST_SECONDS} s, ${MOST_MEGABYTES} MB, ${MOST_TIMES} times.`)
  process.exitCode = 1
}

/** Runs the program in a process of its own, as the language host of Pulumi does. */
async function previewOf(detectors: number): Promise<Preview> {
  const engine = await startTestEngine(true)
  try {
    const run = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run')
    const options = {
      monitor: engine.address,
      engine: engine.address,
      project: PROJECT,
      stack: STACK,
      'dry-run': true,
      parallel: 16,
    }
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
    const start = performance.now()
    const child = spawn(process.execPath, [run, ...args, join(import.meta.dirname, 'preview/program.ts')], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, BENCH_DETECTORS: String(detectors), PULUMI_NODEJS_TYPESCRIPT: 'false' },
    })
    let usage = ''
    child.stdio[3]?.on('data', (chunk: Buffer) => (usage += chunk.toString()))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    const { errors, resources } = engine.recording
    if (code !== 0 || errors.length > 0) throw new Error(`The program ended with ${code}: ${errors.join('\n')}`)
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage
    return {
      resources: resources.length,
      clock: (performance.now() - start) / 1000,
      processor: (userCPUTime + systemCPUTime) / 1e6,
      megabytes: maxRSS / 1024,
    }
  } finally {
    await engine.stop()
  }
}

/** Milliseconds that a preview of a program takes, with what the engine in this process adds to every resource. */
async function processorTime(program: () => void): Promise<number> {
  const before = process.cpuUsage()
  await runProgram(program, { preview: true })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
