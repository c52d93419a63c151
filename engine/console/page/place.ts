import type { Html } from '../markup.ts'

/** What makes markup acceptable where the page may not put plain strings into itself. */
interface MarkupPolicy {
  createHTML(text: string): string
}

declare const trustedTypes: { createPolicy(name: string, rules: MarkupPolicy): MarkupPolicy } | undefined

/** The only policy that the server allows: what `markup` made is escaped already. */
const policy: MarkupPolicy =
  typeof trustedTypes === 'undefined'
    ? { createHTML: (text) => text }
    : trustedTypes.createPolicy('crowsnest', { createHTML: (text) => text })

/**
 * Puts markup into an element, in place of what it had. The only way that markup gets into the page.
 *
 * @param element - of the page
 * @param content - as `markup` made it
 */
export function place(element: Element, content: Html): void {
  element.innerHTML = policy.createHTML(content.text)
}

/**
 * The same, and whoever had the keyboard's focus keeps it: the element with the same id afterwards, or the first that takes it.
 *
 * @param element - of the page
 * @param content - as `markup` made it
 */
export function placeAgain(element: Element, content: Html): void {
  const focused = document.activeElement
  const id = focused !== null && element.contains(focused) ? focused.id : ''
  place(element, content)
  if (id === '') return
  const next =
    document.querySelector<HTMLElement>(`#${CSS.escape(id)}`) ?? element.querySelector<HTMLElement>('a, button, input')
  next?.focus({ preventScroll: true })
}

/**
 * The element that a view has made itself.
 *
 * @param root - where it is
 * @param selector - of CSS
 * @throws when it is not there, which is a mistake of the page
 */
export function find<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E {
  const element = root.querySelector<E>(selector)
  if (element === null) throw new Error(`The page has no ${selector}; this is a bug in crowsnest`)
  return element
}
