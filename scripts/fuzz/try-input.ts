import { getHeapStatistics } from 'node:v8'
import type { FuzzTarget } from './target.ts'

/** Why an input is a finding: the parser broke, took too long or too much, or left something behind. */
export interface Trouble {
  /** The same for inputs that show the same mistake. */
  readonly signature: string
  readonly text: string
}

/** Milliseconds that an input of some kilobytes may take, on a machine that others use too. */
const SLOW_MS = 1000

/** Bytes outside of the heap that an input may leave to be collected. */
const LARGE_BYTES = 256 << 20

/** Own properties of the prototypes that everything has: more would be pollution. */
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype].map((of) => ({
  of,
  known: Reflect.ownKeys(of).length,
}))

/** Parses an input; undefined when all is well. */
export async function tryInput(target: FuzzTarget, input: Uint8Array): Promise<Trouble | undefined> {
  const before = performance.now()
  const memory = getHeapStatistics().external_memory
  let trouble: Trouble | undefined
  try {
    const running = target.run(input)
    if (running !== undefined) await running
  } catch (error) {
    trouble = troubleOf(error)
  }
  const ms = performance.now() - before
  if (ms > SLOW_MS) trouble ??= { signature: 'slow', text: `it took ${Math.round(ms)} ms` }
  const more = getHeapStatistics().external_memory - memory
  if (more > LARGE_BYTES) trouble ??= { signature: 'memory', text: `it took ${more >> 20} MiB outside of the heap` }
  for (const { of, known } of PROTOTYPES) {
    if (Reflect.ownKeys(of).length === known) continue
    trouble ??= { signature: 'pollution', text: `a prototype has ${String(Reflect.ownKeys(of).at(-1))}` }
  }
  return trouble
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) return { signature: 'no error', text: `${String(error)} was thrown` }
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const place = stack.find((line) => !line.includes('node_modules') && !line.includes('node:')) ?? stack[0] ?? ''
  const where = /\(?([^()\s]+?)(?::\d+)?\)?$/.exec(place)?.[1] ?? ''
  const signature = `${error.name} at ${where.replace(/^.*\/(?=[\w-]+\/[\w-]+\/[\w.-]+:)/, '')}`
  return { signature, text: error.stack ?? error.message }
}
