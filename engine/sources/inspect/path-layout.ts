import { pathTemplate } from '../../time/index.ts'

/** Folders or files that are named after dates. */
export interface DatedLayout {
  /** Path template, relative to the folder that was looked at. */
  readonly template: string
  /** Paths that it explains. */
  readonly paths: readonly string[]
  /** Median step between the paths' times in seconds; null for a single one. */
  readonly stepSeconds: number | null
}

/**
 * Finds the path template of dated folders, from the paths of their files.
 *
 * Numbers are read from left to right as year, month, day, hour, minute and second, one or several in a run of digits
 * (`2026/07/04`, `20260704/1520`, `dt=2026-07-04/hour=15`). Digits before the year are kept when all paths share them.
 *
 * @param paths - relative, with `/`
 * @returns null when they are not named after dates down to the day
 */
export function findDatedLayout(paths: readonly string[]): DatedLayout | null {
  const byShape = Map.groupBy(paths, (path) =>
    path.replaceAll(/\d+/g, (digits) => `\0${digits.length}\0`).replace(/[^/]*$/, ''),
  )
  const candidates = [...byShape.values()].map(layoutOf).filter((layout) => layout !== null)
  const best = candidates.toSorted((a, b) => b.paths.length - a.paths.length)[0]
  if (best === undefined) return null
  const { match } = pathTemplate(best.template, 'UTC')
  const explained = paths.filter((path) => match(path) !== undefined)
  return { ...best, paths: explained }
}

function layoutOf(paths: readonly string[]): DatedLayout | null {
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1))
  // Names of files belong to the template only where their folders do not give the day.
  const template = templateOf(folders) ?? templateOf(paths)
  if (template === null) return null
  const { match } = pathTemplate(template, 'UTC')
  const moments = [...new Set(paths.map(match))].filter((moment) => moment !== undefined).toSorted((a, b) => a - b)
  if (moments.length === 0) return null
  const steps = moments.slice(1).map((moment, index) => (moment - moments[index]) / 1000)
  const stepSeconds = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? null
  return { template, paths, stepSeconds }
}

/** Keys in their order, with the widths that runs of digits may give them. */
const KEYS = [
  { key: 'yyyy', least: 1990, greatest: 2100 },
  { key: 'MM', least: 1, greatest: 12 },
  { key: 'dd', least: 1, greatest: 31 },
  { key: 'HH', least: 0, greatest: 23 },
  { key: 'mm', least: 0, greatest: 59 },
  { key: 'ss', least: 0, greatest: 59 },
] as const
const DAY = 3

/** The template that all texts follow, or null when they do not give the day. */
function templateOf(texts: readonly string[]): string | null {
  const split = texts.map((text) => text.split(/(\d+)/))
  const count = Math.min(...split.map(({ length }) => length))
  let template = ''
  let complete = ''
  let next = 0
  for (let index = 0; index < count; index++) {
    const values = split.map((pieces) => pieces[index])
    const same = values.every((value) => value === values[0])
    if (index % 2 === 0) {
      // The text after the last key is no part of the template, so it need not be the same.
      if (!same || /[{}]/.test(values[0])) break
      template += values[0]
      continue
    }
    const keys = keysOf(values, next)
    if (keys === null) {
      if (!same || next > 0) break
      template += values[0]
      continue
    }
    next += keys.length
    template += `{{${keys.join('')}}}`
    complete = template
    if (next === KEYS.length) break
  }
  return next >= DAY ? complete : null
}

/** The keys that a run of digits holds, from the one that is expected on; null when the values do not fit. */
function keysOf(values: readonly string[], next: number): readonly string[] | null {
  let at = 0
  const keys: string[] = []
  const { length } = values[0]
  for (let index = next; index < KEYS.length && at < length; index++) {
    const { key, least, greatest } = KEYS[index]
    const numbers = values.map((value) => Number(value.slice(at, at + key.length)))
    if (numbers.some((number) => !(number >= least && number <= greatest))) return null
    keys.push(key)
    at += key.length
  }
  return at === length && values.every((value) => value.length === length) ? keys : null
}
