import type { PageContext } from './page-context.ts'

/** What keys do in charts. */
export interface ChartKeys {
  readonly length: (chart: number) => number
  readonly at: (chart: number) => number
  readonly point: (chart: number, index: number) => void
  readonly pan: (share: number) => void
  readonly act: (name: string) => void
}

/**
 * Lets charts be read and zoomed by keys: the arrow keys go through the values, with Shift they move what is shown; + and -
 * zoom, 0 shows all.
 *
 * @param host - has the charts, each focusable and with the id `plot-<place>`
 * @param context - of the view
 * @param keys - what they do
 */
export function readByKeys(host: HTMLElement, { signal }: PageContext, keys: ChartKeys): void {
  const cursor = new Map<number, number>()
  host.addEventListener(
    'keydown',
    (event) => {
      if (
        !(event.target instanceof HTMLElement) ||
        !event.target.classList.contains('plot') ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      )
        return
      const chart = Number(event.target.id.slice('plot-'.length))
      const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      const action = { '+': 'zoom-in', '-': 'zoom-out', '0': 'zoom-all' }[event.key]
      if (step === 0 && action === undefined) return
      event.preventDefault()
      event.stopPropagation()
      if (action !== undefined) return keys.act(action)
      if (event.shiftKey) return keys.pan(step * 0.25)
      const index = Math.min(keys.length(chart) - 1, Math.max(0, (cursor.get(chart) ?? keys.at(chart) - step) + step))
      cursor.set(chart, index)
      keys.point(chart, index)
    },
    { signal },
  )
}
