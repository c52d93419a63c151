import { it } from 'vitest'
import type { SourceContext } from '../../../engine/sources/source-context.ts'
import type { SourceSpec } from '../../../spec/index.ts'

/** What a column of a test holds. */
export type TestColumn = 'local-time' | 'instant' | 'date' | 'text' | 'integer' | 'decimal' | 'float' | 'dimension'

/**
 * A row by column; the time is in `at`: local time or UTC for an instant as `2026-06-01 10:00:00`, a date as `2026-06-01`, text as it is.
 */
export type TestRow = Readonly<Record<string, string | number | null>>

/** A table, or what the source has in its place. */
export interface TestTable {
  /** How a spec names it. */
  readonly source: SourceSpec
  put(rows: readonly TestRow[]): Promise<void>
}

/** What not every source can be brought to do; the reason says why one cannot. */
export type Gap =
  | 'local time'
  | 'instant'
  | 'date'
  | 'text time'
  | 'null dimension'
  | 'null measure'
  | 'out of range'
  | 'not a number'
  | 'wrong type'
  | 'missing table'
  | 'permission'
  | 'throttling'
  | 'timeout'
  | 'lost connection'

/** A source that the contract can fill, and bring into trouble. */
export interface TableWorld {
  /** What the contract leaves out, with the reason, which is printed. */
  readonly gaps: Readonly<Partial<Record<Gap, string>>>
  /** How sources are opened. */
  readonly context: Pick<SourceContext, 'aws' | 'env'>
  /** More rows than the source fetches at once. */
  readonly manyRows: number
  makeTable(columns: Readonly<Record<string, TestColumn>>): Promise<TestTable>
  /** A table that is not there, for somebody who would be told so. */
  missing?(): Promise<SourceSpec>
  /** The same table, for somebody who may not read it. */
  forbidden?(table: TestTable): Promise<SourceSpec>
  /** The same table of a place that takes no more questions, until `end`. */
  busy?(table: TestTable): Promise<{ readonly source: SourceSpec; end(): Promise<void> }>
  /** The same table, not answering within its timeout of a second, until `end`. */
  slow?(table: TestTable): Promise<{ readonly source: SourceSpec; end(): Promise<void> }>
  /** The same table over a connection that breaks in the middle of a result the next `times` times. */
  breaking?(
    table: TestTable,
    times: number,
  ): Promise<{ readonly source: SourceSpec; breaks(): number; end(): Promise<void> }>
  stop(): Promise<void>
}

/** A test, and what a source must be able to do for it. */
export type GapTest = (title: string, needs: readonly Gap[], run: () => Promise<void>) => void

/** Tests that a source with these gaps leaves out are skipped; the report shows them with the reason. */
export function unlessGap(gaps: TableWorld['gaps']): GapTest {
  return (title, needs, run) => {
    const missing = needs.find((gap) => gaps[gap] !== undefined)
    if (missing === undefined) it(title, run)
    else it.skip(`${title} (gap: ${gaps[missing]})`, run)
  }
}

/** What the wall clock of a zone shows: `2026-06-01 10:00:00`. */
export function wallClock(moment: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(moment)
}
