import type { FormatSpec } from '../detector.generated.ts'
import { note, present, type Converted, type ConversionNote, type Draft } from './conversion.ts'
import type { CsvFormatDescriptor, FileFormatDescriptor } from './shapes.generated.ts'

/**
 * The format of files as a spec has it.
 *
 * @param member - name of the descriptor, for notes
 */
export function formatOf(descriptor: FileFormatDescriptor, member: string): Converted<Draft> {
  const { CsvFormatDescriptor: csv, JsonFormatDescriptor: json } = descriptor
  if ((csv === undefined) === (json === undefined)) {
    const message = 'Exactly one of CsvFormatDescriptor and JsonFormatDescriptor is needed.'
    return { value: {}, notes: [note('NEEDED', member, message)] }
  }
  if (csv !== undefined) return csvOf(csv, `${member}.CsvFormatDescriptor`)
  const { FileCompression: compression, Charset: charset } = json!
  return {
    value: { jsonLines: present({ charset: charset && charsetOf(charset), compression: compression?.toLowerCase() }) },
    notes: [],
  }
}

/**
 * The format of files as the API has it.
 *
 * @param member - name of the descriptor, for notes
 */
export function descriptorOf(format: FormatSpec, member: string): Converted<FileFormatDescriptor> {
  if ('parquet' in format) {
    const message = 'Parquet files have no format descriptor in the API.'
    return { value: {}, notes: [note('LOST', member, message)] }
  }
  if ('jsonLines' in format) {
    const { charset = 'UTF-8', compression } = format.jsonLines
    return {
      value: { JsonFormatDescriptor: { ...fileCompression(compression), Charset: charset } },
      notes: [],
    }
  }
  const { delimiter = ',', quote = '"', header = true, columns, charset = 'UTF-8', compression } = format.csv
  return {
    value: {
      CsvFormatDescriptor: {
        ...fileCompression(compression),
        Charset: charset,
        ContainsHeader: header,
        Delimiter: delimiter,
        ...(columns !== undefined && { HeaderList: columns }),
        QuoteSymbol: quote,
      },
    },
    notes: [],
  }
}

function csvOf(csv: CsvFormatDescriptor, member: string): Converted<Draft> {
  const { FileCompression, Charset, ContainsHeader, Delimiter, HeaderList, QuoteSymbol } = csv
  const columns = HeaderList === undefined || HeaderList.length === 0 ? undefined : HeaderList
  const header = ContainsHeader ?? columns === undefined
  const notes: readonly ConversionNote[] =
    header && columns !== undefined
      ? [note('LOST', `${member}.HeaderList`, 'The files have a header of their own, which names the columns.')]
      : []
  const value = present({
    delimiter: Delimiter,
    quote: QuoteSymbol,
    header,
    columns: header ? undefined : columns,
    charset: Charset && charsetOf(Charset),
    compression: FileCompression?.toLowerCase(),
  })
  return { value: { csv: value }, notes }
}

/** Without one, the compression is told by the first bytes of each file, which the API cannot say. */
function fileCompression(compression: 'none' | 'gzip' | undefined): { readonly FileCompression?: 'NONE' | 'GZIP' } {
  return compression === undefined ? {} : { FileCompression: compression === 'gzip' ? 'GZIP' : 'NONE' }
}

/** Other names of the character sets that a spec knows. https://www.iana.org/assignments/character-sets */
const CHARSETS: Readonly<Record<string, string>> = {
  'UTF-8': 'UTF-8',
  UTF8: 'UTF-8',
  // A part of UTF-8.
  'US-ASCII': 'UTF-8',
  ASCII: 'UTF-8',
  'UTF-16': 'UTF-16',
  'UTF-16LE': 'UTF-16',
  'UTF-16BE': 'UTF-16',
  UTF16: 'UTF-16',
  'ISO-8859-1': 'ISO-8859-1',
  ISO8859_1: 'ISO-8859-1',
  ISO8859: 'ISO-8859-1',
  LATIN1: 'ISO-8859-1',
  L1: 'ISO-8859-1',
}

/** One that is unknown stays as it is, for the check of the spec to find. */
function charsetOf(charset: string): string {
  return CHARSETS[charset.toUpperCase()] ?? charset
}
