import { markup, type Html } from '../markup.ts'
import type { UnreadFeedback } from '../../state/index.ts'
import { count } from '../figures.ts'
import { DataError, messageOf, type DataTrouble } from './data.ts'
import { inlineCode } from './inline-code.ts'

const TITLES: Readonly<Record<DataTrouble, string>> = {
  unauthorized: 'This page needs to be opened again',
  forbidden: 'Not allowed',
  missing: 'Not found',
  offline: 'No connection',
  failed: 'That did not work',
}

/** Grey shapes where something will be. */
export function loading(): Html {
  return markup`<div class="loading" role="status"><span class="spoken">Loading</span><i></i><i></i><i></i></div>`
}

/**
 * What a view shows where it has nothing to show.
 *
 * @param title - what is so
 * @param text - why, and what to do
 */
export function emptyNotice(title: string, text: string): Html {
  return markup`<div class="notice"><h2>${title}</h2><p>${inlineCode(text)}</p></div>`
}

/**
 * What a view shows where its data could not be had.
 *
 * @param error - of `load`, or a mistake of the page
 * @returns with a button that tries again
 */
export function errorNotice(error: unknown): Html {
  const trouble = error instanceof DataError ? error.trouble : 'failed'
  return markup`<div class="notice trouble" role="alert">
    <h2>${TITLES[trouble]}</h2>
    <p>${inlineCode(messageOf(error))}</p>
    ${trouble === 'unauthorized' ? OPEN_AGAIN : null}
    <p><button class="button" id="retry" type="button">Try again</button> <a class="button plain" href="/detectors">All detectors</a></p>
  </div>`
}

/**
 * That some of what people said does not count.
 *
 * @param unread - null: all of it does
 */
export function unreadNotice(unread: UnreadFeedback | null): Html | null {
  if (unread === null) return null
  const { objects, examples } = unread
  return markup`<div class="failure unread"><p>${count(objects, 'object')} of feedback cannot be read, so what ${objects === 1 ? 'it says' : 'they say'} does not count.</p>
    <ul>${examples.map((text) => markup`<li>${inlineCode(text)}</li>`)}</ul></div>`
}

const OPEN_AGAIN = markup`<p>
  Only who has the address that <code>crowsnest console</code> printed may look at this page. Open that address again: it ends in a
  token, and holds until the console is stopped. If it was stopped, start it and open what it prints.
</p>`
