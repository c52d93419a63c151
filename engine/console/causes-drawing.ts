import type { AnomalyGroup, GroupCauses, RelatedMeasure } from '../anomalies/index.ts'
import { count } from './figures.ts'
import { markup, type Html } from './markup.ts'

const WIDTH = 680
const BOX = { width: 188, height: 44, gap: 12 } as const
const LEFT = 1
const MIDDLE = (WIDTH - BOX.width) / 2
const RIGHT = WIDTH - BOX.width - 1
const LETTERS = 22
/** Causes, and effects, that are drawn; the text beside the drawing has all. */
const MOST = 5

/** A box beside the group's measure. */
interface Neighbour {
  readonly name: string
  readonly detail: string
  /** Null where nothing is known of its share. */
  readonly percent: number | null
  readonly kind: 'cause' | 'unknown' | 'effect'
}

/**
 * Causes and effects of a group as a small directed drawing: what may have led to it on the left, with what nothing
 * explains; what may follow on the right.
 *
 * @param group - the anomaly group
 * @returns an `<svg>`, hidden from screen readers because the text beside it says the same; null where no measure is known to
 *   have to do with it
 */
export function causesDrawing({ measure, causes: related }: Pick<AnomalyGroup, 'measure' | 'causes'>): Html | null {
  if (related === undefined || (related.causes.length === 0 && related.effects.length === 0)) return null
  const left = before(related)
  const right = related.effects.slice(0, MOST).map((one) => neighbour(one, 'effect', 'later'))
  const rows = Math.max(1, left.length, right.length)
  const height = rows * (BOX.height + BOX.gap) - BOX.gap + 2
  const top = (of: number, index: number) =>
    (height - of * (BOX.height + BOX.gap) + BOX.gap) / 2 + index * (BOX.height + BOX.gap)
  const middle = height / 2
  // A side without boxes takes no room.
  const from = left.length > 0 ? 0 : MIDDLE - 1
  const width = (right.length > 0 ? WIDTH : MIDDLE + BOX.width + 1) - from
  return markup`<svg class="causes" viewBox="${from} 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">
    ${left.map((one, i) => {
      const y = top(left.length, i)
      return markup`${box(LEFT, y, one.name, one.detail, one.kind)}
        ${arrow(LEFT + BOX.width, y + BOX.height / 2, MIDDLE, middle, one)}`
    })}
    ${right.map((one, i) => {
      const y = top(right.length, i)
      return markup`${box(RIGHT, y, one.name, one.detail, one.kind)}
        ${arrow(MIDDLE + BOX.width, middle, RIGHT, y + BOX.height / 2, one)}`
    })}
    ${box(MIDDLE, middle - BOX.height / 2, measure, 'this anomaly', 'self')}
  </svg>`
}

function before({ causes, unknownPercent }: GroupCauses): readonly Neighbour[] {
  if (causes.length === 0) return []
  const unknown = {
    name: 'unknown',
    detail: 'no measure explains it',
    percent: unknownPercent,
    kind: 'unknown',
  } as const
  return [...causes.slice(0, MOST).map((one) => neighbour(one, 'cause', 'before')), unknown]
}

function neighbour(one: RelatedMeasure, kind: 'cause' | 'effect', when: string): Neighbour {
  const { measure, percent, lagIntervals, anomalous } = one
  return {
    name: measure,
    detail: `${count(lagIntervals, 'interval')} ${when}${anomalous ? ', anomalous' : ''}`,
    // When a group is judged, what it will do has mostly not happened yet: a share of 0 says nothing.
    percent: kind === 'effect' && percent === 0 ? null : percent,
    kind,
  }
}

function box(x: number, y: number, name: string, detail: string, kind: string): Html {
  return markup`<rect class="box ${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" />
    <text class="name" x="${x + 12}" y="${y + 19}">${shorten(name)}<title>${name}</title></text>
    <text x="${x + 12}" y="${y + 34}">${detail}</text>`
}

function arrow(x: number, y: number, toX: number, toY: number, { percent, kind }: Neighbour): Html {
  const bend = (toX - x) / 2
  const width = 1.5 + ((percent ?? 0) / 100) * 4
  const end = toX - 5
  // Beside the neighbour's box, away from the middle, where the arrows meet.
  const [labelX, ownY, otherY] = kind === 'effect' ? [toX - 32, toY, y] : [x + 24, y, toY]
  const labelY = ownY > otherY ? ownY + 13 + width / 2 : ownY - 5 - width / 2
  const label =
    percent === null
      ? null
      : markup`<text class="percent" x="${labelX}" y="${labelY}" text-anchor="middle">${percent} %</text>`
  return markup`<path class="arrow ${kind}" stroke-width="${width}" d="M${x} ${y}C${x + bend} ${y} ${toX - bend} ${toY} ${end} ${toY}" />
    <path class="head ${kind}" d="M${toX} ${toY}l-8 -5v10Z" />${label}`
}

function shorten(text: string): string {
  return text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text
}
