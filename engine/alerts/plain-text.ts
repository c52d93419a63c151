/**
 * Text from outside (a dimension value, a measure) for a message that people read: characters that would break the line,
 * move the cursor or turn the writing direction are shown as escapes; what is longer is cut.
 *
 * @param most - characters, >= 4
 */
export function plainText(text: string, most = 80): string {
  const shown = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escape)
  return shown.length <= most
    ? shown
    : `${shown
        .slice(0, most - 3)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}...`
}

/** A number for people: all digits of the integer part, six significant ones at least, no trailing zeros. */
export function readableNumber(value: number): string {
  const integerDigits = Math.floor(Math.log10(Math.abs(value) || 1)) + 1
  return String(Number(value.toPrecision(Math.min(21, Math.max(6, integerDigits)))))
}

/** The value of an anomalous interval for people; null where it is missing. */
export function readableValue(value: number | null): string {
  return value === null ? 'no data' : readableNumber(value)
}

function escape(character: string): string {
  if (character === '\n') return String.raw`\n`
  if (character === '\t') return String.raw`\t`
  return String.raw`\u{${character.codePointAt(0)!.toString(16)}}`
}
