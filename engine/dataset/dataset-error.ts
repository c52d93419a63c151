/** What can be wrong with the data of a reading as a whole, with what the message needs. Times are ISO 8601. */
export interface DatasetTroubles {
  readonly RECORDS_OVER_QUOTA: { readonly interval: string; readonly records: number; readonly quota: number }
  readonly FILES_OVER_QUOTA: { readonly files: number; readonly quota: number; readonly name: string }
  readonly BYTES_OVER_QUOTA: { readonly bytes: number; readonly quota: number; readonly name: string }
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
  FILES_OVER_QUOTA: ({ files, quota, name }) =>
    `There are ${files} files, over the quota of ${quota}. Join files, or raise \`quotas.${name}\`.`,
  BYTES_OVER_QUOTA: ({ bytes, quota, name }) =>
    `There are ${bytes} bytes, over the quota of ${quota}. Aggregate records or remove unused columns, or raise \`quotas.${name}\`.`,
}
