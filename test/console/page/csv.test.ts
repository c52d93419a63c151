import { describe, expect, it } from 'vitest'
import { csvText } from '../../../engine/console/page/csv.ts'

describe('csvText', () => {
  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', '+1'],
    ['+1+2', "'+1+2"],
    ['-1', '-1'],
    ['-A1', "'-A1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['plain', 'plain'],
    ['a=1', 'a=1'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
  ])('writes %j as %s', (cell, text) => {
    expect(csvText(['name'], [[cell]])).toBe(`name\r\n${text}\r\n`)
  })
})
