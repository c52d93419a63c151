/** What can be wrong with the data of a reading as a whole, with what the message needs. Times are ISO 8601. */
export interface DatasetTroubles {
  readonly RECORDS_OVER_QUOTA: { readonly interval: string; readonly records: number; readonly quota: number }
}

/** Stable names of what can be wrong with the data of a reading. */
export type DatasetErrorCode = keyof DatasetTroubles

/** Data that a dataset cannot work with. */
export class DatasetError<C extends DatasetErrorCode = DatasetErrorCode> extends Error {
  override readonly name = 'DatasetError'
  readonly code: C
  readonly trouble: DatasetTroubles[C]

  constructor(code: C, trouble: DatasetTroubles[C]) {
    super(`${TEXTS[code](trouble)} [${code}]`)
    this.code = code
    this.trouble = trouble
  }
}

const TEXTS: { readonly [C in DatasetErrorCode]: (trouble: DatasetTroubles[C]) => string } = {
  RECORDS_OVER_QUOTA: ({ interval, records, quota }) =>
    `The interval ${interval} has ${records} records, over the quota of ${quota}. ` +
    'Aggregate records before they are written, or raise `quotas.recordsPerInterval`.',
}
