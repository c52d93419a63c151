import { closest, distance } from 'fastest-levenshtein'
import { FormatError } from './format-error.ts'
import type { RecordColumns } from './record-sink.ts'

/** Where a file has the columns that a dataset needs: positions in a record. */
export interface ColumnPlaces {
  /** -1 when the source has none. */
  readonly timestamp: number
  readonly measures: readonly number[]
  readonly dimensions: readonly number[]
}

/** Names of all the columns that a dataset needs. */
export function neededColumns(columns: RecordColumns): readonly string[] {
  const timestamp = columns.timestamp === null ? [] : [columns.timestamp.name]
  return [...new Set([...timestamp, ...columns.measures, ...columns.dimensions])]
}

/**
 * Finds the columns that a dataset needs among those of a file, by name.
 *
 * @param present - names in the order of the file
 * @throws {FormatError} HEADER_DUPLICATE when a needed name is there twice, COLUMN_MISSING when one is not there
 */
export function placeColumns(columns: RecordColumns, present: readonly string[], file: string): ColumnPlaces {
  const needed = neededColumns(columns)
  const missing = needed.filter((name) => !present.includes(name))
  if (missing.length > 0) throw columnMissing(missing, present, file)
  const twice = needed.find((name) => present.indexOf(name) !== present.lastIndexOf(name))
  if (twice !== undefined) throw new FormatError('HEADER_DUPLICATE', file, { column: twice })
  return {
    timestamp: columns.timestamp === null ? -1 : present.indexOf(columns.timestamp.name),
    measures: columns.measures.map((name) => present.indexOf(name)),
    dimensions: columns.dimensions.map((name) => present.indexOf(name)),
  }
}

/** The error for columns that a file does not have, with the name that was perhaps meant. */
export function columnMissing(missing: readonly string[], present: readonly string[], file: string): FormatError {
  return new FormatError('COLUMN_MISSING', file, {
    columns: missing,
    present,
    suggestion: present.length === 0 ? undefined : nearMiss(missing[0], present),
  })
}

function nearMiss(name: string, present: readonly string[]): string | undefined {
  const folded = present.map((candidate) => candidate.toLowerCase())
  const best = closest(name.toLowerCase(), folded)
  const near = distance(name.toLowerCase(), best) <= Math.max(1, Math.floor(name.length / 3))
  return near ? present[folded.indexOf(best)] : undefined
}
