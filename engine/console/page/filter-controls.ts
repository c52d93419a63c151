import type { IntervalGrid } from '../../time/index.ts'
import { markup, type Html } from '../markup.ts'
import type { GroupLine } from '../page-data.ts'
import { SEVERITY_LEVELS, severityLevel } from '../severity-level.ts'
import { dateOf } from './filter-changes.ts'
import { RANGES, type GroupFilter } from './group-filter.ts'
import { find } from './place.ts'

const BINS = 20

/**
 * Severity and time. They stay in the page while somebody drags the slider or types a date; `syncControls` brings them up
 * to date.
 */
export function filterControls(): Html {
  const levels = SEVERITY_LEVELS.toReversed()
  const ranges = [{ range: '', name: 'All' }, ...RANGES]
  return markup`<fieldset>
      <legend><label for="least">Severity</label></legend>
      <div id="histogram"></div>
      <input type="range" id="least" name="least" min="0" max="100" step="1" />
      <p class="hint"><output for="least" id="least-text"></output></p>
      <p class="quick">${levels.map(({ level, from }) => markup`<button type="button" id="least-${from}" name="least-at" value="${from}">${from === 0 ? 'all' : level}</button>`)}</p>
    </fieldset>
    <fieldset>
      <legend>Time</legend>
      <div class="choices">${ranges.map(({ range, name }) => markup`<label><input type="radio" id="range-${range}" name="range" value="${range}" /><span>${name.replace('Last ', '')}</span></label>`)}</div>
      <div class="dates"><label>From<input type="date" id="from" name="from" /></label><label>To<input type="date" id="to" name="to" /></label></div>
    </fieldset>`
}

/**
 * Makes the controls say what the filter does.
 *
 * @param root - has them, and the search and the order above the list
 * @param filter - in force
 * @param least - severity in force
 * @param grid - of the detector: dates are days of its zone
 */
export function syncControls(root: HTMLElement, filter: GroupFilter, least: number, grid: IntervalGrid): void {
  const whole = Math.round(least)
  const text = whole === 0 ? 'all' : `${whole} and more`
  const range = filter.from === null && filter.to === null ? (filter.range ?? '') : null
  setValue(find(root, '#least'), String(whole))
  find(root, '#least').setAttribute('aria-valuetext', text)
  find(root, '#least-text').textContent = text
  for (const button of root.querySelectorAll<HTMLButtonElement>('[name=least-at]')) {
    button.setAttribute('aria-pressed', String(button.value === String(whole)))
  }
  for (const choice of root.querySelectorAll<HTMLInputElement>('[name=range]')) choice.checked = choice.value === range
  for (const side of ['from', 'to'] as const) setValue(find(root, `#${side}`), dateOf(filter[side], side, grid))
  setValue(find(root, '#text'), filter.text)
  const on = activeFilters(filter, whole)
  find(root, '#filters-on').textContent = on === 0 ? '' : `(${on})`
  find<HTMLSelectElement>(root, '#sort').value = filter.sort
}

/** For narrow screens, where the filters are closed at first. */
function activeFilters({ measures, values, range, from, to }: GroupFilter, least: number): number {
  const chosen = [measures, ...Object.values(values)].filter(({ length }) => length > 0).length
  return chosen + (least > 0 ? 1 : 0) + (range !== null || from !== null || to !== null ? 1 : 0)
}

/** Not while somebody types there: what is half typed would be lost. */
function setValue(input: HTMLInputElement, value: string): void {
  if (input !== document.activeElement && input.value !== value) input.value = value
}

/**
 * How many groups have which severity: what moving the slider would hide.
 *
 * @param groups - that pass all other filters
 * @param least - severity in force
 */
export function severityHistogram(groups: readonly GroupLine[], least: number): Html {
  const counts = Array.from({ length: BINS }, () => 0)
  for (const { severity } of groups) {
    const bin = Math.min(BINS - 1, Math.floor((severity / 100) * BINS))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const most = Math.max(1, ...counts)
  return markup`<svg class="histogram" viewBox="0 0 200 40" preserveAspectRatio="none" aria-hidden="true">
    ${counts.map((number, bin) => {
      const height = number === 0 ? 0 : 3 + Math.sqrt(number / most) * 35
      const from = (bin * 100) / BINS
      return markup`<rect class="mark ${severityLevel(from)} ${from + 100 / BINS <= least ? 'off' : ''}" x="${bin * 10 + 0.75}" y="${40 - height}" width="8.5" height="${height}" rx="1.5" />`
    })}
  </svg>`
}
