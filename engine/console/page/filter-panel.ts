import { figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData, GroupLine } from '../page-data.ts'
import { SEVERITY_LEVELS, severityLevel } from '../severity-level.ts'
import { RANGES, type GroupFilter } from './group-filter.ts'

/** What the filters beside the list are made of. */
export interface FilterPanelContent {
  readonly detector: DetectorData
  readonly filter: GroupFilter
  /** Least severity in force. */
  readonly least: number
  /** All groups, and by each filter those that pass all others. */
  readonly groups: readonly GroupLine[]
  readonly forSeverity: readonly GroupLine[]
  readonly forMeasures: readonly GroupLine[]
  readonly forValues: (dimension: string) => readonly GroupLine[]
}

const MOST_VALUES = 8
const BINS = 20

/**
 * The filters beside the list, with how many groups each choice would show.
 *
 * @param content - what there is to choose from
 * @returns controls whose names and values say what they change
 */
export function filterPanel(content: FilterPanelContent): Html {
  const { detector, filter, least } = content
  const measures = detector.spec?.measures.map(({ column }) => column) ?? [
    ...new Set(content.groups.map(({ measure }) => measure)),
  ]
  const counts = countBy(content.forMeasures, ({ measure }) => [measure])
  return markup`<fieldset>
      <legend><label for="least">Severity</label></legend>
      ${histogram(content.forSeverity, least)}
      <input type="range" id="least" name="least" min="0" max="100" step="1" value="${Math.round(least)}" aria-valuetext="${least === 0 ? 'all' : `${Math.round(least)} and more`}" />
      <p class="hint"><output for="least">${least === 0 ? 'all' : `${Math.round(least)} and more`}</output>
        <span class="quick">${SEVERITY_LEVELS.toReversed().map(({ level, from }) => markup`<button type="button" id="least-${from}" name="least-at" value="${from}" aria-pressed="${String(Math.round(least) === from)}">${from === 0 ? 'all' : level}</button>`)}</span></p>
    </fieldset>
    <fieldset>
      <legend>Time</legend>
      <div class="choices">
        ${[{ range: '', name: 'All' }, ...RANGES].map(
          ({ range, name }) =>
            markup`<label><input type="radio" id="range-${range}" name="range" value="${range}" ${checked(filter.from === null && filter.to === null && (filter.range ?? '') === range)}/><span>${name.replace('Last ', '')}</span></label>`,
        )}
      </div>
      <div class="dates"><label>From<input type="date" id="from" name="from" /></label><label>to<input type="date" id="to" name="to" /></label></div>
    </fieldset>
    ${
      measures.length < 2
        ? null
        : facet(
            'Measure',
            'measure',
            '',
            measures.map((value) => [value, counts.get(value) ?? 0]),
            filter.measures,
          )
    }
    ${(detector.spec?.dimensions ?? []).flatMap((dimension) => dimensionFacet(dimension, content) ?? [])}`
}

function dimensionFacet(dimension: string, { filter, groups, forValues }: FilterPanelContent): Html | null {
  const chosen = filter.values[dimension] ?? []
  const valuesOf = ({ where }: GroupLine) =>
    where.filter((each) => each.dimension === dimension).map(({ value }) => value)
  const now = countBy(forValues(dimension), valuesOf)
  const all = countBy(groups, valuesOf)
  const names = [...all]
    .toSorted(([a, x], [b, y]) => (now.get(b) ?? 0) - (now.get(a) ?? 0) || y - x)
    .map(([name]) => name)
  if (names.length === 0) return null
  const listed = [...new Set([...chosen, ...names.slice(0, MOST_VALUES)])]
  return facet(
    dimension,
    'value',
    dimension,
    listed.map((value) => [value, now.get(value) ?? 0]),
    chosen,
    names.length - listed.length,
  )
}

function facet(
  title: string,
  name: string,
  dimension: string,
  choices: readonly (readonly [string, number])[],
  chosen: readonly string[],
  more = 0,
): Html {
  return markup`<fieldset class="facet">
    <legend>${title}</legend>
    ${choices.map(
      ([value, number]) =>
        markup`<label class="${number === 0 ? 'none' : ''}"><input type="checkbox" id="${name}-${dimension}-${value}" name="${name}" data-dimension="${dimension}" value="${value}" ${checked(chosen.includes(value))}/><span>${value}</span><small>${figure(number)}</small></label>`,
    )}
    ${more > 0 ? markup`<p class="hint">${figure(more)} more: search for them</p>` : null}
  </fieldset>`
}

function checked(on: boolean): Html | null {
  return on ? markup`checked ` : null
}

/** How many groups have which severity: what moving the slider would hide. */
function histogram(groups: readonly GroupLine[], least: number): Html {
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

function countBy(groups: readonly GroupLine[], keys: (group: GroupLine) => readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const group of groups) for (const key of keys(group)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
