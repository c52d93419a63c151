import { specialBytesModule } from './special-bytes-code.ts'
import { startWasm } from './start-wasm.ts'

/**
 * Finds the places of up to four bytes in text, and of every byte below `least`.
 *
 * @param text - at most `FINDER_BYTES`
 * @param wanted - one to four bytes
 * @returns `places[0, count)`, ascending, with room for one more; the array is used again by the next call
 */
export type FindBytes = (text: Uint8Array, wanted: readonly number[], least: number) => FoundBytes

/** What a `FindBytes` found. */
export interface FoundBytes {
  readonly places: Int32Array
  readonly count: number
}

/** Longest text of a `FindBytes`. */
export const FINDER_BYTES = 2 << 20

/** Finds bytes with WebAssembly; undefined where the machine has none, or not its vectors. `bench/import` shows the need. */
export function vectorFinder(): FindBytes | undefined {
  const { code, placesAt } = specialBytesModule(FINDER_BYTES)
  const exports = startWasm(code)
  if (exports === undefined) return undefined
  const { memory, find } = exports as {
    readonly memory: { readonly buffer: ArrayBuffer }
    readonly find: (length: number, a: number, b: number, c: number, d: number, least: number) => number
  }
  const text = new Uint8Array(memory.buffer, 0, FINDER_BYTES)
  const places = new Int32Array(memory.buffer, placesAt, FINDER_BYTES + 1)
  return (bytes, [a, b = a, c = a, d = a], least) => {
    text.set(bytes)
    let count = find(bytes.length, a, b, c, d, least)
    while (count > 0 && places[count - 1] >= bytes.length) count--
    return { places, count }
  }
}

/** Finds bytes one after the other. */
export function plainFinder(): FindBytes {
  const marks = new Uint8Array(256)
  let places = new Int32Array(1)
  return (bytes, wanted, least) => {
    marks.fill(0).fill(1, 0, least)
    for (const byte of wanted) marks[byte] = 1
    if (places.length <= bytes.length) places = new Int32Array(bytes.length + 1)
    let count = 0
    for (let at = 0; at < bytes.length; at++) {
      places[count] = at
      count += marks[bytes[at]]
    }
    return { places, count }
  }
}

let finder: FindBytes | undefined

/** The fastest that the machine has; all share it, as no reading of a text is interrupted by another. */
export function findBytes(text: Uint8Array, wanted: readonly number[], least = 0): FoundBytes {
  finder ??= vectorFinder() ?? plainFinder()
  return finder(text, wanted, least)
}
