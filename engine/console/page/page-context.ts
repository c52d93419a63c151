/** What every view works with. */
export interface PageContext {
  /** Where the view is drawn. */
  readonly root: HTMLElement
  /** Ends with the view: listeners and requests of it end too. */
  readonly signal: AbortSignal
  /** Goes to another address of the page. */
  readonly go: (path: string) => void
  /** Changes the query of the address, without a new page. */
  readonly keepQuery: (query: string) => void
  /** Tells what has changed: to everybody, or to screen readers alone where others see it anyway. */
  readonly announce: (text: string, to?: 'everybody' | 'spoken') => void
  /** Says what a key does for as long as the view is there. */
  readonly onKey: (key: Shortcut) => void
  /** Does something now and then while the page is looked at. */
  readonly refresh: (work: () => Promise<void>) => void
}

/** A key and what it does. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it. */
  readonly key: string
  /** For people, such as `Next anomaly in the list`. */
  readonly does: string
  readonly run: () => void
}
