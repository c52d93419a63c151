import { markup } from '../markup.ts'
import { alertsView } from './alerts-view.ts'
import { anomaliesView } from './anomalies-view.ts'
import { anomalyView } from './anomaly-view.ts'
import { messageOf } from './data.ts'
import { detectorsView } from './detectors-view.ts'
import { logView } from './log-view.ts'
import { emptyNotice, errorNotice, loading } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { find, place } from './place.ts'
import { qualityView } from './quality-view.ts'
import { detectorPath, parseRoute, type Route } from './route.ts'
import { listenForKeys } from './shortcuts.ts'
import { applyTheme, currentTheme, nextTheme } from './theme.ts'

/** How often a page that is looked at asks for news, in milliseconds. */
const REFRESH = 60_000
/** Data that comes sooner is not announced by grey shapes, which would only flicker. */
const PATIENCE = 150

const root = find(document, '#view')
const spoken = find(document, '#spoken')
const toast = find(document, '#toast')
const shortcuts = listenForKeys(find<HTMLDialogElement>(document, '#keys'))

let ending = new AbortController()
let hiding: ReturnType<typeof setTimeout> | undefined
/** Address that is shown; the browser's has changed already when it goes back. */
let shownPath = ''
/** How far addresses were scrolled when they were left, and the list that each detector was left with. */
const scrolls = new Map<string, number>()
const lists = new Map<string, string>()

history.scrollRestoration = 'manual'
addEventListener('popstate', () => {
  // A link to a part of the page, such as that which skips to its content.
  if (address() === shownPath) return
  leave()
  void show(scrolls.get(address()) ?? 0)
})
document.addEventListener('submit', (event) => event.preventDefault())
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const path = link?.getAttribute('href')
  if (path === null || path === undefined || !path.startsWith('/')) return
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const back = link?.id === 'back'
  leave()
  history.pushState(null, '', path)
  void show(back ? (scrolls.get(path) ?? 0) : 0)
})
const always = new AbortController().signal
shortcuts.add({ key: '?', does: 'Show these keys', run: shortcuts.show }, always)
shortcuts.add({ key: 't', does: 'Light, dark, or as the system', run: switchTheme }, always)
find(document, '#help').addEventListener('click', shortcuts.show)
find(document, '#theme').addEventListener('click', switchTheme)
applyTheme(currentTheme())
nameTheme()
void show(0)

async function show(scroll: number): Promise<void> {
  ending.abort()
  ending = new AbortController()
  const { signal } = ending
  const view = document.createElement('div')
  const first = shownPath === ''
  const from = shownPath
  shownPath = address()
  let drawn = false

  /** What was there stays until there is something to put in its place. */
  function attach(): HTMLElement {
    if (drawn) return view
    drawn = true
    root.replaceChildren(view)
    queueMicrotask(() => {
      if (signal.aborted) return
      scrollTo(0, scroll)
      if (!first) requestAnimationFrame(() => focusOn(view, from))
    })
    return view
  }
  const context: PageContext = {
    get root() {
      return attach()
    },
    signal,
    go,
    keepQuery(query) {
      history.replaceState(null, '', `${location.pathname}${query}`)
      shownPath = address()
    },
    announce,
    onKey: (key) => shortcuts.add(key, signal),
    refresh: (work) => refreshNowAndThen(work, signal),
  }
  const patience = setTimeout(() => {
    if (drawn || signal.aborted) return
    root.replaceChildren(view)
    place(view, loading())
  }, PATIENCE)
  try {
    await draw(context, parseRoute(location.pathname))
  } catch (error) {
    if (signal.aborted) return
    place(attach(), errorNotice(error))
    view.querySelector('#retry')?.addEventListener('click', () => void show(0))
  } finally {
    clearTimeout(patience)
  }
}

async function draw(context: PageContext, route: Route): Promise<void> {
  switch (route.kind) {
    case 'start':
      return detectorsView(context, { skipSingle: true })
    case 'detectors':
      return detectorsView(context, { skipSingle: false })
    case 'anomalies':
      return anomaliesView(context, route.detector)
    case 'anomaly':
      return anomalyView(context, route.detector, route.id, lists.get(route.detector) ?? detectorPath(route.detector))
    case 'log':
      return logView(context, route.detector)
    case 'quality':
      return qualityView(context, route.detector)
    case 'alerts':
      return alertsView(context, route.detector)
    case 'nowhere':
      document.title = 'Not found - Crowsnest'
      place(
        context.root,
        markup`${emptyNotice('There is no such page', 'The address may have been cut.')}<p class="center"><a class="button" href="/detectors">All detectors</a></p>`,
      )
  }
}

function go(path: string): void {
  leave()
  history.replaceState(null, '', path)
  void show(0)
}

function leave(): void {
  scrolls.set(shownPath, scrollY)
  const route = parseRoute(shownPath.split('?')[0] ?? '')
  if (route.kind === 'anomalies') lists.set(route.detector, shownPath)
}

function address(): string {
  return location.pathname + location.search
}

/** Whoever works with the keyboard goes on where the new page begins, or where the list was left. */
function focusOn(view: HTMLElement, from: string): void {
  const left = [...view.querySelectorAll<HTMLElement>('a.row')].find((link) => link.getAttribute('href') === from)
  if (left !== undefined) return left.focus({ preventScroll: true })
  const heading = view.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
}

/** For screen readers, and for a moment for everybody. */
function announce(text: string, to: 'everybody' | 'spoken' = 'everybody'): void {
  spoken.textContent = text
  if (to === 'spoken') return
  toast.textContent = text
  toast.classList.add('on')
  clearTimeout(hiding)
  hiding = setTimeout(() => toast.classList.remove('on'), 2500)
}

function refreshNowAndThen(work: () => Promise<void>, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (document.visibilityState !== 'visible') return
    // What is shown stays; the next time may go better.
    work().catch((error: unknown) => {
      if (!signal.aborted) announce(`Not up to date: ${messageOf(error)}`)
    })
  }, REFRESH)
  signal.addEventListener('abort', () => clearInterval(timer))
}

function switchTheme(): void {
  applyTheme(nextTheme(currentTheme()))
  nameTheme()
  announce(`Theme: ${currentTheme()}`)
}

function nameTheme(): void {
  find(document, '#theme').setAttribute('aria-label', `Theme: ${currentTheme()}`)
}
