import { markup, type Html } from '../markup.ts'

/**
 * A sentence with what stands between backticks as code.
 *
 * @param text - such as ``run `crowsnest console` again``; a backtick without another one is text
 */
export function inlineCode(text: string): Html {
  const parts = text.split('`')
  if (parts.length % 2 === 0) return markup`${text}`
  return markup`${parts.map((part, i) => (i % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`))}`
}
