import type { AnomalyGroup } from '../anomalies/index.ts'
import type { IntervalGrid } from '../time/index.ts'
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

/** What a timeline shows. */
export interface TimelineContent {
  readonly grid: IntervalGrid
  /** Interval starts, epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly measures: readonly string[]
  readonly groups: readonly AnomalyGroup[]
  readonly labels: readonly ReportLabel[]
}

const WIDTH = 960
const LEFT = 130
const RIGHT = 12
const LANE = 34
const AXIS = 26
const MOST_TICKS = 9

/**
 * All groups of a backtest at a glance: one lane a measure, one mark a group, taller and redder the more severe.
 *
 * @param content - what was found, and where
 * @returns an `<svg>` whose marks link to `#group-<id>`
 */
export function timeline({ grid, from, to, measures, groups, labels }: TimelineContent): Html {
  const height = measures.length * LANE + AXIS
  const end = grid.next(to)
  const x = (time: number) => round(LEFT + ((time - from) / (end - from)) * (WIDTH - LEFT - RIGHT))
  const bottom = measures.length * LANE
  const all = starts(grid, from, end)
  return markup`<svg
    class="timeline"
    viewBox="0 0 ${WIDTH} ${height}"
    role="group"
    aria-label="Groups over time, one lane for each measure"
  >
    ${timeTicks(all, grid, MOST_TICKS).map(({ at, text }) => {
      const place = x(all[at]!)
      return markup`<path class="rule" d="M${place} 0V${bottom}" /><text
          class="axis"
          x="${place}"
          y="${height - 8}"
          text-anchor="middle"
          >${text}</text>`
    })}
    ${measures.map((measure, lane) => {
      const base = (lane + 1) * LANE
      return markup`<path class="rule" d="M${LEFT} ${base}H${WIDTH - RIGHT}" /><text class="lane" x="0" y="${base - 10}">${shorten(measure)}<title>${measure}</title></text>
        ${labels
          .filter((label) => label.measure === measure)
          .map((label) => {
            const left = x(Math.max(from, label.start))
            const width = Math.max(3, x(Math.min(end, grid.next(label.end))) - left)
            return label.end < from || label.start > to
              ? markup``
              : markup`<rect class="label" x="${left}" y="${base - 5}" width="${round(width)}" height="4" rx="2"><title>Known: ${label.name}</title></rect>`
          })}
        ${groups
          .filter((group) => group.measure === measure)
          .toSorted((a, b) => b.severity - a.severity)
          .map((group) => {
            const left = x(group.start)
            const width = Math.max(4, x(grid.next(group.end)) - left)
            const tall = Math.round(8 + (group.severity / 100) * (LANE - 16))
            const text = `${measure}, severity ${figure(group.severity)}, ${timeText(group.start, grid)}`
            return markup`<a href="#group-${group.id}" aria-label="${text}"><rect
                class="mark ${severityLevel(group.severity)}"
                x="${left}"
                y="${base - 7 - tall}"
                width="${round(width)}"
                height="${tall}"
                rx="2"
                ><title>${text}</title></rect></a>`
          })}`
    })}
  </svg>`
}

function starts(grid: IntervalGrid, from: number, end: number): readonly number[] {
  const list: number[] = []
  for (let start = from; start < end; start = grid.next(start)) list.push(start)
  return list
}

function shorten(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
