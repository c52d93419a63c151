import { count, didYouMean, show, text } from './finding-text.ts'

/** Findings about where data lies and how it is written. */
export const SOURCE_TEXTS = {
  PATHS_MISSING: text<Record<string, never>>({
    level: 'error',
    guide: 'Managing a dataset in Amazon S3',
    summary: 'A source has neither continuous nor historical data.',
    message: () => 'There is neither `continuous` nor `historical` data.',
    help: () =>
      'Give `historical` to run a backtest, `continuous` to watch new data, or both to learn first and then watch.',
  }),
  S3_PATH_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Structuring continuous and historical data; API reference: HistoricalDataPath, TemplatedPath',
    summary: 'A path is not an S3 URI of a bucket and a folder, or has more than 1,024 characters.',
    message: ({ got }) => `${show(got)} is not a path in S3.`,
    help: () => 'Write s3://bucket/folder/ in up to 1,024 characters; for local files use `source: { folder: ... }`.',
  }),
  S3_BUCKET_INVALID: text<{ bucket: string }>({
    level: 'error',
    guide: null,
    summary: 'A bucket name breaks the rules of Amazon S3.',
    message: ({ bucket }) => `${show(bucket)} is not the name of a bucket.`,
    help: () => 'Bucket names have 3 to 63 lower-case letters, digits, dots and hyphens, and no `{{...}}`.',
  }),
  S3_TEMPLATE_CHARACTER: text<{ character: string }>({
    level: 'error',
    guide: 'API reference: TemplatedPath',
    summary: 'A path template in S3 has a character that is not allowed there, such as a dot.',
    message: ({ character }) => `${show(character)} is not allowed in a path template.`,
    help: () =>
      'Use letters, digits, spaces and _ - / = with keys in {{...}}. A template names a folder: leave file names out, and use a bucket without dots.',
  }),
  FOLDER_PATH_INVALID: text<{ got: string; problem: string }>({
    level: 'error',
    guide: null,
    summary: 'A path of a folder source is a URL of something else, or has a character that no path has.',
    message: ({ got, problem }) => `${show(got)} is not a path on this machine: ${problem}.`,
    help: () => 'Write a path relative to the spec, an absolute path or a file: URL; for S3 use `source: { s3: ... }`.',
  }),
  TEMPLATE_BRACES: text<{ got: string }>({
    level: 'error',
    guide: 'Path template keys',
    summary: 'The double braces of a path template do not match.',
    message: ({ got }) => `The braces in ${show(got)} do not match.`,
    help: () => 'Write each key in double braces: {{yyyyMMdd}}/{{HHmm}}.',
  }),
  TEMPLATE_KEY_UNKNOWN: text<{ key: string; suggestion: string | null }>({
    level: 'error',
    guide: 'Path template keys',
    summary: 'A path template has a key that is not known.',
    message: ({ key, suggestion }) => `\`${key}\` is not a key of path templates.${didYouMean(suggestion)}`,
    help: () => 'Use yyyy, MM, dd, HH, mm and ss; also Y, a, h, k and K.',
  }),
  TEMPLATE_TOO_COARSE: text<{ interval: string; missing: readonly string[] }>({
    level: 'warning',
    guide: 'Structuring continuous and historical data',
    summary: 'A path template gives the same folder to several intervals, which are then read again and again.',
    message: ({ interval, missing }) =>
      `Several intervals of ${interval} share a folder: the template has no ${missing.join(' and no ')}.`,
    help: () =>
      'Add the missing keys and write data by interval. Otherwise each run reads the whole folder, and records of other intervals count as outside.',
  }),
  TEMPLATE_HISTORICAL: text<{ got: string }>({
    level: 'error',
    guide: 'Structuring continuous and historical data',
    summary: 'The historical path has template keys; it is one fixed folder or file.',
    message: ({ got }) => `${show(got)} has {{...}}, but historical data lies at one fixed path.`,
    help: () =>
      'Name the folder that holds the files, or leave `historical` out: earlier intervals of `continuous` are read then.',
  }),
  DELIMITER_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Create a datasource in Amazon S3; API reference: Delimiter',
    summary: 'The delimiter is not one character, or is the end of a line.',
    message: ({ got }) => `${show(got)} is not a delimiter.`,
    help: () => 'Use one character: "," or "\\t" (tab), " " (space), "|", ";".',
  }),
  DELIMITER_IS_QUOTE: text<{ character: string }>({
    level: 'error',
    guide: 'Create a datasource in Amazon S3',
    summary: 'The delimiter and the quote are the same character.',
    message: ({ character }) => `${show(character)} cannot be both the delimiter and the quote.`,
    help: () => 'Change one of them; `quote: ""` turns quoting off.',
  }),
  CSV_COLUMNS_MISSING: text<Record<string, never>>({
    level: 'error',
    guide: 'CSV data; API reference: HeaderList',
    summary: 'CSV files without a header need the names of their columns.',
    message: () => 'The files have no header, but `columns` does not name their columns.',
    help: () => 'Add `columns: [...]` with every column of the files in order.',
  }),
  CSV_COLUMNS_UNUSED: text<Record<string, never>>({
    level: 'error',
    guide: 'CSV data; API reference: HeaderList',
    summary: '`columns` is given although the files have a header.',
    message: () => '`columns` names the columns of files without a header, but `header` is true.',
    help: () => 'Add `header: false` when the first line holds data; otherwise remove `columns`.',
  }),
  CSV_COLUMN_UNKNOWN: text<{ column: string; suggestion: string | null }>({
    level: 'error',
    guide: 'CSV data; API reference: HeaderList',
    summary: 'The dataset uses a column that `columns` does not list.',
    message: ({ column, suggestion }) =>
      `\`${column}\` is not among the \`columns\` of the files.${didYouMean(suggestion)}`,
    help: () => 'Correct the name, or add it to `columns` at its place in the files.',
  }),
  CSV_COLUMN_REPEATED: text<{ column: string; position: number }>({
    level: 'error',
    guide: 'CSV data; API reference: HeaderList',
    summary: '`columns` lists a name twice.',
    message: ({ column, position }) => `\`${column}\` is already column ${count(position)}.`,
    help: () => 'Give each column a name of its own.',
  }),
}
