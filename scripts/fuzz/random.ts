/** Numbers that depend on a seed alone, fast enough for thousands of inputs a second. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  /** True once in `times` on average. */
  oneIn(times: number): boolean
  pick<T>(items: readonly T[]): T
}

/**
 * The numbers of one input: each input of a run can be made again by itself.
 *
 * @param stream - which sequence, such as the name of a parser
 * @see Bob Jenkins' small fast counter (sfc32), as in PractRand
 */
export function randomOf(seed: number, stream: string, index: number): Random {
  let a = hash(stream) | 0
  let b = seed | 0
  let c = index | 0
  let counter = 1
  function next(): number {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  const below = (limit: number): number => Math.floor((next() / 4_294_967_296) * limit)
  return { below, oneIn: (times) => below(times) === 0, pick: (items) => items[below(items.length)]! }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93)
  return value
}
