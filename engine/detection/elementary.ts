/*
 * Logarithm and exponential from IEEE additions, multiplications and divisions alone, in a fixed order. ECMAScript leaves
 * the last digits of Math.log and Math.exp to the implementation; scores must be the same bytes on every machine.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const bits = new DataView(new ArrayBuffer(8))

/**
 * Natural logarithm.
 *
 * @param x - positive, finite and normal (>= 2.3e-308)
 * @returns ln x within 2 units in the last place
 */
export function ln(x: number): number {
  bits.setFloat64(0, x)
  const high = bits.getUint32(0)
  let exponent = (high >>> 20) - 1023
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000)
  let mantissa = bits.getFloat64(0)
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
      q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q / 19))))))))
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
  let sum = 1
  for (let i = 13; i > 0; i--) sum = 1 + (r / i) * sum
  bits.setUint32(0, (k + 1023) << 20)
  bits.setUint32(4, 0)
  return sum * bits.getFloat64(0)
}
