import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, table } from '../../cli/table.ts'
import { fakeIo } from './fake-io.ts'

const COLUMNS = [
  { title: 'severity', align: 'right' as const },
  { title: 'measure', least: 4 },
  { title: 'where', least: 5 },
]
const ROWS = [
  ['93', 'revenue', 'platform=web marketplace=us'],
  ['7', '日本語の売上', 'platform=ios'],
]

describe('table', () => {
  it('aligns columns, wide characters counted as two', () => {
    expect(table(COLUMNS, ROWS, fakeIo(80).stdout)).toBe(
      [
        'severity  measure       where',
        '      93  revenue       platform=web marketplace=us',
        '       7  日本語の売上  platform=ios',
        '',
      ].join('\n'),
    )
  })

  it('shortens the widest column first on a narrow terminal', () => {
    expect(table(COLUMNS, ROWS, fakeIo(36).stdout)).toBe(
      [
        'severity  measure       where',
        '      93  revenue       platform=we…',
        '       7  日本語の売上  platform=ios',
        '',
      ].join('\n'),
    )
  })

  it('writes blocks where the columns cannot fit at all', () => {
    expect(table(COLUMNS, ROWS.slice(0, 1), fakeIo(20).stdout)).toBe(
      ['severity  93', 'measure   revenue', 'where     platform=…', ''].join('\n'),
    )
  })

  it('shortens nothing that goes to a pipe', () => {
    const long = 'x'.repeat(500)
    expect(table([{ title: 'a', least: 1 }], [[long]], fakeIo().stdout)).toContain(long)
  })

  it('is never wider than the terminal, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 90, unit: 'grapheme-ascii' }), fc.nat(), fc.string())),
        fc.integer({ min: 24, max: 120 }),
        (rows, columns) => {
          const text = table(
            [
              { title: 'name', least: 4 },
              { title: 'n', align: 'right' },
              { title: 'other', least: 3 },
            ],
            rows.map(([name, n, other]) => [name, String(n), other.replaceAll(/[^ -~]/gu, '')]),
            fakeIo(columns).stdout,
          )
          for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
        },
      ),
    )
  })
})

describe('printable', () => {
  it('shows control characters instead of sending them to the terminal', () => {
    expect(printable('a\u001b[2Jb\nc\u202ed')).toBe(String.raw`a\u001b[2Jb\u000ac\u202ed`)
  })
})
