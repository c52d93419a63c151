const SIZE = 624
const MIDDLE = 397

/**
 * MT19937 with 53-bit results, seeded by an array of one number: what `random.seed(n)` and `random.random()` of Python
 * give. Needed to have the very scores of the benchmark's random detector.
 * Matsumoto and Nishimura 1998, https://doi.org/10.1145/272991.272995
 *
 * @returns numbers from 0 to below 1
 */
export function mersenneTwister(seed: number): () => number {
  const state = seeded(seed)
  let index = SIZE

  function next(): number {
    if (index === SIZE) {
      for (let k = 0; k < SIZE; k++) {
        const mixed = (state[k] & 0x8000_0000) | (state[(k + 1) % SIZE] & 0x7fff_ffff)
        state[k] = state[(k + MIDDLE) % SIZE] ^ (mixed >>> 1) ^ ((mixed & 1) * 0x9908_b0df)
      }
      index = 0
    }
    let y = state[index++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return (y ^ (y >>> 18)) >>> 0
  }

  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 2 ** 53
}

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE)
  state[0] = 19_650_218
  for (let k = 1; k < SIZE; k++) state[k] = Math.imul(1_812_433_253, mixOf(state[k - 1])) + k
  let k = 1
  const advance = (): void => {
    if (++k < SIZE) return
    state[0] = state[SIZE - 1]
    k = 1
  }
  for (let round = 0; round < SIZE; round++) {
    state[k] = (state[k] ^ Math.imul(mixOf(state[k - 1]), 1_664_525)) + seed
    advance()
  }
  for (let round = 0; round < SIZE - 1; round++) {
    state[k] = (state[k] ^ Math.imul(mixOf(state[k - 1]), 1_566_083_941)) - k
    advance()
  }
  state[0] = 0x8000_0000
  return state
}

function mixOf(word: number): number {
  return word ^ (word >>> 30)
}
