import { figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData } from '../page-data.ts'
import { periodText } from '../ticks.ts'
import { gridOf, healthPill, INTERVAL_NAMES, momentText } from './health.ts'
import { inlineCode } from './inline-code.ts'
import { DETECTOR_TABS, detectorPath, type DetectorTab } from './route.ts'

/**
 * The head of every page of a detector: its name, how it is doing, and the tabs.
 *
 * @param detector - as it is now
 * @param current - the tab that is shown; null: a page below the anomalies
 */
export function detectorHead(detector: DetectorData, current: DetectorTab | null): Html {
  const { name, description, healthText, failure } = detector
  // On the page of an anomaly the anomaly is what it is about.
  const title = current === null ? markup`<p class="title">${name}</p>` : markup`<h1>${name}</h1>`
  return markup`<div class="head">
    <div class="head-line">${title}${healthPill(detector)}<span class="why">${inlineCode(healthText)}</span></div>
    ${current === 'anomalies' && description !== '' ? markup`<p class="description">${description}</p>` : null}
    ${failure === null || failure === healthText ? null : markup`<p class="failure">${inlineCode(failure)}</p>`}
    <nav class="tabs" aria-label="${name}">
      ${DETECTOR_TABS.map(({ kind, name: tab }) => {
        const mark =
          kind === current || (current === null && kind === 'anomalies') ? markup` aria-current="page"` : null
        return markup`<a href="${detectorPath(name, kind)}"${mark}>${tab}</a>`
      })}
    </nav>
  </div>`
}

/**
 * What a detector watches and how far it is, as a row of facts.
 *
 * @param detector - as it is now
 */
export function detectorFacts(detector: DetectorData): Html {
  const { spec, lastInterval, nextDue, metrics, learned, managedBy } = detector
  const grid = gridOf(detector)
  const facts: readonly (readonly [string, string] | null)[] = [
    spec && ['Looks', INTERVAL_NAMES[spec.interval]],
    ['Last interval', lastInterval === null ? 'none yet' : periodText(lastInterval.start, lastInterval.start, grid)],
    nextDue === null ? null : ['Next due', momentText(nextDue, grid.zone)],
    ['Metrics', figure(metrics)],
    ['Learned from', learned === null ? '-' : `${figure(learned)} intervals`],
    spec && ['Source', spec.source],
    managedBy === null ? null : ['Managed by', managedBy],
    ['Times in', grid.zone],
  ]
  return markup`<dl class="facts">
    ${facts.flatMap((fact) => (fact === null ? [] : [markup`<div><dt>${fact[0]}</dt><dd>${inlineCode(fact[1])}</dd></div>`]))}
  </dl>`
}
