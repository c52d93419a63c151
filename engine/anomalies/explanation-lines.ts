import type { AnomalyGroup, RelatedMeasure } from './group.ts'

/** One thing that is said of a group, with what is less important. */
export interface ExplanationLine {
  readonly text: string
  /** Empty where there is none. */
  readonly detail: string
}

/**
 * The slices that explain a group.
 *
 * @param dimensions - names, in the order of the dataset
 * @returns such as `country de: -98 %` with the detail `5 metrics`, or `country de: no data`, the strongest first; none where a group
 *   is a single metric, which needs no explanation
 */
export function sliceLines(
  { slices = [], metricCount }: Pick<AnomalyGroup, 'slices' | 'metricCount'>,
  dimensions: readonly string[],
): readonly ExplanationLine[] {
  if (metricCount < 2) return []
  return slices.map(({ values, metrics, missing = 0, change, share }) => {
    const parts = dimensions.flatMap((name, i) => (values[i] == null ? [] : [`${name} ${values[i]}`]))
    const percent = Math.round(100 * change)
    // A single slice is all of what slices explain.
    const explained = slices.length > 1 ? `, ${(100 * share).toFixed(0)} % of what is explained` : ''
    const what = missing === metrics ? 'no data' : `${percent > 0 ? '+' : ''}${percent} %`
    const without = missing > 0 && missing < metrics ? `, ${missing.toLocaleString('en-US')} without data` : ''
    return {
      text: `${parts.length === 0 ? 'everything' : parts.join(', ')}: ${what}`,
      detail: `${count(metrics, 'metric')}${without}${explained}`,
    }
  })
}

/**
 * What other measures have to do with a group, as far as it is known.
 *
 * @returns such as `visits may cause it: 84 %` with the detail `2 intervals before`; causes, what is unknown, effects, and
 *   what moves together
 */
export function causeLines({ causes: related }: Pick<AnomalyGroup, 'causes'>): readonly ExplanationLine[] {
  if (related === undefined) return []
  const { causes, effects, movesTogether, unknownPercent } = related
  return [
    ...causes.map((one) => ({
      text: `${one.measure} may cause it: ${one.percent} %`,
      detail: lagText(one, 'before'),
    })),
    ...(causes.length > 0 ? [{ text: `unknown: ${unknownPercent} %`, detail: '' }] : []),
    // When a group is judged, what it will do has mostly not happened yet: a share of 0 says nothing.
    ...effects.map((one) => ({
      text: `${one.measure} may follow${one.percent > 0 ? `: ${one.percent} % of what it did` : ''}`,
      detail: lagText(one, 'later'),
    })),
    ...(movesTogether.length > 0 ? [{ text: `moves together with ${movesTogether.join(', ')}`, detail: '' }] : []),
  ]
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}

function lagText({ lagIntervals, anomalous }: RelatedMeasure, when: 'before' | 'later'): string {
  return `${count(lagIntervals, 'interval')} ${when}${anomalous ? ', anomalous itself' : ''}`
}
