/**
 * Replaces what stands between an opening and the next closing, such as `${name}`. In time that grows with the text and no faster, which
 * a regular expression does not promise for an opening that is repeated and never closed.
 *
 * @param by - given what stands between; what is left open stays
 */
export function replaceBetween(text: string, opening: string, closing: string, by: (inner: string) => string): string {
  let result = ''
  let at = 0
  for (;;) {
    const open = text.indexOf(opening, at)
    const close = open < 0 ? -1 : text.indexOf(closing, open + opening.length)
    if (close < 0) return result + text.slice(at)
    result += text.slice(at, open) + by(text.slice(open + opening.length, close))
    at = close + closing.length
  }
}

/** Splits a path template at its keys: text and what stands in double braces take turns, braces included. Text is first and last. */
export function templatePieces(template: string): readonly string[] {
  const pieces: string[] = []
  let at = 0
  for (;;) {
    const open = template.indexOf('{{', at)
    const close = open < 0 ? -1 : template.indexOf('}}', open + 2)
    if (close < 0) return [...pieces, template.slice(at)]
    pieces.push(template.slice(at, open), template.slice(open, close + 2))
    at = close + 2
  }
}
