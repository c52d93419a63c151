import { figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData, GroupLine } from '../page-data.ts'
import type { GroupFilter } from './group-filter.ts'

/** What the filters by measure and value are made of. */
export interface FacetsContent {
  readonly detector: DetectorData
  readonly filter: GroupFilter
  /** All groups, and by each filter those that pass all others. */
  readonly groups: readonly GroupLine[]
  readonly forMeasures: readonly GroupLine[]
  readonly forValues: (dimension: string) => readonly GroupLine[]
}

const MOST_VALUES = 8

/**
 * Filters per measure and per dimension value, with how many groups each choice would show.
 *
 * @param content - what there is to choose from
 * @returns controls whose names and values say what they change
 */
export function facets(content: FacetsContent): Html {
  const { detector, filter } = content
  const measures = detector.spec?.measures.map(({ column }) => column) ?? [
    ...new Set(content.groups.map(({ measure }) => measure)),
  ]
  const counts = countBy(content.forMeasures, ({ measure }) => [measure])
  const choices = measures.map((value) => [value, counts.get(value) ?? 0] as const)
  return markup`${measures.length < 2 ? null : facet('Measure', 'measure', '', choices, filter.measures)}
    ${(detector.spec?.dimensions ?? []).flatMap((dimension) => dimensionFacet(dimension, content) ?? [])}`
}

function dimensionFacet(dimension: string, { filter, groups, forValues }: FacetsContent): Html | null {
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

function countBy(groups: readonly GroupLine[], keys: (group: GroupLine) => readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const group of groups) for (const key of keys(group)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
