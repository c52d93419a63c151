import { figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import { find, placeAgain } from './place.ts'

/** A list of which only what can be seen is in the page, so that thousands cost as much as dozens. */
export interface WindowedList<Item> {
  /** Shows other items; who had the focus keeps it as far as possible. */
  show(items: readonly Item[]): void
  /** Gives the focus to the item after or before the one that has or had it. */
  move(step: 1 | -1): void
}

/** Rows drawn beyond the edges, so that quick scrolling and the Tab key find some. */
const BEYOND = 8

/** Rows that go to a printer: more than anybody reads on paper. */
const PRINTED = 500

/**
 * A list that scrolls with the page.
 *
 * @param host - an empty element
 * @param label - what the list is, for screen readers
 * @param row - draws an item with one link whose id is `row-<index>`, all of one height, which CSS says
 * @param signal - ends it
 */
export function windowedList<Item>(
  host: HTMLElement,
  label: string,
  row: (item: Item, index: number) => Html,
  signal: AbortSignal,
): WindowedList<Item> {
  placeAgain(host, markup`<ol class="rows" aria-label="${label}"></ol>`)
  const list = find(host, 'ol')
  let items: readonly Item[] = []
  let first = 0
  let last = 0
  let active = -1
  let printing = false

  /** Asked of CSS anew: narrow screens have higher rows. */
  function rowHeight(): number {
    return Number.parseFloat(getComputedStyle(host).getPropertyValue('--row')) || 64
  }

  function draw(force: boolean): void {
    const height = rowHeight()
    const top = host.getBoundingClientRect().top
    const from = printing ? 0 : Math.max(0, Math.floor(-top / height) - BEYOND)
    const to = printing
      ? Math.min(items.length, PRINTED)
      : Math.min(items.length, Math.ceil((innerHeight - top) / height) + BEYOND)
    if (!force && from === first && to === last) return
    first = from
    last = Math.max(from, to)
    host.style.height = printing ? 'auto' : `${items.length * height}px`
    list.style.transform = printing ? 'none' : `translateY(${first * height}px)`
    const unprinted = printing ? items.length - last : 0
    const rest =
      unprinted > 0
        ? markup`<li class="note">${figure(unprinted)} more are not printed: the CSV has them all</li>`
        : null
    placeAgain(
      list,
      markup`${items.slice(first, last).map((item, i) => {
        const index = first + i
        return markup`<li aria-posinset="${index + 1}" aria-setsize="${items.length}">${row(item, index)}</li>`
      })}${rest}`,
    )
  }

  let waiting = false
  function drawSoon(): void {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      if (!signal.aborted) draw(false)
    })
  }
  function print(now: boolean): void {
    printing = now
    draw(true)
  }
  addEventListener('scroll', drawSoon, { signal, passive: true })
  addEventListener('resize', () => draw(true), { signal })
  addEventListener('beforeprint', () => print(true), { signal })
  addEventListener('afterprint', () => print(false), { signal })
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.id.startsWith('row-')) active = Number(target.id.slice('row-'.length))
  })

  return {
    show(next) {
      items = next
      draw(true)
    },
    move(step) {
      if (items.length === 0) return
      active = Math.min(items.length - 1, Math.max(0, active + step))
      const height = rowHeight()
      const top = host.getBoundingClientRect().top + active * height
      if (top < height || top > innerHeight - 2 * height) scrollBy({ top: top - innerHeight / 2 })
      draw(false)
      document.querySelector<HTMLElement>(`#row-${active}`)?.focus({ preventScroll: true })
    },
  }
}
