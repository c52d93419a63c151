import { exp, ln } from '../detection/index.ts'

/** Greatest leaves of a side that its tail is fitted to, and the part of the side's leaves that they are at most. */
const TAIL_LEAVES = 200
const TAIL_SHARE = 0.1

/** Part of them that only count as being there. */
const CENSORED = 0.15

/** Leaves from which a tail can be told. */
const LEAST_LEAVES = 5

/** Standardised deviation at which a tail begins at least. */
const LEAST_START = 1

/** Shapes that are tried: 0 a power law, 1 exponential, 2 Gaussian. */
const SHAPES = [0, 0.5, 1, 1.5, 2]

/** Prior of the shape: normal, exponential in the mean. */
const SHAPE_MEAN = 1
const SHAPE_SPREAD = 0.7

/**
 * Most evidence of one leaf. Leaves that a slice claims wrongly cost as much, so that one with more
 * normal leaves than deviating ones never pays.
 */
const MOST_LOSS = 25

/** Entries a unit of the table of losses, and the distance that it ends at. */
const STEPS = 32
const FARTHEST = 64

/** How unlikely normal leaves are to be far off to one side. */
export interface LeafTail {
  /** Standardised deviation from which the fitted tail takes the place of the Gaussian one. */
  readonly start: number
  /** -log of the part of the leaves beyond `start`, as if the other side had as many. */
  readonly rarity: number
  /** Between 0, a power law, and 2, a Gaussian tail. */
  readonly shape: number
  /** Mean of ((distance / start) ^ shape - 1) / shape beyond the start. */
  readonly excess: number
  /** Leaves beyond the start, which know the excess only so well. */
  readonly leaves: number
}

/** Where there are too few leaves: a Gaussian's at 2, made heavier. */
const UNKNOWN: LeafTail = { start: 2, rarity: 3, shape: 1, excess: 0.25, leaves: 5 }

/** Tails of the noise. */
export interface NoiseTails {
  readonly below: LeafTail
  readonly above: LeafTail
  /**
   * Loss of a normal leaf by its distance, `STEPS` entries a unit, from the tail that a slice is not in: anomalies of one
   * direction leave the other one alone. A table, because a search asks a million times (`npm run bench:root-cause`).
   */
  readonly losses: Float64Array
}

/**
 * Tails of the noise: Gaussian for the most part, from the 200 greatest deviations of a side on (a tenth of its leaves at most) exponential in
 * ((x / start) ^ shape - 1) / shape, the shape being the most probable for them.
 *
 * @param standard - changes in units of their noise
 * @see docs/detection.md (Tail): the law that single metrics have
 */
export function fitTails(standard: Float64Array): NoiseTails {
  const count = Math.min(TAIL_LEAVES, Math.floor((TAIL_SHARE * standard.length) / 2))
  if (count < LEAST_LEAVES) return { below: UNKNOWN, above: UNKNOWN, losses: lossTable(UNKNOWN) }
  // Nothing nearer than LEAST_START is in a tail, and sorting all takes six times as long.
  const outer = standard.filter((one) => one > LEAST_START || one < -LEAST_START).toSorted()
  const least = outer.subarray(0, count + 1).map((one) => -one)
  const below = fitSide(least, count, standard.length)
  const above = fitSide(outer.slice(-count - 1).toReversed(), count, standard.length)
  const far = 2 * Math.max(below.start, above.start)
  return { below, above, losses: lossTable(lossAt(far, below) > lossAt(far, above) ? below : above) }
}

/** Loss (-log likelihood against the centre) of a normal leaf among those of a slice, at most 25. */
export function normalLoss(standard: number, { losses }: NoiseTails): number {
  const place = Math.abs(standard) * STEPS
  const step = Math.floor(place)
  if (!(step < losses.length - 1)) return losses[losses.length - 1]
  return losses[step] + (place - step) * (losses[step + 1] - losses[step])
}

/**
 * -log of the chance that a normal leaf is as far off, by the tail of its own side, since noise may be skew; that of the
 * tail's start for all that are nearer. A slice that is not explained yet moves the start outwards: single leaves
 * wait until it is.
 *
 * @returns at most 25, so that a slice is never broken up into its leaves
 */
export function leafSurprise(standard: number, { below, above }: NoiseTails): number {
  const tail = standard < 0 ? below : above
  return Math.min(tail.rarity + beyond(Math.abs(standard), tail), MOST_LOSS)
}

/**
 * Loss of a leaf in a slice: the law of normal leaves, moved to the common change and widened.
 *
 * @param distance - from the common change
 * @param spread - standard deviation of the slice's leaves, same unit, at least `noise`
 * @param noise - standard deviation of a normal leaf
 */
export function sliceLoss(distance: number, spread: number, noise: number, tails: NoiseTails): number {
  return normalLoss(distance / spread, tails) + (spread > noise ? ln(spread / noise) : 0)
}

function lossTable(tail: LeafTail): Float64Array {
  return Float64Array.from({ length: FARTHEST * STEPS + 1 }, (_, step) =>
    Math.min(lossAt(step / STEPS, tail), MOST_LOSS),
  )
}

function lossAt(distance: number, tail: LeafTail): number {
  const { start } = tail
  return distance <= start ? (distance * distance) / 2 : (start * start) / 2 + beyond(distance, tail)
}

/** -log of the chance to be beyond, for one whose excess is estimated: the predictive law of an exponential. */
function beyond(distance: number, { start, shape, excess, leaves }: LeafTail): number {
  return distance <= start ? 0 : leaves * ln(1 + bent(distance / start, shape) / excess / leaves)
}

/** (ratio ^ shape - 1) / shape, which for shape 0 is the logarithm. */
function bent(ratio: number, shape: number): number {
  const log = ln(ratio)
  return shape === 0 ? log : (exp(shape * log) - 1) / shape
}

/**
 * Fits the tail of a side, the farthest leaves censored: that they are beyond the others counts, not how far, so that
 * single anomalies do not hide themselves.
 *
 * @param falling - the greatest deviations of a side, at best one more than the tail is fitted to
 * @param count - leaves that it is fitted to
 */
function fitSide(falling: Float64Array, count: number, leaves: number): LeafTail {
  const start = Math.max(LEAST_START, falling[count] ?? LEAST_START)
  const ratios = [...falling].filter((one) => one > start).map((one) => one / start)
  const censored = Math.ceil(CENSORED * ratios.length)
  const seen = ratios.slice(censored)
  if (seen.length < LEAST_LEAVES) return UNKNOWN
  const logs = seen.reduce((sum, ratio) => sum + ln(ratio), 0)
  let best = { likelihood: -Infinity, shape: 1, excess: 1 }
  for (const shape of SHAPES) {
    const sum = seen.reduce((total, ratio) => total + bent(ratio, shape), censored * bent(seen[0], shape))
    const excess = sum / seen.length
    const prior = ((shape - SHAPE_MEAN) / SHAPE_SPREAD) ** 2 / 2
    const likelihood = -seen.length * (ln(excess) + 1) + (shape - 1) * logs - prior
    if (likelihood > best.likelihood) best = { likelihood, shape, excess }
  }
  return {
    start,
    rarity: ln(leaves / (2 * ratios.length)),
    shape: best.shape,
    excess: best.excess,
    leaves: seen.length,
  }
}
