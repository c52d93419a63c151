import { createDictionary, createRejections, type RecordSink, type TextFormat } from '../../../engine/formats/index.ts'
import { compileTimestampFormat, zoneClock } from '../../../engine/time/index.ts'

/** A record as a sink saw it: timestamp, measures (null: no value), dimension values. */
export type ListedRecord = readonly [number, ...(number | string | null)[]]

/** A sink that lists the records it is given. */
export interface RecordList extends RecordSink {
  readonly records: readonly ListedRecord[]
}

/** Columns of a list, with the defaults of most tests: `t`, `v` and `d`, UNIX seconds. */
export interface ListColumns {
  readonly timestamp?: string
  readonly format?: string
  readonly zone?: string
  readonly measures?: readonly string[]
  readonly dimensions?: readonly string[]
}

export function recordList({
  timestamp = 't',
  format = 'UNIX',
  zone = 'UTC',
  measures = ['v'],
  dimensions = ['d'],
}: ListColumns = {}): RecordList {
  const records: ListedRecord[] = []
  const dictionaries = dimensions.map(() => createDictionary())
  return {
    columns: {
      timestamp: { name: timestamp, parser: compileTimestampFormat(format, zone), clock: zoneClock(zone) },
      measures,
      dimensions,
    },
    dictionaries,
    rejections: createRejections(),
    records,
    addSums() {
      throw new Error('a file has no sums')
    },
    add(batch) {
      for (let row = 0; row < batch.length; row++) {
        records.push([
          batch.timestamps[row],
          ...batch.measures.map((values) => (Number.isNaN(values[row]) ? null : values[row])),
          ...batch.dimensions.map((codes, d) => dictionaries[d].value(codes[row])),
        ])
      }
    },
  }
}

type CsvFormat = Extract<TextFormat, { readonly kind: 'csv' }>

export function csv(options: Partial<CsvFormat> = {}): CsvFormat {
  const defaults = {
    delimiter: ',',
    quote: '"',
    header: true,
    columns: null,
    charset: 'UTF-8',
    compression: null,
  } as const
  return { kind: 'csv', ...defaults, ...options }
}

export const JSON_LINES: TextFormat = { kind: 'json-lines', charset: 'UTF-8', compression: null }

/** Bytes as a stream of pieces of a size. */
export async function* stream(content: string | Uint8Array, size = 1 << 20): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** The error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
}
