/** Greatest magnitude of a measure's value. Guide: "Record field key-value pair character limits", 10^15. */
export const MEASURE_LIMIT = 1e15

/**
 * Reads a decimal number, spaces around it allowed: sign, digits with an optional fraction, exponent. Nothing else is a
 * number: no NaN, infinity, hexadecimal, digit separators, currency or `null`.
 *
 * What it writes is exactly the double that `Number(text)` gives (infinite beyond the range of a double), NaN when the text is
 * no such number or is empty. It is written, not returned, because a double that is returned takes memory.
 *
 * @param bytes - text in an encoding that contains ASCII
 * @param start - first byte
 * @param end - after the last byte
 * @param target - `target[index]` is written
 */
export function readDecimal(bytes: Uint8Array, start: number, end: number, target: Float64Array, index: number): void {
  let position = start
  let negative = false
  const first = bytes[position]
  if (first === MINUS) {
    negative = true
    position++
  }
  // 15 digits cannot pass 2^53; and a whole number below it, divided by an exact power of ten, is rounded once, hence
  // rightly (Clinger 1990, https://doi.org/10.1145/93542.93557).
  let mantissa = 0
  const whole = position
  let digit = 0
  while (position < end && (digit = bytes[position] ^ ZERO) <= 9) {
    mantissa = mantissa * 10 + digit
    position++
  }
  let digits = position - whole
  let scale = 0
  if (position < end && bytes[position] === DOT) {
    const fraction = ++position
    while (position < end && (digit = bytes[position] ^ ZERO) <= 9) {
      mantissa = mantissa * 10 + digit
      position++
    }
    scale = position - fraction
    digits += scale
  }
  if (position === end && digits > 0 && mantissa <= Number.MAX_SAFE_INTEGER && scale <= 22) {
    if (scale > 0) mantissa /= POWERS_OF_TEN[scale]
    target[index] = negative ? -mantissa : mantissa
  } else target[index] = anyDecimal(bytes, start, end)
}

/**
 * Whether a text that is no decimal number names something that is not finite: NaN or infinity, in any case, signed or
 * not.
 */
export function isNotFiniteWord(text: string): boolean {
  return /^[+-]?(?:nan|inf(?:inity)?)$/i.test(text.trim())
}

/** The text of ASCII bytes; other bytes appear as the Latin-1 characters of their value. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i])
  return text
}

const ZERO = 48
const MINUS = 45
const DOT = 46
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const DECIMAL = /^[ \t]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/

function anyDecimal(bytes: Uint8Array, start: number, end: number): number {
  const text = latin1Text(bytes, start, end)
  return DECIMAL.test(text) ? Number(text) : Number.NaN
}
