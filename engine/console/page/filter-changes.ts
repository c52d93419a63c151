import { zoneClock } from '../../time/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import { RANGES, SORTS, type GroupFilter } from './group-filter.ts'

const DAY = 86_400_000

/**
 * The filter after somebody has changed a control.
 *
 * @param filter - before
 * @param control - its name and value say what it changes
 * @param grid - of the detector: dates are days of its zone
 * @returns null where the control is no filter
 */
export function changeFilter(
  filter: GroupFilter,
  control: HTMLInputElement | HTMLSelectElement,
  grid: IntervalGrid,
): GroupFilter | null {
  const { name, value } = control
  const on = control instanceof HTMLInputElement && control.checked
  switch (name) {
    case 'text':
      return { ...filter, text: value }
    case 'sort':
      return { ...filter, sort: SORTS.find(({ sort }) => sort === value)?.sort ?? filter.sort }
    case 'least':
      return { ...filter, least: Number(value) }
    case 'range':
      return { ...filter, range: RANGES.find(({ range }) => range === value)?.range ?? null, from: null, to: null }
    case 'from':
    case 'to':
      return { ...filter, range: null, [name]: timeOf(value, name, grid) }
    case 'measure':
      return { ...filter, measures: toggled(filter.measures, value, on) }
    case 'value': {
      const dimension = control.dataset['dimension'] ?? ''
      return {
        ...filter,
        values: { ...filter.values, [dimension]: toggled(filter.values[dimension] ?? [], value, on) },
      }
    }
    default:
      return null
  }
}

/**
 * The date that a bound of a filter is on, in the detector's zone.
 *
 * @param time - epoch milliseconds; null: none
 * @param side - the end is exclusive, and its date is that of the last moment before
 * @returns `2026-05-13`, or empty
 */
export function dateOf(time: number | null, side: 'from' | 'to', grid: IntervalGrid): string {
  return time === null ? '' : grid.iso(side === 'to' ? time - 1 : time).slice(0, 10)
}

function timeOf(date: string, side: 'from' | 'to', grid: IntervalGrid): number | null {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight)) return null
  return zoneClock(grid.zone).toEpoch(side === 'to' ? midnight + DAY : midnight)
}

function toggled(values: readonly string[], value: string, on: boolean): readonly string[] {
  const others = values.filter((each) => each !== value)
  return on ? [...others, value] : others
}
