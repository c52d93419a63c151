import type { Leaves, SlicePart } from '../../engine/anomalies/index.ts'
import { randomNumbers, type RandomNumbers } from './random.ts'
import { drawRoots } from './roots.ts'

/** Least and greatest of something that is drawn evenly, both inclusive. */
export type Range = readonly [least: number, greatest: number]

/** What the cases of a level have in common. Shares and relative numbers are 0 .. 1. */
export interface Difficulty {
  readonly name: string
  /** Values of each dimension; every combination is a leaf. */
  readonly sizes: readonly number[]
  /** Anomalies at once; each has dimensions, severity and direction of its own. */
  readonly anomalies: Range
  /** Slices of one anomaly: the same dimensions, other values, the same severity. */
  readonly slices: Range
  /** Dimensions of a slice. */
  readonly order: Range
  /** Standard deviation of the relative forecast error. */
  readonly noise: Range
  /** Part by which the anomalous leaves fall (or rise); the noise is added to it. */
  readonly severity: Range
  /** Standard deviation of the severity among the leaves of a slice. */
  readonly uneven: Range
  /** Leaves that are 0. */
  readonly zeros: Range
  /** Weibull shape of the sizes of leaves: the smaller, the more a few leaves make up the total. */
  readonly shape: Range
  /** The anomalous leaves keep their forecast error; in the published sets they lose it. */
  readonly keepsNoise?: boolean
  /** Every anomaly has its own direction. */
  readonly bothWays?: boolean
  /** Forecast errors are Student t with 4 degrees of freedom. */
  readonly heavyTails?: boolean
  /** Standard deviation of a forecast error that all leaves of a dimension value share. */
  readonly shared?: number
  /** Values are counts (Poisson) around the forecast, whose sigma the detector knows; `noise` plays no part. */
  readonly counts?: boolean
  /** Values are ratios of two such measures; the anomaly is in the first. */
  readonly ratio?: boolean
}

/** Leaves with known root causes. */
export interface Case {
  readonly leaves: Leaves
  readonly roots: readonly (readonly SlicePart[])[]
}

/**
 * A case in the style of the published set S: sizes of leaves from a Weibull distribution, a relative forecast error, and
 * slices whose leaves all change in one proportion.
 *
 * @see Kalander 2022, arXiv 2205.10004 (set S)
 */
export function rootCauseCase(difficulty: Difficulty, seed: number): Case {
  const random = randomNumbers(seed)
  const { sizes } = difficulty
  const codes = allCombinations(sizes)
  const count = sizes.reduce((product, size) => product * size, 1)
  const noise = random.between(...difficulty.noise)
  const { value, expected } = normalLeaves(difficulty, codes, count, noise, random)
  const roots = drawRoots(difficulty, codes, value, random)
  // As in the published set: all fall or all rise, unless each goes its own way.
  let falls = random.uniform() < 0.5
  for (const anomaly of roots) {
    if (difficulty.bothWays === true) falls = random.uniform() < 0.5
    const severity = random.between(...difficulty.severity) + (difficulty.counts === true ? 0 : noise)
    const uneven = random.between(...difficulty.uneven)
    for (let leaf = 0; leaf < count; leaf++) {
      if (!anomaly.some((parts) => parts.every(({ dimension, value: code }) => codes[dimension][leaf] === code)))
        continue
      const rest = Math.max(0, 1 - severity - uneven * random.normal())
      // A rise is a forecast that is too low by the same proportion.
      if (difficulty.keepsNoise === true) {
        if (falls) value[leaf] *= rest
        else expected[leaf] *= rest
      } else if (falls) value[leaf] = expected[leaf] * rest
      else expected[leaf] = value[leaf] * rest
    }
  }
  if (difficulty.counts === true) return { leaves: counted(codes, value, expected, random), roots: roots.flat() }
  if (difficulty.ratio === true) divide(value, expected, noise, random)
  return { leaves: { codes, value, expected }, roots: roots.flat() }
}

/** Sizes, zeros and forecast errors; an error is as often in the forecast as in the value. */
function normalLeaves(
  { shape: shapes, zeros: zeroRange, heavyTails, shared = 0, sizes, counts }: Difficulty,
  codes: readonly Int32Array[],
  count: number,
  noise: number,
  random: RandomNumbers,
): { readonly value: Float64Array; readonly expected: Float64Array } {
  const shape = random.between(...shapes)
  const zeros = random.between(...zeroRange)
  const shocks = sizes.map((size) => Array.from({ length: size }, () => shared * random.normal()))
  const value = new Float64Array(count)
  const expected = new Float64Array(count)
  for (let leaf = 0; leaf < count; leaf++) {
    const size = random.uniform() < zeros ? 0 : 100 * (-Math.log(1 - random.uniform())) ** (1 / shape)
    const error = noise * (heavyTails === true ? student(random) : random.normal())
    const shock = codes.reduce((sum, values, dimension) => sum + shocks[dimension][values[leaf]], 0)
    const wrong = Math.max(0, size * (1 + (counts === true ? 0 : error)))
    const inForecast = random.uniform() < 0.5
    value[leaf] = (inForecast ? size : wrong) * Math.max(0, 1 + shock)
    expected[leaf] = inForecast ? wrong : size
  }
  return { value, expected }
}

/** Student t with 4 degrees of freedom, in units of its standard deviation. */
function student(random: RandomNumbers): number {
  const chi = Array.from({ length: 4 }, () => random.normal() ** 2).reduce((sum, square) => sum + square)
  return random.normal() / Math.sqrt(chi / 4) / Math.SQRT2
}

/** Turns what is meant into counts around it (a hundredth of the size), with the sigma that a detector would know. */
function counted(
  codes: readonly Int32Array[],
  mean: Float64Array,
  forecast: Float64Array,
  random: RandomNumbers,
): Leaves {
  const value = mean.map((size) => poisson(size / 10, random))
  const expected = forecast.map((size) => size / 10)
  return { codes, value, expected, sigma: expected.map((size) => Math.sqrt(size + 0.1)) }
}

function poisson(mean: number, random: RandomNumbers): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  let events = 0
  for (let product = random.uniform(), least = Math.exp(-mean); product > least; product *= random.uniform()) events++
  return events
}

/** Divides by a second measure with a forecast error of its own. */
function divide(value: Float64Array, expected: Float64Array, noise: number, random: RandomNumbers): void {
  for (let leaf = 0; leaf < value.length; leaf++) {
    const size = 100 * (1 - Math.log(1 - random.uniform()))
    value[leaf] /= size * Math.max(0.1, 1 + noise * random.normal())
    expected[leaf] /= size
  }
}

/** Value codes of every combination, the last dimension the fastest. */
function allCombinations(sizes: readonly number[]): Int32Array[] {
  const count = sizes.reduce((product, size) => product * size, 1)
  let stride = count
  return sizes.map((size) => {
    stride /= size
    const step = stride
    return Int32Array.from({ length: count }, (_, leaf) => Math.floor(leaf / step) % size)
  })
}
