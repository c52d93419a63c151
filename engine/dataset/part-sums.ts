import type { ReadReport } from './aggregate.ts'
import { EXAMPLES_OF_REJECTION, type RecordSink, type RejectionCount } from '../formats/index.ts'

/**
 * What the records of a part of one interval came to: sums and counts, so that parts can be put together. Series in the order of their
 * first records, each once.
 */
export interface PartSums {
  /** By dimension, the texts that codes stand for. */
  readonly texts: readonly (readonly string[])[]
  /** Dimension values of each series, one after the other. */
  readonly codes: Int32Array
  /** Index = series * measures + measure. */
  readonly sums: Float64Array
  /** Values that were added up, same index. */
  readonly counts: Uint32Array
  /** Records of each series, those without a value too. */
  readonly records: Uint32Array
  /** Those of them without a value for some measure. */
  readonly incomplete: Uint32Array
  readonly report: ReadReport
}

/**
 * Adds a part to the interval. What is put together in the order of the parts has the last digits that it has where one machine reads
 * all of them (`filesApart`).
 *
 * @param start - of the interval, epoch milliseconds
 */
export function addPart(
  sink: RecordSink,
  start: number,
  { texts, codes, sums, counts, records }: Omit<PartSums, 'report'>,
): void {
  const dimensions = texts.length
  const measures = sink.columns.measures.length
  const length = dimensions === 0 ? Math.min(1, sums.length) : codes.length / dimensions
  const column = <T extends Float64Array | Int32Array>(array: T, valueOf: (row: number) => number): T => {
    for (let row = 0; row < length; row++) array[row] = valueOf(row)
    return array
  }
  const known = texts.map((values, d) => Int32Array.from(values, (text) => sink.dictionaries[d].internText(text)))
  sink.addSums({
    length,
    timestamps: new Float64Array(length).fill(start),
    dimensions: known.map((own, d) => column(new Int32Array(length), (row) => own[codes[row * dimensions + d]])),
    sums: sink.columns.measures.map((_, m) => column(new Float64Array(length), (row) => sums[row * measures + m])),
    counts: sink.columns.measures.map((_, m) => column(new Float64Array(length), (row) => counts[row * measures + m])),
    records: column(new Float64Array(length), (row) => records[row]),
  })
}

/** The report of a reading from those of its parts, in their order. */
export function joinReports(reports: readonly ReadReport[], measures: number): ReadReport {
  const total = (of: (report: ReadReport) => number): number => reports.reduce((sum, report) => sum + of(report), 0)
  const scanned = reports.some(({ scannedBytes }) => scannedBytes !== undefined)
  return {
    files: total(({ files }) => files),
    bytes: total(({ bytes }) => bytes),
    ...(scanned && { scannedBytes: total(({ scannedBytes = 0 }) => scannedBytes) }),
    read: total(({ read }) => read),
    used: total(({ used }) => used),
    rejected: total(({ rejected }) => rejected),
    outside: total(({ outside }) => outside),
    filtered: total(({ filtered }) => filtered),
    overQuota: total(({ overQuota }) => overQuota),
    rejections: joinRejections(reports.flatMap(({ rejections }) => rejections)),
    metricsOverQuota: total(({ metricsOverQuota }) => metricsOverQuota),
    incomplete: total(({ incomplete }) => incomplete),
    empty: Array.from({ length: measures }, (_, m) => total(({ empty }) => empty[m])),
  }
}

function joinRejections(all: readonly RejectionCount[]): readonly RejectionCount[] {
  return [...new Set(all.map(({ reason }) => reason))]
    .map((reason): RejectionCount => {
      const own = all.filter((one) => one.reason === reason)
      return {
        reason,
        count: own.reduce((sum, { count }) => sum + count, 0),
        examples: own.flatMap(({ examples }) => examples).slice(0, EXAMPLES_OF_REJECTION),
      }
    })
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}
