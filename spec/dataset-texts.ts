import { count, didYouMean, either, show, text } from './finding-text.ts'

/** Findings about a dataset: its columns, filters and times. */
export const DATASET_TEXTS = {
  COLUMN_NAME_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Record field key-value pair character limits; API reference: ColumnName',
    summary:
      'The name of a column in files has a character that is not allowed, or more than 63; elsewhere a name has more than 255.',
    message: ({ got }) => `${show(got)} is not a column name.`,
    help: () =>
      'Use 1 to 63 letters, digits, hyphens and underscores; the first is a letter or digit. Rename the column in the data. Columns of databases and names in CloudWatch may have any 1 to 255 characters.',
  }),
  COLUMN_REUSED: text<{ column: string; use: string; before: string }>({
    level: 'error',
    guide: 'Dataset',
    summary: 'A column is used twice: as two measures, two dimensions, or in two roles.',
    message: ({ column, use, before }) =>
      use === before
        ? `\`${column}\` is already a ${use} of this dataset.`
        : `\`${column}\` is the ${use} here, but already the ${before}.`,
    help: () => 'A column has one role; remove one of its uses.',
  }),
  MEASURES_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Quotas',
    summary: 'The dataset has more measures than its quota.',
    message: (args) => `There are ${count(args.count)} measures; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { measures: ${args.count} }\`.`,
  }),
  DIMENSIONS_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Quotas',
    summary: 'The dataset has more dimensions than its quota.',
    message: (args) => `There are ${count(args.count)} dimensions; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { dimensions: ${args.count} }\`.`,
  }),
  TIMEZONE_UNKNOWN: text<{ got: string; suggestion: string | null }>({
    level: 'error',
    guide: 'Setting up a detector',
    summary: 'The time zone is not an IANA name.',
    message: ({ got, suggestion }) => `${show(got)} is not a time zone.${didYouMean(suggestion)}`,
    help: () => 'Use an IANA name such as Europe/Berlin, America/New_York or UTC.',
  }),
  OFFSET_INVALID: text<{ got: unknown; suggestion?: string | null }>({
    level: 'error',
    guide: 'Setting up a detector',
    summary: 'The offset is not an ISO 8601 duration in days, hours, minutes and seconds.',
    message: ({ got, suggestion }) => `${show(got)} is not a duration.${didYouMean(suggestion ?? null)}`,
    help: () => 'Write an ISO 8601 duration: PT30S, PT10M, P1DT2H.',
  }),
  OFFSET_TOO_LONG: text<{ got: string; seconds: number }>({
    level: 'error',
    guide: 'API reference: Offset',
    summary: 'The offset is more than five days.',
    message: ({ got }) => `${show(got)} is longer than five days.`,
    help: () => 'Use P5D or less; wait for late data in the pipeline that writes it.',
  }),
  OFFSET_UNUSED: text<{ got: string }>({
    level: 'warning',
    guide: 'Setting up a detector',
    summary: 'An offset is given, but there is no new data to wait for.',
    message: () => 'The offset has no effect: a backtest uses past data alone.',
    help: () => 'Remove the offset, or watch new data: add `continuous`, or remove `backtest`.',
  }),
  TIMESTAMP_FORMAT_INVALID: text<{ got: string; problem: string }>({
    level: 'error',
    guide: 'Timestamps',
    summary: 'The timestamp format has a key that is not known, a key twice, or no date.',
    message: ({ got, problem }) => `${show(got)} is not a timestamp format: ${problem}.`,
    help: () =>
      'Use yyyy, MM, dd, HH (or hh with a), mm and ss with the characters between them, such as yyyy-MM-dd HH:mm:ss; or UNIX.',
  }),
  TIMESTAMP_MARKER_MISSING: text<{ got: string }>({
    level: 'error',
    guide: 'Timestamps; Data validation',
    summary: 'hh is the hour of a 12-hour clock and needs the AM/PM marker a.',
    message: ({ got }) => `${show(got)} has hh, the hour of a 12-hour clock, without the AM/PM marker a.`,
    help: () => 'Write HH for 24-hour time, or add a: yyyy-MM-dd hh:mm:ss a.',
  }),
  TIMESTAMP_FORMAT_TOO_COARSE: text<{ got: string; interval: string; missing: readonly string[] }>({
    level: 'error',
    guide: 'Timestamps',
    summary: 'Timestamps in this format cannot tell the intervals apart.',
    message: ({ got, interval, missing }) =>
      `${show(got)} cannot tell intervals of ${interval} apart: the ${missing.join(' and the ')} is missing.`,
    help: ({ interval }) =>
      interval === 'P1D' ? 'Add the missing part.' : 'Add the missing part, or use interval P1D for data by day.',
  }),
  FILTER_DIMENSION_UNKNOWN: text<{ dimension: string; known: readonly string[]; suggestion: string | null }>({
    level: 'error',
    guide: 'Working with filters',
    summary: 'A filter names something that is not a dimension of the dataset.',
    message: ({ dimension, suggestion }) =>
      `\`${dimension}\` is not a dimension of this dataset.${didYouMean(suggestion)}`,
    help: ({ known }) =>
      known.length === 0 ? 'Add it to `dimensions`.' : `Use ${either(known)}, or add it to \`dimensions\`.`,
  }),
  FILTER_DIMENSIONS_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Creating filters',
    summary: 'The filters use more dimensions than the quota.',
    message: (args) => `The filters use ${count(args.count)} dimensions; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { filterDimensions: ${args.count} }\`.`,
  }),
  FILTER_VALUES_TOO_MANY: text<{ dimension: string; count: number; limit: number }>({
    level: 'error',
    guide: 'Creating filters',
    summary: 'A filter lists more values than the quota.',
    message: (args) =>
      `The filter of \`${args.dimension}\` lists ${count(args.count)} values; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { filterValues: ${args.count} }\`.`,
  }),
  VALUE_REPEATED: text<{ value: string }>({
    level: 'warning',
    guide: null,
    summary: 'A list has the same entry twice.',
    message: ({ value }) => `${show(value)} is listed twice.`,
    help: () => 'Remove one of the two.',
  }),
  VALUE_TOO_LONG: text<{ value: string; length: number; limit: number }>({
    level: 'error',
    guide: 'Record field key-value pair character limits',
    summary: 'A dimension value is longer than any value that is read from data.',
    message: ({ length, limit }) =>
      `The value has ${count(length)} characters; dimension values of data have ${limit} at most, so it would never match.`,
    help: () => 'Shorten the values in the data and here.',
  }),
}
