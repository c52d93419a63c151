import { isNumeric, type TableSample } from './table-sample.ts'
import { guessTimestamp, type TimestampGuess } from './timestamp-guess.ts'

/** What a column of a sample holds. */
export interface ColumnProfile {
  readonly name: string
  readonly index: number
  /** Values that are not empty. */
  readonly filled: number
  readonly distinct: number
  readonly longest: number
  readonly numbers: NumberProfile | null
  readonly timestamp: TimestampGuess | null
}

/** A column of numbers. */
export interface NumberProfile {
  readonly whole: boolean
  readonly least: number
  readonly greatest: number
  /** Whole, and grows by one from record to record, as numbers of records do. */
  readonly counter: boolean
}

/** Share of a column's values that must be numbers; files may have a few bad ones. */
const FITTING = 0.98

/** Looks at every column of a sample. */
export function profileColumns({ columns, rows }: Pick<TableSample, 'columns' | 'rows'>): readonly ColumnProfile[] {
  return columns.map((name, index) => {
    const values = rows.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '')
    return {
      name,
      index,
      filled: values.length,
      distinct: new Set(values).size,
      longest: values.reduce((longest, value) => Math.max(longest, [...value].length), 0),
      numbers: numberProfile(values),
      timestamp: guessTimestamp(values),
    }
  })
}

function numberProfile(values: readonly string[]): NumberProfile | null {
  const numbers = values.filter(isNumeric).map(Number)
  if (values.length === 0 || numbers.length < values.length * FITTING) return null
  let least = Infinity
  let greatest = -Infinity
  let steps = 0
  for (const [index, number] of numbers.entries()) {
    least = Math.min(least, number)
    greatest = Math.max(greatest, number)
    if (index > 0 && number === numbers[index - 1] + 1) steps++
  }
  const whole = numbers.every(Number.isInteger)
  return {
    whole,
    least,
    greatest,
    counter: whole && numbers.length > 5 && steps === numbers.length - 1,
  }
}
