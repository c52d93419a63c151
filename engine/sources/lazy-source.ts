import type { Source } from './source.ts'

/** A source whose code is loaded when it is first asked: what a detector does not use costs it nothing. */
export function lazySource(open: () => Promise<Source>): Source {
  let opened: Promise<Source> | undefined
  const source = (): Promise<Source> => (opened ??= open())
  return {
    readInterval: async (interval, sink, options) => (await source()).readInterval(interval, sink, options),
    readHistory: async (window, sink, options) => (await source()).readHistory(window, sink, options),
    check: async (interval, sink, options) => (await source()).check(interval, sink, options),
  }
}
