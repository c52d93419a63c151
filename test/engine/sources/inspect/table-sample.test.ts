import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readTable, type TableSample } from '../../../../engine/sources/inspect/table-sample.ts'
import { readText } from '../../../../engine/sources/inspect/text-sample.ts'

function tableOf(content: string | Uint8Array, whole = true): TableSample {
  return readTable(readText(Buffer.from(content as string), whole, 'file'), 'file')
}

describe('readTable', () => {
  it.each([
    { what: 'commas', text: 'a,b\nx,1\ny,2\n', csv: {} },
    { what: 'semicolons', text: 'a;b\nx;1,5\ny;2,5\n', csv: { delimiter: ';' } },
    { what: 'tabs', text: 'a\tb\nx y\t1\ny z\t2\n', csv: { delimiter: '\t' } },
    { what: 'bars', text: 'a|b\nx|1\ny|2\n', csv: { delimiter: '|' } },
    { what: 'spaces', text: 'a b\nx 1\ny 2\n', csv: { delimiter: ' ' } },
    { what: 'double quotes around commas', text: 'a,b\n"x,1",1\n"y,2",2\n', csv: {} },
    { what: 'single quotes around commas', text: "a,b\n'x,1',1\n'y,2',2\n", csv: { quote: "'" } },
    { what: 'CRLF', text: 'a,b\r\nx,1\r\ny,2\r\n', csv: {} },
    { what: 'a byte order mark', text: '\ufeffa,b\nx,1\ny,2\n', csv: {} },
    { what: 'spaces in times', text: 'a,b\n2026-01-01 00:00:00,1\n2026-01-01 01:00:00,2\n', csv: {} },
  ])('understands $what', ({ text, csv }) => {
    const { columns, rows, format } = tableOf(text)
    expect({ columns, rows: rows.length, format }).toEqual({ columns: ['a', 'b'], rows: 2, format: { csv } })
  })

  it('names the columns of a file without a header and says so', () => {
    const { format, rows, decisions } = tableOf('2026-01-01,us,1\n2026-01-02,uk,2\n')
    expect(format).toEqual({ csv: { header: false, columns: ['column1', 'column2', 'column3'] } })
    expect(rows).toHaveLength(2)
    expect(decisions).toContainEqual(expect.objectContaining({ about: 'columns', sure: false }))
  })

  it('reads JSON lines, with what a record lacks left empty', () => {
    const { format, columns, rows } = tableOf('{"a":"x","b":1}\n{"a":"y","c":null}\n')
    expect({ format, columns, rows }).toEqual({
      format: { jsonLines: {} },
      columns: ['a', 'b', 'c'],
      rows: [
        ['x', '1', ''],
        ['y', '', ''],
      ],
    })
  })

  it.each([
    { what: 'UTF-16', bytes: Buffer.from('\ufeffa,b\nä,1\n', 'utf16le'), charset: 'UTF-16' },
    { what: 'UTF-16 without mark', bytes: Buffer.from('a,b\nxyz,1\n', 'utf16le'), charset: 'UTF-16' },
    { what: 'Latin-1', bytes: Buffer.from('a,b\nä,1\n', 'latin1'), charset: 'ISO-8859-1' },
  ])('finds $what', ({ bytes, charset }) => {
    expect(tableOf(bytes).format).toEqual({ csv: { charset } })
  })

  it('reads the beginning of gzip data that is cut off, without its last line', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index},${Math.sin(index)}`)
    const bytes = gzipSync(`a,b\n${lines.join('\n')}\n`)
    const { rows } = tableOf(bytes.subarray(0, bytes.length / 2), false)
    expect(rows.length).toBeGreaterThan(1000)
    expect(rows.map((row) => row.join(','))).toEqual(lines.slice(0, rows.length))
  })

  it('cuts no character of UTF-8 in two', () => {
    const bytes = Buffer.from('a,b\nx,1\nä,2\n')
    expect(tableOf(bytes.subarray(0, 9), false)).toMatchObject({ format: { csv: {} }, rows: [['x', '1']] })
  })

  it.each([
    { what: 'nothing', bytes: '', code: 'NO_RECORDS' },
    { what: 'a header alone', bytes: 'a,b\n', code: 'NO_RECORDS' },
    { what: 'a JSON array', bytes: '[{"a":1}]', code: 'JSON_ARRAY' },
    { what: 'prose', bytes: 'Once\nupon a time,\nthere was\n', code: 'NOT_TABULAR' },
    { what: 'a zip archive', bytes: 'PK\u0003\u0004\u0000\u0000', code: 'NOT_TEXT' },
    { what: 'binary data', bytes: 'ab\u0000c\u0001', code: 'NOT_TEXT' },
    { what: 'damaged gzip', bytes: Buffer.from([0x1f, 0x8b, 9, 9, 9]), code: 'NOT_TEXT' },
  ])('says $code for $what', ({ bytes, code }) => {
    expect(() => tableOf(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
