import { markup } from '../markup.ts'
import { find, place } from './place.ts'
import type { Shortcut } from './page-context.ts'
import { remember, remembered } from './theme.ts'

/** What is remembered of the switch. */
const SINGLE_KEYS = 'crowsnest-single-keys'

const NAMES: Readonly<Record<string, string>> = { Enter: 'Enter', Escape: 'Esc', ' ': 'Space' }

/** The keys that do something now. */
export interface Shortcuts {
  /** Adds one until the signal ends. */
  add(shortcut: Shortcut, signal: AbortSignal): void
  /** Shows all of them. */
  show(): void
}

/**
 * Listens for keys, but not where somebody types.
 *
 * @param dialog - where the keys are listed
 */
export function listenForKeys(dialog: HTMLDialogElement): Shortcuts {
  const active = new Map<string, Shortcut>()
  let singleKeys = remembered(SINGLE_KEYS) !== 'off'
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const shortcut = active.get(event.key)
    if (shortcut === undefined || dialog.open || (isSingle(event.key) && !singleKeys)) return
    event.preventDefault()
    shortcut.run()
  })
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    singleKeys = target.checked
    remember(SINGLE_KEYS, singleKeys ? 'on' : 'off')
  })
  return {
    add(shortcut, signal) {
      active.set(shortcut.key, shortcut)
      signal.addEventListener('abort', () => {
        if (active.get(shortcut.key) === shortcut) active.delete(shortcut.key)
      })
    },
    show() {
      place(
        dialog,
        markup`<form method="dialog">
          <h2>Keys</h2>
          <dl class="keys">
            ${[...active.values()].map(({ key, does }) => markup`<dt><kbd>${NAMES[key] ?? key}</kbd></dt><dd>${does}</dd>`)}
            <dt><kbd>Enter</kbd></dt><dd>Open what has the focus</dd>
            <dt><kbd>← →</kbd></dt><dd>In a chart: read the values one by one; with Shift move, + and - zoom, 0 shows all</dd>
          </dl>
          <label class="check"><input type="checkbox" id="single-keys"${singleKeys ? markup` checked` : null} /> Letters and signs act at once; without, only Enter, Esc and the keys in charts do</label>
          <button class="button" autofocus>Close</button>
        </form>`,
      )
      find(dialog, 'form').addEventListener('submit', (event) => {
        event.preventDefault()
        dialog.close()
      })
      dialog.showModal()
    },
  }
}

/**
 * Whether a key writes a character: who speaks to the computer, or hits keys by chance, must be able to turn those off.
 *
 * @see https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts
 */
function isSingle(key: string): boolean {
  return key.length === 1
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (target.matches('input, select, textarea') && !target.matches('[type=checkbox], [type=radio]')))
  )
}
