import { RECORD_BYTES } from './csv-scanner.ts'
import { SHAPE_RESULTS, type RunShape } from './json-run-shape.ts'
import { POWERS, runsModule, type RunLayout } from './json-runs-code.ts'
import { startWasm } from './start-wasm.ts'

/** Most bytes of a text. */
const TEXT_BYTES = 2 * RECORD_BYTES

/** Results that are given at once: few enough to stay in a core's cache. */
const RESULTS = 8 * SHAPE_RESULTS

/**
 * Reads runs of JSON objects that all have one shape, with WebAssembly: `bench/import` shows the need. The results of an object, the
 * `n`-th of the run, are from `n * shape.results` on in the arrays, until the next run.
 */
export class JsonRuns {
  /** Where values start and end in the text, without quotes. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Numbers; NaN for other values, and where they are too long to be exact. */
  readonly numbers: Float64Array
  readonly #memory: Uint8Array
  readonly #layout: RunLayout
  readonly #end: Int32Array
  readonly #read: RunsExports['read']
  /** What is not copied to the memory yet: mostly it is, but some files have no runs. */
  #text: Uint8Array | undefined
  /** What is in the memory. */
  #shape: RunShape | undefined

  constructor({ memory: { buffer }, read }: RunsExports, layout: RunLayout) {
    this.#memory = new Uint8Array(buffer)
    this.#layout = layout
    this.starts = new Int32Array(buffer, layout.starts, RESULTS)
    this.ends = new Int32Array(buffer, layout.ends, RESULTS)
    this.numbers = new Float64Array(buffer, layout.numbers, RESULTS)
    this.#end = new Int32Array(buffer, layout.end, 1)
    this.#read = read
    new Float64Array(buffer, layout.powers, POWERS.length).set(POWERS)
  }

  /** Where the last object of the run ended, with its line. */
  get end(): number {
    return this.#end[0]
  }

  /** Begins a text, which must stay as it is while it is read: at most `TEXT_BYTES`, and a zero byte. */
  begin(text: Uint8Array): void {
    this.#text = text
  }

  /** Reads the objects of a shape from a place on, as many as there is room for: their number. */
  read(at: number, shape: RunShape): number {
    if (this.#text !== undefined) {
      this.#memory.set(this.#text)
      this.#text = undefined
    }
    if (this.#shape !== shape) {
      this.#memory.set(shape.encoded, this.#layout.shape)
      this.#shape = shape
    }
    return this.#read(at, Math.floor(RESULTS / shape.results), shape.results)
  }
}

interface RunsExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly read: (at: number, most: number, objectResults: number) => number
}

let runs: JsonRuns | null | undefined

/** All share them, as no reading of a text is interrupted by another; null where the machine cannot. */
export function jsonRuns(): JsonRuns | null {
  if (runs === undefined) runs = startRuns()
  return runs
}

function startRuns(): JsonRuns | null {
  const limits = { textBytes: TEXT_BYTES, objectBytes: RECORD_BYTES, results: RESULTS }
  const { code, layout } = runsModule(limits)
  const exports = startWasm(code)
  return exports === undefined ? null : new JsonRuns(exports as RunsExports, layout)
}
