import * as at from './layout.ts'

const { IDLE_SHARE, LEAST_STEP, MEAN_NOT_ZERO, NOT_ZERO_SHARE } = at

/*
 * Where about 0 is expected of a metric that is mostly 0, its values are its excesses, and those of all hours are one crowd. That is right for
 * errors that come now and then. Orders of a shop that is closed at night are mostly 0, too, but where a third of the usual is expected of
 * them, something comes, and can be judged by what is expected. Which of both a metric is, such hours tell.
 */

/** Of a forecast below this share of the usual value other than 0, 0 is what is expected. */
const NEAR = 0.8
/** The same of a metric that is not idle where a middling value, between both shares, is expected; and a count of so many steps. */
const NEARER = 0.2
const NEARER_COUNT = 0.7
/** A value is idle up to this share of what is expected. */
const IDLE = 0.4
const IDLE_GAIN = 1 / 500
/** Until hours with middling values tell more, a metric that is mostly 0 is taken for one that is mostly idle in them. */
export const FIRST_IDLE_SHARE = 0.6
const MOSTLY = 0.5
/** A metric of which more values are other than 0 is far from being mostly 0. */
const MOST_NOT_ZERO = 0.9

/** The value below which a forecast means that 0 is expected, where a metric is mostly 0. */
export function nearZero(x: Float32Array, o: number): number {
  const near = NEAR * x[o + MEAN_NOT_ZERO]
  if (x[o + IDLE_SHARE] >= MOSTLY) return near
  const least = nearerZero(x, o)
  return least < near ? least : near
}

/** Whether it can matter whether a metric is idle. */
export function hasZeros(x: Float32Array, o: number): boolean {
  return x[o + NOT_ZERO_SHARE] < MOST_NOT_ZERO
}

/** Learns whether a metric is idle where a middling value is expected. @param base - what is expected without the memory of the last values */
export function learnIdle(x: Float32Array, o: number, v: number, base: number): void {
  if (base < nearerZero(x, o) || base >= NEAR * x[o + MEAN_NOT_ZERO]) return
  x[o + IDLE_SHARE] += IDLE_GAIN * ((v <= IDLE * base ? 1 : 0) - x[o + IDLE_SHARE])
}

// Of less than 0.7 a count of Poisson is mostly 0.
function nearerZero(x: Float32Array, o: number): number {
  const share = NEARER * x[o + MEAN_NOT_ZERO]
  const count = NEARER_COUNT * x[o + LEAST_STEP]
  return share > count ? share : count
}
