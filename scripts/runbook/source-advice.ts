import type { DatasetErrorCode } from '../../engine/dataset/dataset-error.ts'
import type { FormatErrorCode } from '../../engine/formats/format-error.ts'
import type { RejectionReason } from '../../engine/formats/record-sink.ts'
import type { SourceErrorCode } from '../../engine/sources/source-error.ts'
import type { Advice } from './advice.ts'

const COMPARE_ROLES =
  'Compare what is deployed with what is needed: `crowsnest review SPEC`. Frequent: the bucket or key of another account whose own policy does not let the role in, and a policy of the organisation.'

const ASK_SOURCE = '`crowsnest check SPEC --connect` asks the source and names every column that does not fit.'

/** What to do about data that is not there or cannot be reached. */
export const SOURCE_ADVICE: Readonly<Record<SourceErrorCode, Advice>> = {
  NOTHING_AT_PATH: { cure: `Is the path in the spec that of the writer of the data? ${ASK_SOURCE}` },
  NO_DATA_FILES: {
    cure: 'Look into the folder: files whose names begin with a dot or an underscore, and empty ones, do not count.',
  },
  NO_DATA_FOR_INTERVAL: {
    cure: 'Look whether the data came later. When it often does, raise `offset`: an interval that was passed over is not read again. When it never came, ask who writes it. When it is there under another hour, correct the path template or `timezone`.',
  },
  NO_HISTORY: {
    cure: 'Name the history in `historical`, or leave it out: the detector then learns from new data alone.',
  },
  NO_CONTINUOUS_DATA: { cure: 'Add `continuous` to the source, or run `crowsnest backtest` instead.' },
  QUOTA_EXCEEDED: {
    cure: 'Raise the quota that is named in the spec when that much data is meant; look for a wrong path or a missing filter when not. The function may need more memory then.',
  },
  ACCESS_DENIED: { cure: COMPARE_ROLES },
  BUCKET_MISSING: { cure: 'Was the bucket deleted or renamed? Correct the spec; the intervals are read then.' },
  BUCKET_IN_OTHER_REGION: {
    cure: 'Deploy the engine in the region of the bucket, or replicate the data to the region of the engine.',
  },
  REGION_UNKNOWN: { cure: 'Set `AWS_REGION` where the engine runs. In AWS Lambda sets it.' },
  CREDENTIALS_MISSING: {
    cure: 'Sign in again; for `crowsnest run` as a service, give it credentials that last: a role of the machine, or `AWS_PROFILE`.',
  },
  ROLE_UNUSABLE: { cure: `The message has the trust statement that the role needs. ${COMPARE_ROLES}` },
  UNREACHABLE: {
    cure: 'Look at the status of the service, and, for an engine in a VPC, at endpoints, routes and security groups ([networks](network.md)).',
  },
  FILE_CHANGED: {
    cure: 'Have the writer write under another name and rename when the file is complete; or raise `offset` beyond the time that writing takes.',
  },
  READ_FAILED: { cure: 'Read the file yourself. When only this one is broken, write it again.' },
  PERMISSION_DENIED: { cure: `Grant what the message names. ${COMPARE_ROLES}` },
  THROTTLED: {
    cure: 'Nothing, when it passes. When not, ask for a higher quota of the service, or spread detectors over more hours with `offset`.',
  },
  PACKAGE_MISSING: {
    cure: 'Install the package where `crowsnest` runs. The function in AWS has all of them; deploy it again when it has not.',
  },
  SECRET_UNUSABLE: {
    cure: 'Does the secret exist, in this region, with `username` and `password`? May the role read it, and use its key? A rotation in progress passes by itself.',
  },
  PASSWORD_MISSING: { cure: 'Set the variable where the engine runs, or name a secret.' },
  DATABASE_NOT_FOUND: { cure: 'Was the instance renamed, replaced or moved? Correct its identifier in the spec.' },
  DATABASE_MISSING: { cure: 'Correct `database`, or grant the user the right to connect to it.' },
  SIGN_IN_FAILED: {
    cure: 'Try user and password by hand. After a rotation, look that the secret and the database agree.',
  },
  TLS_FAILED: {
    cure: 'A certificate of the server was renewed, or the name is not the one in it. Give the new authority as `certificateAuthority`.',
  },
  CONNECTION_LOST: {
    cure: 'Nothing, when it passes: a failover does. When not, look at the limits of the database on connections and idle time.',
  },
  TABLE_MISSING: { cure: `Was the table renamed, or does the user not see it? ${ASK_SOURCE}` },
  COLUMN_MISSING: { cure: `Somebody changed the table. Correct the spec, or have the column back. ${ASK_SOURCE}` },
  COLUMN_WRONG_TYPE: {
    cure: `Somebody changed the type. Choose another column, or a view that converts it. ${ASK_SOURCE}`,
  },
  QUERY_TIMEOUT: {
    cure: 'Look at the plan of the query in the database: `crowsnest check SPEC --connect` warns where it reads the whole table. An index that begins with the timestamp helps, or a higher `timeout`.',
  },
  QUERY_FAILED: {
    cure: 'The reason is the words of the service. Run the query by hand: it is in the log of the service.',
  },
  SCAN_LIMIT_EXCEEDED: {
    cure: 'Name the partition columns in `partitions`, so that an interval reads its own partitions alone; raise `bytesPerQuery` when it has to be that much.',
  },
  METRICS_MISSING: {
    cure: 'Are the names right, capitals too? Metrics without a value for two weeks are not listed any more: does anything still publish them?',
  },
  STATISTIC_NOT_DIVISIBLE: { cure: 'Change the statistic or the time zone of the dataset.' },
  FLOW_MISSING: { cure: 'Was the flow deleted or renamed? Correct `flow` in the spec.' },
  FLOW_ELSEWHERE: { cure: 'Somebody changed the destination of the flow. Change it back, or the spec.' },
  FLOW_FAILED: {
    cure: 'Open the run in AppFlow: it says why it failed. Run the flow again; the interval is read when it has delivered.',
  },
  FLOW_UNFINISHED: {
    cure: 'Nothing, when a run is on its way. When it always is, raise `offset` by the time that a run takes.',
  },
  FLOW_GAP: { cure: 'Mend the flow. The records of the interval are lost to detection; later ones are read.' },
}

/** What to do about a file that is not as the dataset says. */
export const FORMAT_ADVICE: Readonly<Record<FormatErrorCode, Advice>> = {
  GZIP_TRUNCATED: {
    cure: 'The writer stopped half-way, or the file was read before it was complete: write under another name and rename, or raise `offset`.',
  },
  GZIP_INVALID: { cure: 'Write the file again, or set `compression: none` when files are not compressed.' },
  GZIP_TRAILING_BYTES: { cure: 'Something was appended to the file. Write it again.' },
  COMPRESSION_MISMATCH: { cure: 'Set `compression` of the format to what the files are.' },
  ENCODING_INVALID: { cure: 'Set `charset` to how the files are written, or write them as UTF-8.' },
  FORMAT_MISMATCH: {
    cure: 'A file of another kind lies among the data: move it elsewhere. When all are, correct `format`.',
  },
  HEADER_MISSING: {
    cure: 'The writer has left out the header line. Have it back, or set `header: false` and list `columns`.',
  },
  HEADER_TOO_WIDE: { cure: 'Most likely the delimiter has changed. Correct `delimiter`.' },
  HEADER_INVALID: { cure: 'Look at the first line of the file; correct `quote` when it is another character now.' },
  HEADER_DUPLICATE: { cure: 'Have the writer name each column once.' },
  COLUMNS_UNKNOWN: { cure: 'List `columns` in the format.' },
  COLUMN_MISSING: { cure: 'Somebody renamed or removed a column. Correct the spec, or have it back.' },
  COLUMN_WRONG_TYPE: {
    cure: 'The schema of the Parquet files has changed. Choose another column, or write it as before.',
  },
  QUOTES_UNUSABLE: { cure: 'Set `quote` to the character that encloses values, or to "" when none does.' },
  NOT_PARQUET: { cure: 'Write the file again, or correct `format`.' },
}

/** What to do about data as a whole. */
export const DATASET_ADVICE: Readonly<Record<DatasetErrorCode, Advice>> = {
  RECORDS_OVER_QUOTA: {
    cure: 'Was the interval written twice? When so much is meant, raise `quotas.recordsPerInterval`; the function may need more memory.',
  },
}

/** What to do about records that are rejected. */
export const REJECTION_ADVICE: Readonly<Record<RejectionReason, Advice>> = {
  TOO_FEW_COLUMNS: {
    cure: 'A record has fewer columns than the header: it is cut, or has a line break that is not quoted.',
  },
  TOO_MANY_COLUMNS: {
    cure: 'A record has more columns than the header: a value has the delimiter in it and is not quoted.',
  },
  TEXT_AFTER_QUOTE: { cure: 'A quote inside a value is not doubled. Correct the writer, or set `quote` to "".' },
  QUOTE_NOT_CLOSED: {
    cure: 'A quote is opened and not closed within 1 MiB. Correct the writer, or set `quote` to "".',
  },
  LINE_TOO_LONG: { cure: 'A record has more than 1 MiB. Leave out columns that are not watched.' },
  INVALID_ENCODING: { cure: 'A dimension value is not valid text. Set `charset` to how the files are written.' },
  TIMESTAMP_EMPTY: { cure: 'A record has no timestamp. Correct the writer.' },
  TIMESTAMP_INVALID: {
    cure: 'The timestamp has another form than `timestamp.format`, or is an hour that the clock skipped. The samples in the log show some.',
  },
  MEASURE_NOT_A_NUMBER: {
    cure: 'A measure is text, such as `1,234` or `n/a`. Write plain decimal numbers, or leave the value empty.',
  },
  MEASURE_NOT_FINITE: { cure: 'A measure is NaN or infinite: most likely a division by zero at the writer.' },
  MEASURE_OUT_OF_RANGE: { cure: 'A measure is beyond 10^15. Is its unit right?' },
  DIMENSION_TOO_LONG: {
    cure: 'A dimension value has more than 40 characters, as the original service had it. Shorten it before it is written.',
  },
  DIMENSION_VALUES_OVER_LIMIT: {
    cure: 'A dimension has more than a million values. It is an identifier, not a dimension: leave it out, or filter.',
  },
  NOT_A_JSON_OBJECT: { cure: 'A line is no JSON object. One object a line, without commas between them.' },
  FIELD_MISSING: {
    cure: 'An object lacks the timestamp, a dimension, or all measures. Correct the writer, or the names in the spec.',
  },
  FIELD_WRONG_TYPE: {
    cure: 'A JSON value is a list or an object where text or a number is needed. Correct the writer.',
  },
}
