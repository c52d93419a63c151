import type { IntervalGrid } from '../../time/index.ts'
import { count, figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { GroupLine } from '../page-data.ts'
import { severityLevel } from '../severity-level.ts'
import { lengthText, periodText } from '../ticks.ts'

/** What rows need of the detector. */
export interface RowContext {
  readonly grid: IntervalGrid
  /** Address of a group. */
  readonly href: (id: string) => string
}

/**
 * An anomaly group as a row of a list.
 *
 * @param group - the group
 * @param index - its place, for the id of the link
 * @param context - of the detector
 */
export function groupRow(group: GroupLine, index: number, { grid, href }: RowContext): Html {
  return markup`<a class="row" id="row-${index}" href="${href(group.id)}">
    ${severityBadge(group.severity)}
    <span class="what"><b>${group.measure}</b>${changeMark(group)}<span class="marks">${marks(group)}</span></span>
    <span class="where">${placeMarkup(group)}</span>
    <span class="when">${periodText(group.start, group.end, grid)}</span>
    <span class="long">${lengthText(group.start, group.end, grid)} <i aria-hidden="true">·</i> ${count(group.metricCount, 'metric')}</span>
  </a>`
}

/**
 * A severity on its colour.
 *
 * @param severity - 0 .. 100
 */
export function severityBadge(severity: number): Html {
  return markup`<span class="severity ${severityLevel(severity)}"><span class="spoken">severity </span>${severity.toFixed(0)}</span>`
}

/**
 * Common change of a group with its direction.
 *
 * @param group - a line
 * @returns such as `▼ 97 %`
 */
export function changeMark({ change, direction }: Pick<GroupLine, 'change' | 'direction'>): Html {
  if (direction === null && change === null) return markup``
  const up = change === null ? direction === 'up' : change > 0
  const size = change === null ? '' : ` ${changeSize(change)}`
  return markup`<span class="change ${up ? 'up' : 'down'}"><span aria-hidden="true">${up ? '▲' : '▼'}</span><span class="spoken">${up ? 'up' : 'down'}</span>${size}</span>`
}

/**
 * Where a group is, by its leading values.
 *
 * @param group - a line
 * @returns such as `country de, platform web 61 %`, the share only where it is not all
 */
export function placeText({ where }: Pick<GroupLine, 'where'>): string {
  if (where.length === 0) return 'spread over all values'
  const names = [...new Set(where.map(({ dimension }) => dimension))]
  return names
    .map((name) => {
      const values = where.filter(({ dimension }) => dimension === name)
      return `${name} ${values.map(({ value, percent }) => (percent === 100 ? value : `${value} ${percent} %`)).join(', ')}`
    })
    .join(' · ')
}

/** The same, each value in its own direction, so that it does not turn what stands beside it. */
function placeMarkup({ where }: Pick<GroupLine, 'where'>): Html {
  if (where.length === 0) return markup`spread over all values`
  return markup`${where.map(({ dimension, value, percent }, i) => {
    const isFirst = where[i - 1]?.dimension !== dimension
    const before = isFirst ? `${i === 0 ? '' : ' · '}${dimension} ` : ', '
    return markup`${before}<bdi>${value}</bdi>${percent === 100 ? '' : ` ${percent} %`}`
  })}`
}

function changeSize(change: number): string {
  if (change >= 9) return `${figure(Math.round(change + 1))} ×`
  return `${figure(Math.round(100 * Math.abs(change)))} %`
}

function marks({ open, alerts, judged, severityBefore }: GroupLine): readonly Html[] {
  return [
    open ? markup`<span class="mark-open">open</span>` : null,
    alerts.length > 0
      ? markup`<span class="mark-alert" title="Fired ${alerts.join(', ')}">${alerts.length === 1 ? 'alert' : `${alerts.length} alerts`}</span>`
      : null,
    judged.relevant > 0 ? markup`<span class="mark-good">relevant</span>` : null,
    judged.notRelevant > 0 ? markup`<span class="mark-not">not relevant</span>` : null,
    severityBefore !== null ? markup`<span class="mark-was">was ${severityBefore.toFixed(0)}</span>` : null,
  ].filter((mark) => mark !== null)
}
