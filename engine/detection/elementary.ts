/*
 * Logarithm and exponential from IEEE additions, multiplications and divisions alone, in a fixed order. ECMAScript leaves
 * the last digits of Math.log and Math.exp to the implementation; scores must be the same bytes on every machine.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0
/** Powers of two from -1023 to 1023, by doubling and halving, which are exact; `**` need not be. */
const POWERS = new Float64Array(2047).fill(1)
for (let k = 1; k <= 1023; k++) {
  POWERS[1023 + k] = 2 * POWERS[1022 + k]
  POWERS[1023 - k] = POWERS[1024 - k] / 2
}

/** 0 for what is negative. No branch: one that is as likely as not is guessed wrong half the time (bench/detect). */
export function positive(value: number): number {
  return 0.5 * (value + Math.abs(value))
}

/**
 * Natural logarithm.
 *
 * @param x - positive, finite and normal (>= 2.3e-308)
 * @returns ln x within 2 units in the last place
 */
export function ln(x: number): number {
  number[0] = x
  const high = words[HIGH]
  let exponent = (high >>> 20) - 1023
  let mantissa = x * POWERS[1023 - exponent]
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  // ln m = 2 artanh((m - 1) / (m + 1)), |t| <= 0.172
  const t = (mantissa - 1) / (mantissa + 1)
  const q = t * t
  const series =
    q *
    (1 / 3 +
      q *
        (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19)))))))))
  return exponent * LN2_HIGH + (2 * t + (2 * t * series + exponent * LN2_LOW))
}

/**
 * Exponential function.
 *
 * @param x - finite; beyond +-700 the result is that of +-700, so that it stays finite and normal
 * @returns e to the x within 2 units in the last place
 */
export function exp(x: number): number {
  if (x > 700) return exp(700)
  if (x < -700) return exp(-700)
  const k = Math.floor(x / Math.LN2 + 0.5)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  // Taylor series to r^13 / 13!, |r| <= 0.347
  const sum =
    1 +
    r *
      (1 +
        r *
          (1 / 2 +
            r *
              (1 / 6 +
                r *
                  (1 / 24 +
                    r *
                      (1 / 120 +
                        r *
                          (1 / 720 +
                            r *
                              (1 / 5040 +
                                r *
                                  (1 / 40320 +
                                    r *
                                      (1 / 362880 +
                                        r *
                                          (1 / 3628800 +
                                            r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800)))))))))))))
  return sum * POWERS[k + 1023]
}
