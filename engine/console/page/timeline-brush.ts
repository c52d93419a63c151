import { timelineMargin } from '../timeline.ts'

/** What a brush needs to know of the timeline that it is on. */
export interface BrushContext {
  /** Of the drawing, in its pixels. */
  readonly width: number
  /** Epoch milliseconds at the left and the right edge of its lanes. */
  readonly from: number
  readonly end: number
}

/**
 * Shades a stretch of time on a timeline.
 *
 * @param shade - an element over the drawing
 * @param times - epoch milliseconds; infinite where there is no bound, both so where nothing is to be shaded
 * @param context - of the drawing
 */
export function shadeTimes(shade: HTMLElement, [from, to]: readonly [number, number], context: BrushContext): void {
  const { left, right } = timelineMargin(context.width)
  const room = context.width - left - right
  const share = (time: number) => Math.min(1, Math.max(0, (time - context.from) / (context.end - context.from)))
  shade.hidden = from === -Infinity && to === Infinity
  shade.style.left = `${left + share(from) * room}px`
  shade.style.width = `${(share(to) - share(from)) * room}px`
}

/** Less is a click. */
const LEAST_PIXELS = 5

/**
 * Lets a time range be chosen on a timeline by drawing over it.
 *
 * @param host - has the drawing
 * @param shade - an element in it that shows the range
 * @param context - of the drawing that is there then
 * @param choose - is told the range, epoch milliseconds
 * @param signal - ends it
 */
export function timelineBrush(
  host: HTMLElement,
  shade: HTMLElement,
  context: () => BrushContext,
  choose: (from: number, to: number) => void,
  signal: AbortSignal,
): void {
  let anchor: number | null = null
  let brushed = false

  function timeAt(x: number): number {
    const { width, from, end } = context()
    const { left, right } = timelineMargin(width)
    const share = (x - left) / (width - left - right)
    return from + Math.min(1, Math.max(0, share)) * (end - from)
  }
  const place = (event: PointerEvent) => event.clientX - host.getBoundingClientRect().left

  host.addEventListener(
    'pointerdown',
    (event) => {
      brushed = false
      if (event.button === 0 && event.pointerType !== 'touch' && place(event) >= timelineMargin(context().width).left) {
        anchor = place(event)
        // A link that is dragged away would be another gesture.
        event.preventDefault()
      }
    },
    { signal },
  )
  addEventListener(
    'pointermove',
    (event) => {
      if (anchor === null) return
      const to = place(event)
      brushed = Math.abs(to - anchor) >= LEAST_PIXELS
      shade.hidden = !brushed
      shade.style.left = `${Math.min(anchor, to)}px`
      shade.style.width = `${Math.abs(to - anchor)}px`
    },
    { signal },
  )
  addEventListener(
    'pointerup',
    (event) => {
      if (anchor !== null && brushed) {
        const times = [timeAt(anchor), timeAt(place(event))]
        choose(Math.min(...times), Math.max(...times))
      }
      anchor = null
      shade.hidden = true
    },
    { signal },
  )
  host.addEventListener(
    'click',
    (event) => {
      if (brushed) event.preventDefault()
      if (brushed) event.stopImmediatePropagation()
    },
    { signal, capture: true },
  )
}
