/** What can be wrong with a file as a whole, with what the message needs. */
export interface FormatTroubles {
  readonly GZIP_TRUNCATED: Record<never, never>
  readonly GZIP_INVALID: { readonly reason: string }
  readonly GZIP_TRAILING_BYTES: Record<never, never>
  readonly COMPRESSION_MISMATCH: { readonly found: 'gzip' }
  readonly ENCODING_INVALID: { readonly charset: string; readonly reason: string }
  readonly FORMAT_MISMATCH: { readonly expected: string; readonly found: string }
  readonly HEADER_MISSING: { readonly first: readonly string[] }
  readonly HEADER_TOO_WIDE: { readonly limit: number }
  readonly HEADER_INVALID: { readonly reason: string }
  readonly HEADER_DUPLICATE: { readonly column: string }
  readonly COLUMNS_UNKNOWN: Record<never, never>
  readonly COLUMN_MISSING: {
    readonly columns: readonly string[]
    readonly present: readonly string[]
    readonly suggestion: string | undefined
  }
  readonly COLUMN_WRONG_TYPE: { readonly column: string; readonly type: string; readonly role: string }
  readonly QUOTES_UNUSABLE: { readonly line: number }
  readonly NOT_PARQUET: { readonly reason: string }
}

/** Stable names of what can be wrong with a file as a whole. */
export type FormatErrorCode = keyof FormatTroubles

/** A file that cannot be read as the format that the dataset names. */
export class FormatError<C extends FormatErrorCode = FormatErrorCode> extends Error {
  override readonly name = 'FormatError'
  readonly code: C
  readonly file: string
  readonly trouble: FormatTroubles[C]

  constructor(code: C, file: string, trouble: FormatTroubles[C], options?: ErrorOptions) {
    super(`${file}: ${TEXTS[code](trouble)} [${code}]`, options)
    this.code = code
    this.file = file
    this.trouble = trouble
  }
}

const TEXTS: { readonly [C in FormatErrorCode]: (trouble: FormatTroubles[C]) => string } = {
  GZIP_TRUNCATED: () => 'The gzip data ends too early: the file is incomplete. Write or copy it again.',
  GZIP_INVALID: ({ reason }) =>
    `The file is not valid gzip (${reason}). Write it again, or set \`compression: none\` when it is not compressed.`,
  GZIP_TRAILING_BYTES: () =>
    'After the end of the gzip data stand bytes that are not gzip. Write the file again without them.',
  COMPRESSION_MISMATCH: ({ found }) =>
    `The format says \`compression: none\`, but the file is ${found}. Leave \`compression\` out, or set it to ${found}.`,
  ENCODING_INVALID: ({ charset, reason }) =>
    `The text is not valid ${charset} (${reason}). Set \`charset\` to how the file was written: UTF-8, UTF-16 or ISO-8859-1.`,
  FORMAT_MISMATCH: ({ expected, found }) =>
    `The dataset expects ${expected}, but this is ${found}. Correct the dataset's \`format\`, or move the file elsewhere.`,
  HEADER_MISSING: ({ first }) =>
    `The first line (${list(first)}) does not name a single column of the dataset. ` +
    'Add a header line, or set `header: false` and list the `columns`.',
  HEADER_TOO_WIDE: ({ limit }) => `The header has more than ${limit} columns. Is the delimiter right?`,
  HEADER_INVALID: ({ reason }) => `The header line cannot be read (${reason}). Correct it, or the format's \`quote\`.`,
  HEADER_DUPLICATE: ({ column }) =>
    `The header names the column ${quoted(column)} more than once. Rename or remove one of them.`,
  COLUMNS_UNKNOWN: () =>
    'The format says `header: false` but lists no columns. Add `columns` with their names, in order.',
  COLUMN_MISSING: ({ columns, present, suggestion }) =>
    `${columns.length === 1 ? 'The column' : 'The columns'} ${list(columns)} ${columns.length === 1 ? 'is' : 'are'} not there. ` +
    (suggestion === undefined ? '' : `Did you mean ${quoted(suggestion)}? `) +
    `The file has ${present.length === 0 ? 'no columns' : list(present)}.`,
  COLUMN_WRONG_TYPE: ({ column, type, role }) =>
    `The column ${quoted(column)} has the type ${type}, which cannot be a ${role}. Choose another column, or write it as another type.`,
  QUOTES_UNUSABLE: ({ line }) =>
    `Around line ${line} too many quotes are opened and never closed. Set \`quote\` to the character that encloses values, or to "" when none does.`,
  NOT_PARQUET: ({ reason }) =>
    `The file is not readable Parquet (${reason}). Write it again, or correct the dataset's \`format\`.`,
}

const SHOWN = 20

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(quoted).join(', ')
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown
}

function quoted(name: string): string {
  const text = JSON.stringify(name)
  return text.length > 80 ? `${text.slice(0, 79)}…"` : text
}
