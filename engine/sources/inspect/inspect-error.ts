import { listOf } from '../error-words.ts'

/** Why no spec can be proposed for data, with what the message needs. */
interface InspectTroubles {
  readonly NOT_TEXT: { readonly found: string }
  readonly NO_DATA: Record<never, never>
  readonly JSON_ARRAY: Record<never, never>
  readonly NOT_TABULAR: { readonly line: string }
  readonly NO_RECORDS: Record<never, never>
  readonly NO_TIMESTAMP: { readonly columns: readonly string[] }
  readonly NO_MEASURE: { readonly columns: readonly string[] }
  readonly URL_INCOMPLETE: { readonly form: string }
  readonly PASSWORD_IN_URL: { readonly variable: string }
  readonly TABLE_NEEDED: { readonly tables: readonly string[] }
  readonly NAMESPACE_NEEDED: { readonly namespaces: readonly string[] }
}

/** Data that no detector can be proposed for. */
export class InspectError<C extends keyof InspectTroubles = keyof InspectTroubles> extends Error {
  override readonly name = 'InspectError'
  readonly code: C

  constructor(code: C, place: string, trouble: InspectTroubles[C], options?: ErrorOptions) {
    super(`${place}: ${TEXTS[code](trouble)} [${code}]`, options)
    this.code = code
  }
}

const TEXTS: { readonly [C in keyof InspectTroubles]: (trouble: InspectTroubles[C]) => string } = {
  NOT_TEXT: ({ found }) => `This is ${found}. Export the data as CSV, JSON lines (gzip or not) or Parquet.`,
  NO_DATA: () => 'There are no data files (hidden and empty ones do not count). Name a file or a folder with data.',
  JSON_ARRAY: () => 'This is one JSON document, not JSON lines. Write each record as an object in a line of its own.',
  NOT_TABULAR: ({ line }) =>
    `The lines have no common delimiter (the first is ${JSON.stringify(line.slice(0, 60))}). Separate columns by comma, tab, semicolon or |.`,
  NO_RECORDS: () => 'There are no records. Name a file that has some.',
  NO_TIMESTAMP: ({ columns }) =>
    `None of the columns (${columns.join(', ')}) has dates or times in a form that can be read. Add one, such as 2026-07-04 15:20:00.`,
  NO_MEASURE: ({ columns }) =>
    `None of the columns (${columns.join(', ')}) has numbers to watch. Add one, or a column that is always 1 to count records.`,
  URL_INCOMPLETE: ({ form }) => `It is not complete. Write ${form}.`,
  PASSWORD_IN_URL: ({ variable }) =>
    `A password on a command line is seen by others and stays in its history. Leave it out, and set ${variable} or name a secret with --secret.`,
  TABLE_NEEDED: ({ tables }) =>
    tables.length === 0
      ? 'It has no tables that this user may see. Grant SELECT on one.'
      : `Name a table: ${listOf(tables)}.`,
  NAMESPACE_NEEDED: ({ namespaces }) =>
    namespaces.length === 0
      ? 'CloudWatch has no metrics in this account and region. Set AWS_REGION to another one.'
      : `Name a namespace: ${listOf(namespaces)}.`,
}
