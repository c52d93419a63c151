// Interim, by hand: the shape that the generator will write from detector.schema.json.
export interface DetectorSpec {
  readonly detector: string
  readonly description?: string
  readonly interval: 'PT5M' | 'PT10M' | 'PT1H' | 'P1D'
  readonly dataset: DatasetSpec
  readonly alerts?: readonly AlertSpec[]
  readonly tags?: Readonly<Record<string, string>>
  readonly quotas?: QuotasSpec
}
export interface DatasetSpec {
  readonly source: SourceSpec
  readonly timestamp?: { readonly column: string; readonly format: string }
  readonly timezone?: string
  /** ISO 8601 duration, PT0S .. P5D */
  readonly offset?: string
  readonly measures: readonly MeasureSpec[]
  readonly dimensions?: readonly string[]
  readonly filters?: Readonly<Record<string, readonly string[]>>
}
export interface MeasureSpec {
  readonly column: string
  readonly aggregation: 'AVG' | 'SUM'
}
export type SourceSpec = { readonly s3: S3Source } | { readonly folder: FolderSource }
export interface S3Source {
  readonly continuous?: string
  readonly historical?: string
  readonly format: FormatSpec
}
export interface FolderSource {
  readonly continuous?: string
  readonly historical?: string
  readonly format: FormatSpec
}
export type FormatSpec =
  | { readonly csv: CsvFormat }
  | { readonly jsonLines: JsonLinesFormat }
  | { readonly parquet: Readonly<Record<string, never>> }
export interface CsvFormat {
  /** one character; default "," */
  readonly delimiter?: string
  /** default '"'; empty for none */
  readonly quote?: '"' | "'" | ''
  /** default true */
  readonly header?: boolean
  /** names of the columns of a file without header */
  readonly columns?: readonly string[]
  /** default UTF-8 */
  readonly charset?: 'UTF-8' | 'UTF-16' | 'ISO-8859-1'
  /** default: by the first bytes of the file */
  readonly compression?: 'none' | 'gzip'
}
export interface JsonLinesFormat {
  readonly charset?: 'UTF-8' | 'UTF-16' | 'ISO-8859-1'
  readonly compression?: 'none' | 'gzip'
}
export interface AlertSpec {
  readonly name: string
  readonly description?: string
  /** 0 .. 100, default 70 */
  readonly threshold?: number
  readonly measures?: readonly string[]
  readonly dimensions?: Readonly<Record<string, readonly string[]>>
  readonly channel: ChannelSpec
}
export type ChannelSpec =
  | { readonly sns: { readonly topic: string; readonly format?: 'JSON' | 'LONG_TEXT' | 'SHORT_TEXT' } }
  | { readonly lambda: { readonly function: string } }
  | { readonly log: Readonly<Record<string, never>> }
  | { readonly webhook: { readonly url: string } }
export interface QuotasSpec {
  readonly metrics?: number
  readonly recordsPerInterval?: number
  readonly filesPerInterval?: number
  readonly bytesPerInterval?: number
  readonly measures?: number
  readonly dimensions?: number
  readonly historyIntervals?: number
  readonly backtestIntervals?: number
  readonly historyFiles?: number
  readonly historyBytes?: number
  readonly alerts?: number
  readonly filterDimensions?: number
  readonly filterValues?: number
  readonly alertMeasures?: number
  readonly alertDimensions?: number
  readonly alertValues?: number
}
