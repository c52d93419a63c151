/**
 * Replaces pieces of SQL that do not stand in quotes.
 *
 * @param piece - global
 */
export function replaceUnquoted(text: string, piece: RegExp, by: (found: string, at: number) => string): string {
  const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"/g
  let result = ''
  let from = 0
  const plain = (to: number): void => {
    result += text.slice(from, to).replaceAll(piece, (found, ...rest) => {
      const at = rest.find((one): one is number => typeof one === 'number')!
      return by(found, from + at)
    })
  }
  for (const match of text.matchAll(quoted)) {
    plain(match.index)
    result += match[0]
    from = match.index + match[0].length
  }
  plain(text.length)
  return result
}
