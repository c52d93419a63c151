import { count } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData } from '../page-data.ts'
import { filterControls } from './filter-controls.ts'
import { SORTS } from './group-filter.ts'
import { emptyNotice } from './notices.ts'

/** Below, the filters are closed at first: the list is what people came for. */
const NARROW = 820

/**
 * What is said where a detector has no anomalies.
 *
 * @param detector - as it is now
 */
export function noneYet({ health, healthText, status, learned }: DetectorData): Html {
  if (status === 'LEARNING' && health !== 'LEARNING') {
    const far = `It has learned from ${count(learned ?? 0, 'interval')} so far and needs some more.`
    return emptyNotice('Still learning', `${far} Anomalies are found once there is enough to compare with.`)
  }
  if (health === 'LEARNING')
    return emptyNotice('Still learning', `${healthText} Anomalies are found once there is enough to compare with.`)
  if (health === 'FAILED')
    return emptyNotice('No anomalies', 'The detector has failed before it found any; the reason stands above.')
  return emptyNotice('No anomalies', 'Nothing unusual so far: nothing that this detector has seen was rare enough.')
}

/** The page of a detector's anomalies with empty places for what changes. */
export function skeleton(): Html {
  return markup`<div id="head"></div>
    <div class="page beside">
      <aside aria-label="Filters"><a class="skip" href="#list">Skip to the anomalies</a><details class="filters"${innerWidth > NARROW ? markup` open` : null}><summary>Filters <span id="filters-on"></span></summary><form>${filterControls()}<div id="facets"></div></form></details></aside>
      <section aria-label="Anomalies">
        <div class="card timeline-card"><div id="timeline"></div><div class="stretch" id="range" hidden></div><div class="stretch" id="brush" hidden></div></div>
        <div class="toolbar">
          <input id="text" name="text" type="search" placeholder="Search measure, value, id" aria-label="Search" />
          <select id="sort" name="sort" aria-label="Order">${SORTS.map(({ sort, name }) => markup`<option value="${sort}">${name}</option>`)}</select>
          <span class="exports"><button class="button" type="button" name="export" value="csv">CSV</button><button class="button" type="button" name="export" value="json">JSON</button></span>
          <p id="count"></p>
        </div>
        <div id="none"></div>
        <div class="card list" id="list" tabindex="-1"></div>
      </section>
    </div>`
}
