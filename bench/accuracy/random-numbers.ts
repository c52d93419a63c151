/** Seeded draws. The same seed gives the same numbers, up to the last digits of a machine's `Math.log`. */
export interface RandomNumbers {
  /** 0 <= u < 1. */
  uniform(): number
  /** least <= x < most. */
  between(least: number, most: number): number
  /** least .. most, both included, whole. */
  whole(least: number, most: number): number
  /** One of them, equally likely. */
  pick<T>(of: readonly T[]): T
  /** Mean 0, standard deviation 1. */
  normal(): number
  /** Student's t, centred; its variance is degrees / (degrees - 2). */
  student(degrees: number): number
  /** Mean `shape`, scale 1; shape > 0. */
  gamma(shape: number): number
  poisson(mean: number): number
  /** Variance = mean + mean^2 / size. */
  negativeBinomial(mean: number, size: number): number
}

/** Random numbers from a seed (mulberry32). */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed >>> 0

  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  }

  // Marsaglia and Tsang 2000, https://doi.org/10.1145/358407.358414; below 1 by their boost.
  function gamma(shape: number): number {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }

  // By halves (a gamma, then a binomial or a rest) for large means: Ahrens and Dieter 1974. Exact at any mean.
  function poisson(mean: number): number {
    let count = 0
    let rest = mean
    while (rest > 30) {
      const order = Math.floor(0.875 * rest)
      const arrival = gamma(order)
      if (arrival > rest) return count + binomial(order - 1, rest / arrival)
      count += order
      rest -= arrival
    }
    const limit = Math.exp(-rest)
    for (let product = 1 - uniform(); product > limit; product *= 1 - uniform()) count++
    return count
  }

  // By the median of a beta for many trials (Devroye 1986, X.4.3), then one by one.
  function binomial(trials: number, chance: number): number {
    let count = 0
    let n = trials
    let p = chance
    while (n > 40) {
      const middle = 1 + Math.floor(n / 2)
      const left = gamma(middle)
      const order = left / (left + gamma(n + 1 - middle))
      if (order >= p) {
        n = middle - 1
        p /= order
      } else {
        count += middle
        n -= middle
        p = (p - order) / (1 - order)
      }
    }
    for (let k = 0; k < n; k++) if (uniform() < p) count++
    return count
  }

  return {
    uniform,
    between: (least, most) => least + (most - least) * uniform(),
    whole: (least, most) => least + Math.floor((most - least + 1) * uniform()),
    pick: (of) => of[Math.floor(uniform() * of.length)],
    normal,
    student: (degrees) => normal() / Math.sqrt((2 * gamma(degrees / 2)) / degrees),
    gamma,
    poisson,
    negativeBinomial: (mean, size) => (mean <= 0 ? 0 : poisson((gamma(size) * mean) / size)),
  }
}
