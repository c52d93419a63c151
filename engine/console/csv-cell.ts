/**
 * A text as a cell of CSV (RFC 4180) that spreadsheets open without running anything: what begins like a formula, also in the wide
 * letters of East Asia, gets an apostrophe in front. A number with its sign is none.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) && Number.isNaN(Number(text))
  return quotedCell(isFormula ? `'${text}` : text)
}

/** The same text and nothing else, for programs. */
export function quotedCell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
