import type { CausalLink } from './causal-link.ts'
import { normalTail } from './normal-tail.ts'
import { residualAt, type ResidualHistory } from './residual-history.ts'

/** Sigma from which a measure is called anomalous beside an event: about the score from which metrics are (2.5). */
const ANOMALOUS_SIGMA = 3

/** What chance does in this share of windows is usual. Of the strongest effects of 20 events of 12 sigma it hides 2; 3 sigma would 8. */
const USUAL_SHARE = 0.05

/** What causes and effects an event of one measure may have. */
export interface CausalExplanation {
  /** Measures that explain at least 1 % of the event, the greatest share first. */
  readonly causes: readonly RelatedMeasure[]
  /**
   * Measures that follow this one, the greatest share first. Not those of which it is known that they did no more than chance does when they
   * should have followed: a share of noise says nothing.
   */
  readonly effects: readonly RelatedMeasure[]
  /** Measures that have to do with this one in a way that cannot be told. */
  readonly movesTogether: readonly Omit<RelatedMeasure, 'contributionPercent'>[]
  /** What no measure explains, a whole number: with the causes' shares 100. */
  readonly unknownPercent: number
}

/** Another measure's part in an event. */
export interface RelatedMeasure {
  readonly measure: number
  /** 0 .. 100, whole. A cause's share in the event; the event's share in what an effect did. */
  readonly contributionPercent: number
  /** Intervals between cause and effect. */
  readonly lagIntervals: number
  /** It was beyond 3 sigma itself when it should have acted, followed or moved along. */
  readonly anomalous: boolean
}

/** First and last interval of an event, numbers on the detector's grid, both inclusive. */
export interface EventWindow {
  readonly from: number
  readonly to: number
}

/**
 * Explains an event of a measure by what led up to it.
 *
 * A cause's share is what its residuals before should have done to this measure (the link's response) in the event's
 * direction, over the sum of the event's |residuals|. Shares below 0 are 0 (it pulled the other way); more than 100 in
 * all is scaled down to 100. Shares are rounded down, so what is doubtful counts as unknown. Only direct links count: a
 * cause of a cause acts through it.
 *
 * @param links - as `findCausalLinks` returned them, from this history or an earlier state of it
 * @param measure - whose event it is
 */
export function explainByCauses(
  links: readonly CausalLink[],
  history: ResidualHistory,
  event: EventWindow,
  measure: number,
): CausalExplanation {
  const related = links.filter(({ from, to }) => from === measure || to === measure)
  const directed = related.filter(({ kind }) => kind === 'may-cause')
  const pulls = directed
    .filter(({ to }) => to === measure)
    .map((link) => ({ link, share: shareOf(history, link, event, event) }))
  const excess = Math.max(
    1,
    pulls.reduce((sum, { share }) => sum + share, 0),
  )
  const causes = pulls
    .map(({ link, share }) => relatedBy(link, link.from, share / excess, peak(history, link.from, before(event, link))))
    .filter(({ contributionPercent }) => contributionPercent > 0)
  const effects = directed
    .filter(({ from }) => from === measure)
    .flatMap((link) => {
      const window = after(event, link)
      const most = peak(history, link.to, window)
      if (isUsual(history, link.to, window, most)) return []
      return relatedBy(link, link.to, shareOf(history, link, window, event), most)
    })
  return {
    causes: causes.toSorted(byShare),
    effects: effects.toSorted(byShare),
    movesTogether: related
      .filter(({ kind }) => kind === 'moves-together')
      .map((link) => {
        const [other, window] = link.from === measure ? [link.to, after(event, link)] : [link.from, before(event, link)]
        return {
          measure: other,
          lagIntervals: link.lagIntervals,
          anomalous: peak(history, other, window) >= ANOMALOUS_SIGMA,
        }
      }),
    unknownPercent: causes.reduce((rest, { contributionPercent }) => rest - contributionPercent, 100),
  }
}

/** Share, 0 .. 1, of what a link's effect did in a window that is due to its cause's residuals within `source` and before. */
function shareOf(history: ResidualHistory, link: CausalLink, window: EventWindow, source: EventWindow): number {
  let total = 0
  let pull = 0
  for (let sequence = window.from; sequence <= window.to; sequence++) {
    const residual = residualAt(history, link.to, sequence)
    if (Number.isNaN(residual)) continue
    total += Math.abs(residual)
    link.response.forEach((gain, k) => {
      const cause = residualAt(history, link.from, sequence - k - 1)
      const counts = window === source || (sequence - k - 1 >= source.from && sequence - k - 1 <= source.to)
      if (counts && !Number.isNaN(cause)) pull += Math.sign(residual) * gain * cause
    })
  }
  return total > 0 ? Math.min(1, Math.max(0, pull / total)) : 0
}

function before({ from, to }: EventWindow, { lagIntervals }: CausalLink): EventWindow {
  return { from: from - lagIntervals, to: to - lagIntervals }
}

function after({ from, to }: EventWindow, { lagIntervals }: CausalLink): EventWindow {
  return { from: from + lagIntervals, to: to + lagIntervals }
}

function peak(history: ResidualHistory, measure: number, { from, to }: EventWindow): number {
  let most = 0
  for (let sequence = from; sequence <= to; sequence++) {
    const residual = Math.abs(residualAt(history, measure, sequence))
    if (residual > most) most = residual
  }
  return most
}

/** A measure has values in a window, and none is farther off than chance brings one in twenty such windows. @param most - of them, in sigma */
function isUsual(history: ResidualHistory, measure: number, window: EventWindow, most: number): boolean {
  let values = 0
  for (let sequence = window.from; sequence <= window.to; sequence++) {
    if (!Number.isNaN(residualAt(history, measure, sequence))) values++
  }
  return values > 0 && 2 * values * normalTail(most) > USUAL_SHARE
}

function relatedBy(link: CausalLink, measure: number, share: number, most: number): RelatedMeasure {
  return {
    measure,
    // A hair for what floating point takes off a whole number.
    contributionPercent: Math.floor(100 * share + 1e-9),
    lagIntervals: link.lagIntervals,
    anomalous: most >= ANOMALOUS_SIGMA,
  }
}

function byShare(a: RelatedMeasure, b: RelatedMeasure): number {
  return b.contributionPercent - a.contributionPercent || a.measure - b.measure
}
