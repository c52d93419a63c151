/** Markup that is safe to put into a page as it is. Only {@link markup} and {@link trusted} make it. */
export interface Html {
  readonly text: string
}

/** What may stand in a template: text and numbers are escaped, markup is not, null is nothing. */
export type Fill = string | number | Html | readonly Html[] | null

/**
 * Markup from a template. Everything filled in is escaped for element content and for quoted attributes.
 *
 * @param strings - the fixed parts, trusted; their indentation is left out
 * @param fills - what was filled in; put attributes in double quotes
 * @returns markup
 */
export function markup(strings: TemplateStringsArray, ...fills: readonly Fill[]): Html {
  const fixed = strings.map((part) => part.replaceAll(/\n\s+/gu, '\n'))
  return { text: String.raw({ raw: fixed }, ...fills.map(render)) }
}

/**
 * Declares text of our own to be markup.
 *
 * @param text - a constant of this program, or made by it of escaped parts; never text from outside
 * @returns markup
 */
export function trusted(text: string): Html {
  return { text }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function render(fill: Fill): string {
  if (fill === null) return ''
  if (typeof fill === 'number') return String(fill)
  if (typeof fill === 'string') return escape(fill)
  return 'text' in fill ? fill.text : fill.map(({ text }) => text).join('')
}

/** Marks that turn the direction of text and control characters are shown as their code, not obeyed. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/gu, (character) => ESCAPES[character]!)
    .replaceAll(
      // oxlint-disable-next-line no-control-regex -- these are what must not reach a page
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}
