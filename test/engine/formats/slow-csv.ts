/** A record of a CSV text, or a line that is none. */
export type SlowRecord =
  { readonly line: number; readonly fields: readonly string[] } | { readonly line: number; readonly broken: string }

/**
 * Reads CSV one character at a time by regular expressions, slowly and obviously: the rules of `CsvScanner` in their
 * plainest form, as its oracle.
 */
export function slowCsv(text: string, delimiter: string, quote: string): readonly SlowRecord[] {
  const found: SlowRecord[] = []
  let rest = text
  let line = 1
  while (rest !== '') {
    const record = slowRecord(rest, delimiter, quote)
    if (typeof record === 'string') {
      found.push({ line, broken: record })
      rest = rest.replace(/^[^\r\n]*(?:\r\n|\r|\n|$)/, '')
      line++
    } else {
      if (record.length > 0) found.push({ line, fields: record.fields })
      const taken = /^(?:\r\n|\r|\n)/.exec(rest.slice(record.length))?.[0].length ?? 0
      line += rest.slice(0, record.length + taken).split(/\r\n|\r|\n/).length - 1
      rest = rest.slice(record.length + taken)
    }
  }
  return found
}

function slowRecord(
  text: string,
  delimiter: string,
  quote: string,
): { readonly fields: readonly string[]; readonly length: number } | string {
  const quoted = new RegExp(`^${quote}((?:[^${quote}]|${quote}${quote})*)${quote}(?!${quote})`)
  const plain = new RegExp(`^[^${delimiter}\\r\\n]*`)
  const fields: string[] = []
  let length = 0
  for (;;) {
    const rest = text.slice(length)
    if (rest.startsWith(quote)) {
      const match = quoted.exec(rest)
      if (match === null) return 'QUOTE_NOT_CLOSED'
      fields.push(match[1].replaceAll(quote + quote, quote))
      length += match[0].length
      if (length < text.length && !'\r\n'.includes(text[length]) && text[length] !== delimiter)
        return 'TEXT_AFTER_QUOTE'
    } else {
      const match = plain.exec(rest)
      fields.push(match?.[0] ?? '')
      length += match?.[0].length ?? 0
    }
    if (text[length] !== delimiter) return { fields, length }
    length++
  }
}
