import { markup, type Html } from '../markup.ts'
import type { DetectorData } from '../page-data.ts'
import { SORTS, type GroupFilter } from './group-filter.ts'
import { emptyNotice } from './notices.ts'

/** Below, the filters are closed at first: the list is what people came for. */
const NARROW = 820

/**
 * What is said where a detector has no anomalies.
 *
 * @param detector - as it is now
 */
export function noneYet({ health, healthText }: DetectorData): Html {
  if (health === 'LEARNING')
    return emptyNotice('Still learning', `${healthText} Anomalies are found once there is enough to compare with.`)
  return emptyNotice('No anomalies', 'Nothing unusual so far: nothing that this detector has seen was rare enough.')
}

/**
 * The page of a detector's anomalies with empty places for what changes.
 *
 * @param filter - what its controls say at first
 */
export function skeleton(filter: GroupFilter): Html {
  return markup`<div id="head"></div>
    <div class="page beside">
      <aside aria-label="Filters"><details class="filters"${innerWidth > NARROW ? markup` open` : null}><summary>Filters</summary><form id="panel"></form></details></aside>
      <section aria-label="Anomalies">
        <div class="card timeline-card"><div id="timeline"></div><div id="brush" hidden></div></div>
        <div class="toolbar">
          <input id="text" name="text" type="search" placeholder="Search measure, value, id" aria-label="Search" value="${filter.text}" />
          <select id="sort" name="sort" aria-label="Order">${SORTS.map(({ sort, name }) => markup`<option value="${sort}"${sort === filter.sort ? markup` selected` : null}>${name}</option>`)}</select>
          <span class="exports"><button class="button" type="button" name="export" value="csv">CSV</button><button class="button" type="button" name="export" value="json">JSON</button></span>
          <p id="count"></p>
        </div>
        <div id="none"></div>
        <div class="card list" id="list"></div>
      </section>
    </div>`
}
