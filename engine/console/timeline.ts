import { intervalGrid, type IntervalGrid } from '../time/index.ts'
import { figure } from './figures.ts'
import { markup, type Html } from './markup.ts'
import { severityLevel } from './severity-level.ts'
import { timeText, timeTicks } from './ticks.ts'

/** Something known to have happened, to be shown beside what was found. */
export interface ReportLabel {
  readonly name: string
  readonly measure: string
  /** Interval starts, epoch milliseconds, both inclusive. */
  readonly start: number
  readonly end: number
  /** Dimension values that it concerns; a dimension that is not named means all of its values. */
  readonly slice: Readonly<Record<string, string>>
}

/** A group on a timeline. */
export interface TimelineMark {
  readonly id: string
  readonly measure: string
  /** Interval starts, epoch milliseconds, both inclusive. */
  readonly start: number
  readonly end: number
  readonly severity: number
}

/** What a timeline shows. */
export interface TimelineContent {
  readonly grid: IntervalGrid
  /** Interval starts, epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly measures: readonly string[]
  readonly groups: readonly TimelineMark[]
  readonly labels: readonly ReportLabel[]
  /** Address of a group. */
  readonly href: (id: string) => string
  /** In pixels of the drawing; default 960. */
  readonly width?: number
}

/** Room beside the lanes, in pixels of the drawing: left for the names of the measures. */
export interface TimelineMargin {
  readonly left: number
  readonly right: number
}

const WIDTH = 960
const NARROW = 600
const RIGHT = 12
const LANE = 34
const AXIS = 26
const TEXT_ROOM = 76
const DAY = 86_400_000
/** Days from which on an axis has no room for times of day. */
const LONG = 40

/**
 * All groups at a glance: one lane a measure, one mark a group, taller and redder the more severe. Of groups whose marks
 * would hide each other the most severe is drawn.
 *
 * @param content - what was found, and where
 * @returns an `<svg>` whose marks link to the groups
 */
export function timeline(content: TimelineContent): Html {
  const { grid, from, to, measures, groups, labels, width = WIDTH } = content
  const { left: leftEdge, right } = timelineMargin(width)
  const height = measures.length * LANE + AXIS
  const end = grid.next(to)
  const x = (time: number) => round(leftEdge + ((time - from) / (end - from)) * (width - leftEdge - right))
  const bottom = measures.length * LANE
  const axis = axisStarts(grid, from, end)
  const byMeasure = Map.groupBy(groups, ({ measure }) => measure)
  return markup`<svg
    class="timeline"
    viewBox="0 0 ${width} ${height}"
    role="group"
    aria-label="Groups over time, one lane for each measure"
  >
    ${timeTicks(axis, grid, Math.max(2, Math.floor((width - leftEdge) / TEXT_ROOM))).map(({ at, text }) => {
      const place = x(axis[at]!)
      return markup`<path class="rule" d="M${place} 0V${bottom}" /><text
          class="axis"
          x="${place}"
          y="${height - 8}"
          text-anchor="middle"
          >${text}</text>`
    })}
    ${measures.map((measure, lane) => {
      const base = (lane + 1) * LANE
      return markup`<path class="rule" d="M${leftEdge} ${base}H${width - right}" /><text class="lane" x="0" y="${base - 10}">${shorten(measure, leftEdge)}<title>${measure}</title></text>
        ${labels
          .filter((label) => label.measure === measure)
          .map((label) => {
            const left = x(Math.max(from, label.start))
            const length = Math.max(3, x(Math.min(end, grid.next(label.end))) - left)
            return label.end < from || label.start > to
              ? markup``
              : markup`<rect class="label" x="${left}" y="${base - 5}" width="${round(length)}" height="4" rx="2"><title>Known: ${label.name}</title></rect>`
          })}
        ${visibleMarks(byMeasure.get(measure) ?? [], (group) => [x(group.start), x(grid.next(group.end))]).map(
          ({ group, left, length }) => {
            const tall = Math.round(8 + (group.severity / 100) * (LANE - 16))
            const text = `${measure}, severity ${figure(group.severity)}, ${timeText(group.start, grid)}`
            return markup`<a href="${content.href(group.id)}" aria-label="${text}"><rect
                class="mark ${severityLevel(group.severity)}"
                x="${left}"
                y="${base - 7 - tall}"
                width="${length}"
                height="${tall}"
                rx="2"
                ><title>${text}</title></rect></a>`
          },
        )}`
    })}
  </svg>`
}

/**
 * Room beside the lanes of a timeline.
 *
 * @param width - of the drawing, in its pixels
 */
export function timelineMargin(width: number): TimelineMargin {
  return { left: width < NARROW ? 84 : 130, right: RIGHT }
}

interface PlacedMark {
  readonly group: TimelineMark
  readonly left: number
  readonly length: number
}

/** The most severe last, so that it lies on top; one a column of 2 pixels, which bounds the drawing of thousands. */
function visibleMarks(
  groups: readonly TimelineMark[],
  reach: (group: TimelineMark) => readonly [number, number],
): readonly PlacedMark[] {
  const columns = new Map<number, PlacedMark>()
  for (const group of groups) {
    const [left, right] = reach(group)
    const mark = { group, left, length: round(Math.max(4, right - left)) }
    const column = Math.round(left / 2)
    const other = columns.get(column)
    if (other === undefined || other.group.severity < group.severity) columns.set(column, mark)
  }
  return [...columns.values()].toSorted((a, b) => a.group.severity - b.group.severity)
}

/** Starts that an axis can name: those of days where there are many. */
function axisStarts(grid: IntervalGrid, from: number, end: number): readonly number[] {
  const axis =
    end - from > LONG * DAY
      ? intervalGrid('P1D', grid.zone)
      : end - from > 3 * DAY
        ? intervalGrid('PT1H', grid.zone)
        : grid
  const first = axis.start(from)
  const list: number[] = []
  for (let start = first < from ? axis.next(first) : first; start < end; start = axis.next(start)) list.push(start)
  return list
}

function shorten(text: string, room: number): string {
  const most = Math.floor(room / 8)
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
