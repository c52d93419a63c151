import type { RandomNumbers } from './random.ts'

/** Laws of a measure's own noise, each with mean 0 and variance 1. */
export const NOISE_LAWS = ['normal', 'student', 'laplace', 'lognormal', 'counts'] as const

/** One of `NOISE_LAWS`. */
export type NoiseLaw = (typeof NOISE_LAWS)[number]

/** One draw: Student's law has 4 degrees, the lognormal sigma 0.6, counts are Poisson with mean 6. */
export function noiseOf(law: NoiseLaw, random: RandomNumbers): number {
  switch (law) {
    case 'normal':
      return random.normal()
    case 'student': {
      const squares = Array.from({ length: 4 }, () => random.normal() ** 2)
      const chi = squares.reduce((sum, square) => sum + square, 0) / 4
      return random.normal() / Math.sqrt(2 * chi)
    }
    case 'laplace':
      return (-Math.log(1 - random.uniform()) + Math.log(1 - random.uniform())) / Math.SQRT2
    case 'lognormal': {
      const mean = Math.exp(0.18)
      return (Math.exp(0.6 * random.normal()) - mean) / (mean * Math.sqrt(Math.exp(0.36) - 1))
    }
    case 'counts': {
      let product = 1
      let count = -1
      for (const limit = Math.exp(-6); product > limit; count++) product *= 1 - random.uniform()
      return (count - 6) / Math.sqrt(6)
    }
  }
}
