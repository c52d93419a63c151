import type { SentenceContext } from '../group-sentence.ts'
import { markup, type Html } from '../markup.ts'
import { chartCard } from './chart-card.ts'
import type { ChartedMetric } from './charted-metric.ts'

/**
 * Legend, zoom buttons and the charts.
 *
 * @param charted - the metrics
 * @param names - of the detector
 */
export function chartTools(charted: readonly ChartedMetric[], names: SentenceContext): Html {
  return markup`<div class="chart-tools">
      <ul class="legend">
        <li><svg viewBox="0 0 26 12" aria-hidden="true"><path class="value" d="M1 8l8-5 8 6 8-6" /></svg>value</li>
        <li><svg viewBox="0 0 26 12" aria-hidden="true"><path class="expected" d="M0 6h26" /></svg>expected</li>
        <li><svg viewBox="0 0 26 12" aria-hidden="true"><rect class="band" width="26" height="12" /></svg>normal range</li>
        <li><svg viewBox="0 0 26 12" aria-hidden="true"><circle class="anomaly" cx="13" cy="6" r="4" /></svg>anomaly</li>
        <li><svg viewBox="0 0 26 12" aria-hidden="true"><rect class="other" width="26" height="12" /></svg>other anomalies</li>
      </ul>
      <div class="zoom" role="group" aria-label="Zoom of all charts">
        <button class="button" type="button" id="older">Older values</button><button class="button" type="button" id="zoom-out" aria-label="Zoom out">−</button><button class="button" type="button" id="zoom-in" aria-label="Zoom in">+</button><button class="button" type="button" id="zoom-all">All</button>
      </div>
    </div>
    <div class="chart-grid">${charted.map((one, i) => chartCard(one, i, names, i === 0 && charted.length % 2 === 1))}</div>`
}
