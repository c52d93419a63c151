import { KIND } from './json-scanner.ts'

/** Kinds of values that runs read. */
export const RUN_KINDS: readonly number[] = [KIND.string, KIND.number, KIND.boolean, KIND.null]

/** The text before a value, and the value. */
export interface ShapePart {
  readonly literal: Uint8Array
  /** One of `RUN_KINDS`; at the end of an object `KIND.absent`. */
  readonly kind: number
  /** Where in the results of an object the value goes. */
  readonly result: number
}

/** The shape of objects, for `JsonRuns`. */
export interface RunShape {
  /** For each part a header, then its literal. */
  readonly encoded: Uint8Array
  /** Places for the results of an object. */
  readonly results: number
}

/** Most bytes of an encoded shape, and most results of an object. */
export const SHAPE_BYTES = 1 << 15
export const SHAPE_RESULTS = 256

/** A header is four 32-bit numbers: how many chunks the literal has, its length, the value's kind, four times its result. */
export const HEADER_BYTES = 16

/** Bytes of a literal that are compared at once; in the shape, as many bytes follow that mask what is literal. */
export const CHUNK_BYTES = 16

/** Encodes a shape; undefined when it is too large. */
export function runShape(parts: readonly ShapePart[], results: number): RunShape | undefined {
  const encoded = Buffer.concat(parts.map(encodedPart))
  return encoded.length <= SHAPE_BYTES && results <= SHAPE_RESULTS ? { encoded, results } : undefined
}

function encodedPart({ literal, kind, result }: ShapePart): Uint8Array {
  const chunks = Math.ceil(literal.length / CHUNK_BYTES)
  const bytes = new Uint8Array(HEADER_BYTES + 2 * CHUNK_BYTES * chunks)
  const header = new DataView(bytes.buffer)
  for (const [i, value] of [chunks, literal.length, kind, 4 * result].entries()) header.setInt32(4 * i, value, true)
  for (let chunk = 0; chunk < chunks; chunk++) {
    const text = literal.subarray(CHUNK_BYTES * chunk, CHUNK_BYTES * (chunk + 1))
    const at = HEADER_BYTES + 2 * CHUNK_BYTES * chunk
    bytes.set(text, at)
    bytes.fill(0xff, at + CHUNK_BYTES, at + CHUNK_BYTES + text.length)
  }
  return bytes
}
