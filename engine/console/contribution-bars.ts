import type { DimensionContribution } from '../anomalies/index.ts'
import { count } from './figures.ts'
import { markup, type Html } from './markup.ts'

const MOST_VALUES = 8

/**
 * Where a group comes from: the shares of a dimension's values as bars.
 *
 * @param contribution - of one dimension
 * @returns a heading and a list; values beyond the eighth are counted
 */
export function contributionBars({ dimension, values, valueCount }: DimensionContribution): Html {
  const rest = valueCount - Math.min(values.length, MOST_VALUES)
  return markup`<div class="contribution">
    <h3><small>${dimension}</small></h3>
    <dl class="bars">
      ${values.slice(0, MOST_VALUES).map(
        ({ value, percent }) =>
          markup`<dt>${value}</dt>
            <dd>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="10" rx="2" />
                <rect class="share" width="${percent}" height="10" rx="2" />
              </svg>
            </dd>
            <dd>${percent} %</dd>`,
      )}
    </dl>
    ${rest > 0 ? markup`<p class="note">${count(rest, 'more value')}</p>` : null}
  </div>`
}
