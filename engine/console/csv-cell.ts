/**
 * A text as a cell of CSV (RFC 4180) that spreadsheets open without running anything: what begins like a formula, also in the wide
 * letters of East Asia, gets an apostrophe in front.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  return quotedCell(/^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text) ? `'${text}` : text)
}

/** The same text and nothing else, for programs. */
export function quotedCell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
