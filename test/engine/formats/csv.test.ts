import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError, parseRecords } from '../../../engine/formats/index.ts'
import { CsvScanner } from '../../../engine/formats/csv-scanner.ts'
import { csv, failure, recordList, stream } from './record-list.ts'
import { slowCsv, type SlowRecord } from './slow-csv.ts'

/** What the scanner finds: fields, or the reason why a line is broken, with line numbers. */
function scan(text: string, pieces: number, delimiter = ',', quote = '"'): readonly SlowRecord[] {
  const found: SlowRecord[] = []
  const scanner = new CsvScanner('f', delimiter, quote, {
    record(fields, line) {
      const values = Array.from({ length: fields }, (_, i) =>
        Buffer.from(scanner.bytes.subarray(scanner.starts[i], scanner.ends[i])).toString(),
      )
      found.push({ line, fields: values })
    },
    broken(reason, line) {
      found.push({ line, broken: reason })
    },
  })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieces) scanner.push(bytes.subarray(at, at + pieces))
  scanner.end()
  return found
}

async function read(text: string, format = csv(), columns = {}) {
  const sink = recordList(columns)
  const parsed = await parseRecords(stream(text), format, 'f.csv', sink)
  return { parsed, records: sink.records, rejections: sink.rejections.summary() }
}

describe('CsvScanner', () => {
  it('finds what a slow and simple parser finds, in any hostile text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r', '\r\n', '""', ' ', 'é'),
      maxLength: 60,
    })
    fc.assert(
      fc.property(text, (hostile) => {
        expect(scan(hostile, 1000)).toEqual(slowCsv(hostile, ',', '"'))
      }),
      { numRuns: 5000 },
    )
  })

  it('finds the same with a delimiter of several bytes and another quote', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '§', '\u00a6', "'", '\n', '\r', "''", '"'), maxLength: 40 })
    fc.assert(
      fc.property(text, (hostile) => {
        expect(scan(hostile, 1000, '§', "'")).toEqual(slowCsv(hostile, '§', "'"))
      }),
      { numRuns: 3000 },
    )
  })

  it('finds the same however the bytes are cut around the ends of its buffer', () => {
    // The scanner works through 2 MiB at a time: this puts every kind of byte on the edge.
    const filler = `${'x'.repeat(1023)}\n`.repeat(2047)
    for (const tail of ['a,b\r\nc,d\n', '"a""b","c"\r\n\r\ne,f', '"a\r\nb",c\n"x"y,1\nz,1\n', 'a,b\r\r\nc']) {
      for (let cut = 0; cut <= tail.length; cut++) {
        const text = `${filler}${'y'.repeat(1023 - cut)}\n${tail}`
        const lines = scan(text, 100_000).slice(2048)
        expect(lines).toEqual(slowCsv(tail, ',', '"').map((record) => ({ ...record, line: record.line + 2048 })))
      }
    }
  })

  it('loses one line to a quote that is never closed, not the rest of the file', () => {
    expect(scan('a,1\n"b,2\nc,3\n', 1000)).toEqual([
      { line: 1, fields: ['a', '1'] },
      { line: 2, broken: 'QUOTE_NOT_CLOSED' },
      { line: 3, fields: ['c', '3'] },
    ])
  })

  it('gives up on a file whose quotes would have to be read again and again', () => {
    // Each line opens a quote that the next one closes and opens again: read on from every line, it would take hours.
    expect(() => scan('a","\n'.repeat(2_000_000), 1 << 20)).toThrow(
      expect.objectContaining({ code: 'QUOTES_UNUSABLE' }),
    )
  })

  it('refuses a line of more than 1 MiB wherever it stands in the buffer, and goes on', () => {
    for (const before of [0, 500_000, 1_048_570, 2_000_000]) {
      const text = `${'a'.repeat(before)}\n${'b'.repeat((1 << 20) + 1)}\nc\n`
      expect(
        scan(text, 65_536)
          .slice(before > 0 && before <= 1 << 20 ? 1 : 0)
          .slice(-2),
      ).toEqual([
        { line: 2, broken: 'LINE_TOO_LONG' },
        { line: 3, fields: ['c'] },
      ])
    }
    expect(scan(`${'b'.repeat(1 << 20)}\nc\n`, 65_536)).toHaveLength(2)
    expect(scan(`${'b'.repeat(3 << 20)}`, 65_536)).toEqual([{ line: 1, broken: 'LINE_TOO_LONG' }])
  })
})

describe('CSV records', () => {
  it('find their columns by name, whatever else the file has', async () => {
    const { records } = await read('x,d,t,y,v\n1,us,60,,2.5\n', csv())
    expect(records).toEqual([[60_000, 2.5, 'us']])
  })

  it.each([
    ['tab', 't\tv\td\n60\t1\tus\n', { delimiter: '\t' }],
    ['pipe', 't|v|d\n60|1|us\n', { delimiter: '|' }],
    ['space', 't v d\n60 1 us\n', { delimiter: ' ' }],
    ['two bytes', 't§v§d\n60§1§us\n', { delimiter: '§' }],
    ['single quotes', "t,v,d\n'60','1','us'\n", { quote: "'" }],
    ['no quotes', 't,v,d\n60,1,us\n', { quote: '' }],
    ['no header', '60,1,us\n', { header: false, columns: ['t', 'v', 'd'] }],
    ['CRLF', 't,v,d\r\n60,1,us\r\n', {}],
    ['CR', 't,v,d\r60,1,us\r', {}],
    ['mixed line ends and blank lines', '\n\nt,v,d\r\n\r\n60,1,us\r\r\n', {}],
    ['a byte order mark', '\ufefft,v,d\n60,1,us', {}],
    ['spaces around header names and numbers', ' t , v , d \n60, 1 ,us', {}],
  ] as const)('are read with %s', async (_, text, options) => {
    const { records, parsed } = await read(text, csv(options))
    expect(records).toEqual([[60_000, 1, 'us']])
    expect(parsed).toEqual({ records: 1, rejected: 0 })
  })

  it('keep dimension values as they are: spaces, quotes, delimiters, line ends, emptiness', async () => {
    const { records } = await read('t,v,d\n1,1," a ""b"", c\nd"\n1,1,\n1,1, x\n1,1,U"S\n')
    expect(records.map(([, , d]) => d)).toEqual([' a "b", c\nd', '', ' x', 'U"S'])
  })

  it('have no value where a measure is empty', async () => {
    const { records } = await read('t,v,w,d\n1,,2,a\n1, ,"",a\n', csv(), { measures: ['v', 'w'] })
    expect(records).toEqual([[1000, null, 2, 'a'], [1000, null, null, 'a']]) // prettier-ignore
  })

  const rejected: readonly (readonly [string, string, string | undefined])[] = [
    ['1,5', 'TOO_FEW_COLUMNS', undefined],
    ['1,5,us,x', 'TOO_MANY_COLUMNS', undefined],
    ['"1"x,5,us', 'TEXT_AFTER_QUOTE', undefined],
    ['"1,5,us', 'QUOTE_NOT_CLOSED', undefined],
    [`1,5,${'x'.repeat(1 << 20)}`, 'LINE_TOO_LONG', undefined],
    [',5,us', 'TIMESTAMP_EMPTY', 't'],
    ['2020-01-01,5,us', 'TIMESTAMP_INVALID', 't'],
    ['1,1_000,us', 'MEASURE_NOT_A_NUMBER', 'v'],
    ['1,"1,000",us', 'MEASURE_NOT_A_NUMBER', 'v'],
    ['1,0x10,us', 'MEASURE_NOT_A_NUMBER', 'v'],
    ['1,null,us', 'MEASURE_NOT_A_NUMBER', 'v'],
    ['1,N/A,us', 'MEASURE_NOT_A_NUMBER', 'v'],
    ['1,NaN,us', 'MEASURE_NOT_FINITE', 'v'],
    ['1,-inf,us', 'MEASURE_NOT_FINITE', 'v'],
    // Guide, "Record field key-value pair character limits"
    ['1,1000000000000000.5,us', 'MEASURE_OUT_OF_RANGE', 'v'],
    ['1,-1e400,us', 'MEASURE_OUT_OF_RANGE', 'v'],
    [`1,5,${'é'.repeat(41)}`, 'DIMENSION_TOO_LONG', 'd'],
  ]
  it.each(rejected.map(([line, reason, column]) => ({ start: line.slice(0, 40), reason, column, line })))(
    'are rejected and counted, and only they: $start is $reason',
    async ({ line, reason, column }) => {
      const { records, rejections, parsed } = await read(`t,v,d\n1,1,a\n${line}\n2,2,b\n`)
      expect(records).toEqual([[1000, 1, 'a'], [2000, 2, 'b']]) // prettier-ignore
      expect(rejections).toMatchObject([{ reason, count: 1, examples: [{ file: 'f.csv', line: 3 }] }])
      expect(rejections[0].examples[0].column).toBe(column)
      expect(parsed).toEqual({ records: 3, rejected: 1 })
    },
  )

  it.each(['1e15', '-1e15', '1,000000000000000'.replace(',', '')])('may have a measure of %s', async (value) => {
    expect((await read(`t,v,d\n1,${value},a\n`)).records).toEqual([[1000, Number(value), 'a']])
  })

  it('may have dimension values of 40 characters of any width', async () => {
    expect((await read(`t,v,d\n1,1,${'😀'.repeat(40)}\n`)).records).toHaveLength(1)
  })

  it('are rejected when a dimension is not UTF-8, and counted as often as that comes', async () => {
    const sink = recordList()
    const bytes = Buffer.concat([
      Buffer.from('t,v,d\n1,1,'),
      Buffer.from([0xe9]),
      Buffer.from('\n1,1,'),
      Buffer.from([0xe9, 10]),
    ])
    await parseRecords(stream(bytes), csv(), 'f.csv', sink)
    expect(sink.rejections.summary()).toMatchObject([{ reason: 'INVALID_ENCODING', count: 2 }])
  })

  it('keeps five examples of a reason and counts all', async () => {
    const { rejections } = await read(`t,v,d\n${'1,x,a\n'.repeat(100)}`)
    expect(rejections).toMatchObject([{ reason: 'MEASURE_NOT_A_NUMBER', count: 100 }])
    expect(rejections[0].examples.map(({ line, text }) => [line, text])).toEqual(
      [2, 3, 4, 5, 6].map((line) => [line, 'x']),
    )
  })
})

describe('a CSV header', () => {
  it.each([
    ['HEADER_DUPLICATE', 't,v,d,v\n1,1,a,1\n'],
    ['COLUMN_MISSING', 't,vv,d\n1,1,a\n'],
    ['HEADER_MISSING', '60,1,us\n'],
    ['HEADER_INVALID', 't,"v"x,d\n1,1,a\n'],
    ['HEADER_TOO_WIDE', `${'c,'.repeat(5000)}t,v,d\n`],
  ] as const)('is refused with %s', async (code, text) => {
    const error = await failure(read(text))
    expect(error).toBeInstanceOf(FormatError)
    expect(error).toMatchObject({ code, file: 'f.csv' })
  })

  it('may repeat columns that nobody needs', async () => {
    expect((await read('x,t,,v,x,d,\n,1,,2,,a,\n')).records).toEqual([[1000, 2, 'a']])
  })

  it('says which column was perhaps meant and which there are', async () => {
    const error = await failure(
      read('time,revnue,Market\n', csv(), { timestamp: 'time', measures: ['revenue'], dimensions: [] }),
    )
    expect(error).toMatchObject({
      message:
        'f.csv: The column "revenue" is not there. Did you mean "revnue"? The file has "time", "revnue", "Market". [COLUMN_MISSING]',
    })
  })
})
