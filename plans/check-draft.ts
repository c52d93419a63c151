import { checkSpec, type Finding, type FindingCode } from '../spec/index.ts'

/** Where in a document. */
export type Path = readonly (string | number)[]

/** A document of which some parts are not known yet. */
export interface Draft {
  /** Without the unknown parts; lists have undefined in their places. */
  readonly value: unknown
  /** Where the unknown parts are: outermost places only. */
  readonly unknown: readonly Path[]
}

/**
 * What is wrong with a spec, whatever its unknown parts turn out to be.
 *
 * @returns the findings of `checkSpec` that do not follow from what is not known yet
 */
export function checkDraft({ value, unknown }: Draft): readonly Finding[] {
  const { findings } = checkSpec(value)
  if (unknown.length === 0) return findings
  return findings.filter((finding) => !unknown.some((hole) => couldCure(hole, finding)))
}

/** What a finding follows from beside the value at its own place; a star stands for any part. */
const READS: Readonly<Partial<Record<FindingCode, readonly string[]>>> = {
  MEASURES_TOO_MANY: ['quotas.measures'],
  DIMENSIONS_TOO_MANY: ['quotas.dimensions'],
  FILTER_DIMENSIONS_TOO_MANY: ['quotas.filterDimensions'],
  FILTER_VALUES_TOO_MANY: ['quotas.filterValues'],
  ALERTS_TOO_MANY: ['quotas.alerts'],
  ALERT_MEASURES_TOO_MANY: ['quotas.alertMeasures'],
  ALERT_DIMENSIONS_TOO_MANY: ['quotas.alertDimensions'],
  ALERT_VALUES_TOO_MANY: ['quotas.alertValues'],
  FILTER_DIMENSION_UNKNOWN: ['dataset.dimensions'],
  ALERT_MEASURE_UNKNOWN: ['dataset.measures'],
  ALERT_DIMENSION_UNKNOWN: ['dataset.dimensions'],
  ALERT_VALUE_FILTERED: ['dataset.dimensions', 'dataset.filters'],
  CSV_COLUMN_UNKNOWN: ['dataset.source.*.format.csv'],
  CSV_COLUMNS_MISSING: ['dataset.source.*.format.csv'],
  CSV_COLUMNS_UNUSED: ['dataset.source.*.format.csv'],
  DELIMITER_IS_QUOTE: ['dataset.source.*.format.csv'],
  KEY_UNUSED: ['dataset.source.*'],
  OFFSET_UNUSED: ['dataset.source'],
  UNTIL_UNUSED: ['dataset.source.*'],
  SERVICE_ROLE_PARTITION: ['alerts'],
}

/** Findings about what a mapping lacks: a key of it that is not known yet may be there. */
const ABOUT_KEYS: ReadonlySet<string> = new Set<FindingCode>(['CHOICE_MISSING', 'PATHS_MISSING'])

/** Whether a finding could vanish with what turns out to be at an unknown place. */
function couldCure(hole: Path, { code, path }: Finding): boolean {
  if (isBelow(path, hole)) return true
  if (ABOUT_KEYS.has(code) && hole.length === path.length + 1 && isBelow(hole, path)) return true
  const reads = (READS as Readonly<Record<string, readonly string[]>>)[code] ?? []
  return reads.some((place) => {
    const parts = place.split('.')
    return isBelow(hole, parts) || isBelow(parts, hole)
  })
}

/** Whether a place is another or inside of it. */
function isBelow(place: Path, other: Path): boolean {
  return other.length <= place.length && other.every((part, i) => part === place[i] || part === '*' || place[i] === '*')
}
