import { nearest } from './nearest.ts'
import type { CsvOutline, Placed } from './outline.ts'
import { problem, type Problem } from './problem.ts'

/** What is wrong with the settings of CSV files, given the columns that the dataset uses. */
export function csvProblems(csv: CsvOutline, used: readonly Placed<string>[]): readonly Problem[] {
  return [...characterProblems(csv), ...headerProblems(csv), ...columnProblems(csv, used)]
}

function characterProblems({ delimiter, quote }: CsvOutline): readonly Problem[] {
  if (delimiter.value === '' || delimiter.value !== quote.value) return []
  return [problem('DELIMITER_IS_QUOTE', delimiter.path, { character: delimiter.value })]
}

function headerProblems({ path, header, columns }: CsvOutline): readonly Problem[] {
  if (!header.value && columns === null) return [problem('CSV_COLUMNS_MISSING', header.path, {})]
  if (header.value && columns !== null) return [problem('CSV_COLUMNS_UNUSED', [...path, 'columns'], {}, 'key')]
  return []
}

function columnProblems({ header, columns }: CsvOutline, used: readonly Placed<string>[]): readonly Problem[] {
  if (columns === null || columns.value.length === 0) return []
  const names = columns.value.map(({ value }) => value)
  const repeated = columns.value.flatMap(({ value: column, path }, index) => {
    const first = names.indexOf(column)
    return first < index ? [problem('CSV_COLUMN_REPEATED', path, { column, position: first + 1 })] : []
  })
  if (header.value) return repeated
  const unknown = used.filter(({ value }) => !names.includes(value))
  return [
    ...repeated,
    ...unknown.map(({ value: column, path }) =>
      problem('CSV_COLUMN_UNKNOWN', path, { column, suggestion: nearest(column, names) }),
    ),
  ]
}
