import type { SentenceContext } from '../group-sentence.ts'
import { count } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { FeedbackData, FeedbackRequest, GroupData } from '../page-data.ts'
import { seriesName } from './chart-card.ts'
import { momentText } from './health.ts'

const MOST_SAID = 20

/** What has been said, for the panel; parallel to the group's metrics. */
export type Said = Pick<FeedbackData, 'judgements' | 'said'>

/**
 * The question whether an anomaly was worth an alert, with the answers so far.
 *
 * @param said - what is in force
 * @param group - the anomaly
 * @param names - of the detector
 */
export function feedbackPanel({ judgements, said }: Said, { group }: GroupData, names: SentenceContext): Html {
  const relevant = judgements.filter((one) => one === true).length
  const not = judgements.filter((one) => one === false).length
  const all = group.metrics.length
  return markup`<h2>Was this worth an alert?</h2>
    <p class="judge">
      ${judgeButton('all', true, relevant === all)}${judgeButton('all', false, not === all)}
      ${relevant + not > 0 ? markup`<button class="button plain" type="button" id="judge-all-undo" data-judge="undo" data-metric="all">Undo</button>` : null}
    </p>
    <p class="hint" id="judged">${stateText(relevant, not, all, said.length > 0)}</p>
    <p class="hint">Later anomalies that resemble it (same measure, similar values, direction and time of day) become more or less severe with it, within bounds.</p>
    ${
      said.length === 0
        ? null
        : markup`<details><summary>${count(said.length, 'judgement')}</summary><ul class="said">${said.slice(0, MOST_SAID).map((one) => saidLine(one, names))}</ul>
          ${said.length > MOST_SAID ? markup`<p class="hint">and ${count(said.length - MOST_SAID, 'older one')}</p>` : null}</details>`
    }`
}

/**
 * A button that judges.
 *
 * @param metric - its place in the group, or all
 * @param relevant - what it says
 * @param pressed - whether that is in force
 */
export function judgeButton(metric: number | 'all', relevant: boolean, pressed: boolean): Html {
  const word = relevant ? 'Relevant' : 'Not relevant'
  const kind = relevant ? 'relevant' : 'not'
  return markup`<button class="button judge-${kind}" type="button" id="judge-${metric}-${kind}" data-judge="${kind}" data-metric="${metric}" aria-pressed="${String(pressed)}"><span aria-hidden="true">${relevant ? '✓' : '✗'}</span> ${word}</button>`
}

/**
 * What a button of the panel or of the table of metrics asks for.
 *
 * @param button - that was pressed; pressing what is in force takes it back
 * @returns null where the button does not judge
 */
export function feedbackOf(button: HTMLElement): FeedbackRequest | null {
  const { judge, metric } = button.dataset
  if (judge === undefined || metric === undefined) return null
  const back = judge === 'undo' || button.getAttribute('aria-pressed') === 'true'
  return { metrics: metric === 'all' ? null : [Number(metric)], relevant: back ? null : judge === 'relevant' }
}

function stateText(relevant: number, not: number, all: number, wasSaid: boolean): string {
  if (relevant + not === 0) return wasSaid ? 'Nothing is in force.' : 'Nobody has said anything yet.'
  if (relevant === all) return 'In force: relevant.'
  if (not === all) return 'In force: not relevant.'
  const parts = [
    relevant > 0 ? `${relevant} relevant` : '',
    not > 0 ? `${not} not relevant` : '',
    `${all - relevant - not} without an answer`,
  ]
  return `In force, of ${count(all, 'metric')}: ${parts.filter((part) => part !== '').join(', ')}.`
}

function saidLine(
  { at, by, relevant, series }: GroupData['said'][number],
  { grid, dimensions }: SentenceContext,
): Html {
  const word = relevant === null ? 'took back what was said' : relevant ? 'relevant' : 'not relevant'
  return markup`<li><b>${by}</b>: ${word}${series === null ? null : markup` for ${seriesName(series, dimensions)}`}<br /><small>${momentText(at, grid.zone)}</small></li>`
}
