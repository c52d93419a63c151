import ts from 'typescript'

/**
 * The text of a declaration's docstring as one that reads well in every language: its sentences, then what happens when the
 * value is left out (`@default`).
 *
 * @returns '' where there is none
 */
export function documentationOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const text = oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker)))
  const standard = symbol.getJsDocTags(checker).find(({ name }) => name === 'default')
  if (standard === undefined) return text
  return `${text}${text === '' ? '' : ' '}Default: ${oneLine(ts.displayPartsToString(standard.text)).replace(/\.$/, '')}.`
}

/** Whether a declaration carries a tag such as `@fraction`. */
export function hasTag(checker: ts.TypeChecker, symbol: ts.Symbol, tag: string): boolean {
  return symbol.getJsDocTags(checker).some(({ name }) => name === tag)
}

/** Paragraphs stay, the breaks of lines go. */
function oneLine(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())
    .join('\n\n')
}
