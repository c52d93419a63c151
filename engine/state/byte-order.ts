/**
 * Compares as stores list: by the bytes of UTF-8. It differs from comparing strings only for characters beyond U+FFFF, which UTF-16
 * sorts before U+E000.
 *
 * @returns less than, equal to or greater than 0
 */
export function compareBytes(a: string, b: string): number {
  return ASCII.test(a) && ASCII.test(b) ? (a < b ? -1 : Number(a > b)) : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/
