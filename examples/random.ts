/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Poisson with this mean (>= 0). */
  poisson(mean: number): number
}

/**
 * A seeded source of random numbers.
 *
 * @param seed - any whole number
 * @returns the source
 * @see sfc32 by Chris Doty-Humphrey, PractRand, http://pracrand.sourceforge.net/RNG_engines.txt
 */
export function seededRandom(seed: number): Random {
  const uniform = sfc32(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    normal,
    poisson(mean) {
      // Knuth's product of uniforms; beyond 30 the normal distribution is indistinguishable for this purpose.
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      const limit = Math.exp(-mean)
      let events = -1
      for (let product = 1; product > limit || events < 0; events++) product *= uniform()
      return events
    },
  }
}

function sfc32(seed: number): () => number {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed | 0
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 15; i++) next()
  return next
}
