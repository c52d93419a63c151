/** `network` as part of a name: `Network`. */
export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Values that are no words. */
const SIGNS: Readonly<Record<string, string>> = { '': 'None', '"': 'DoubleQuote', "'": 'SingleQuote' }

/**
 * What programs call a value of a choice: `ISO-8859-1` is `ISO_8859_1`, `keep` is `Keep`.
 *
 * @throws for a value without letters or digits that no name was given here
 */
export function enumName(value: string | number): string {
  if (typeof value === 'number') return `Number${value}`
  const sign = SIGNS[value]
  if (sign !== undefined) return sign
  const name = pascal(value.replaceAll(/[^a-zA-Z0-9]+/g, '_').replaceAll(/^_|_$/g, ''))
  if (!/^[A-Z]/.test(name)) {
    throw new Error(`${JSON.stringify(value)} is a choice without a name that programs can use: add one to SIGNS.`)
  }
  return name
}
