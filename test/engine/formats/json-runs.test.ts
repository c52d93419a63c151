import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RECORD_BYTES, SMALL_FILE_BYTES } from '../../../engine/formats/csv-scanner.ts'
import { JsonRecords } from '../../../engine/formats/json-records.ts'
import { runShape } from '../../../engine/formats/json-run-shape.ts'
import { jsonRuns } from '../../../engine/formats/json-runs.ts'
import { KIND } from '../../../engine/formats/json-scanner.ts'
import { recordList } from './record-list.ts'

/** The machine's; every one that Node 20 runs on has them. */
const runs = jsonRuns()!
afterEach(() => vi.restoreAllMocks())

/** `{"v":<value>,"d":<string>}` with the fields 0 and 1. */
function shapeOf(kind: number, before = '{"v":') {
  return runShape(
    [
      { literal: Buffer.from(before), kind, result: 0 },
      { literal: Buffer.from(kind === KIND.string ? '","d":"' : ',"d":"'), kind: KIND.string, result: 1 },
      { literal: Buffer.from('"}'), kind: KIND.absent, result: 2 },
    ],
    3,
  )!
}

/** The objects of a run from the beginning of a text: their values as text, and the number. */
function readRun(text: string, shape = shapeOf(KIND.number)) {
  const bytes = Buffer.from(`${text}\0`)
  runs.begin(bytes)
  const count = runs.read(0, shape)
  const valueAt = (i: number) => bytes.subarray(runs.starts[i], runs.ends[i]).toString()
  const objects = Array.from({ length: count }, (_, n) => [
    valueAt(n * shape.results),
    valueAt(n * shape.results + 1),
    runs.numbers[n * shape.results],
  ])
  return { objects, rest: bytes.subarray(runs.end, -1).toString() }
}

const GOOD = '{"v":1,"d":"a"}\n'

describe('JsonRuns', () => {
  it('finds the values of every object, and reads numbers', () => {
    expect(
      readRun('{"v":-1.50,"d":"a"}\n{"v":0,"d":""}\r\n{"v":123456,"d":"longer than sixteen bytes, twice so, é"}\n'),
    ).toEqual({
      objects: [
        ['-1.50', 'a', -1.5],
        ['0', '', 0],
        ['123456', 'longer than sixteen bytes, twice so, é', 123456],
      ],
      rest: '',
    })
  })

  it('reads any number as JavaScript does, or leaves it to others when it has more than 15 digits', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,18})(\.\d{1,18})?$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('', '-'), digits)), (numbers) => {
        const texts = numbers.map(([sign, text]) => sign + text)
        const { objects } = readRun(texts.map((text) => `{"v":${text},"d":"x"}\n`).join(''))
        expect(objects).toEqual(
          texts.map((text) => [text, 'x', text.replaceAll(/\D/g, '').length > 15 ? Number.NaN : Number(text)]),
        )
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    { kind: KIND.boolean, values: ['true', 'false'], others: ['tru', 'True', 'null', '1', 'falsE', 'falsy', '"true"'] },
    { kind: KIND.null, values: ['null'], others: ['nul', 'Null', 'true', '0', '"null"'] },
  ])('reads words, and none like them: $values', ({ kind, values, others }) => {
    for (const value of values) {
      expect(readRun(`{"v":${value},"d":"a"}\n`, shapeOf(kind)).objects).toEqual([[value, 'a', Number.NaN]])
    }
    for (const value of others) expect(readRun(`{"v":${value},"d":"a"}\n`, shapeOf(kind)).objects).toEqual([])
  })

  it.each([
    ['an exponent', '{"v":1e5,"d":"a"}\n'],
    ['a leading zero', '{"v":01,"d":"a"}\n'],
    ['a fraction without digits', '{"v":1.,"d":"a"}\n'],
    ['a fraction alone', '{"v":.5,"d":"a"}\n'],
    ['a minus alone', '{"v":-,"d":"a"}\n'],
    ['a plus', '{"v":+1,"d":"a"}\n'],
    ['a number that is not finite', '{"v":NaN,"d":"a"}\n'],
    ['an escape', String.raw`{"v":1,"d":"\n"}` + '\n'],
    ['a control character', '{"v":1,"d":"a\tb"}\n'],
    ['a line end in a string', '{"v":1,"d":"a\nb"}\n'],
    ['another key', '{"w":1,"d":"a"}\n'],
    ['white space', '{"v": 1,"d":"a"}\n'],
    ['white space behind it', '{"v":1,"d":"a"} \n'],
    ['white space before it', ' {"v":1,"d":"a"}\n'],
    ['a blank line', '\n'],
    ['text behind it', '{"v":1,"d":"a"}x\n'],
    ['a CR alone behind it', '{"v":1,"d":"a"}\r{}'],
    ['no line end', '{"v":1,"d":"a"}'],
    ['an end inside of a string', '{"v":1,"d":"a'],
    ['an end inside of a number', '{"v":1'],
    ['nothing', ''],
  ])('ends with %s', (_, text) => {
    const behind = text.endsWith('\n') ? GOOD : ''
    expect(readRun(GOOD + GOOD + text + behind)).toEqual({
      objects: [
        ['1', 'a', 1],
        ['1', 'a', 1],
      ],
      rest: text + behind,
    })
  })

  it('ends where any byte between the values is another', () => {
    const before = '{"a key of many bytes, more than sixteen":'
    const line = `${before}1,"d":"a"}\n`
    const shape = shapeOf(KIND.number, before)
    expect(readRun(line, shape).objects).toEqual([['1', 'a', 1]])
    for (let at = 0; at < line.length; at++) {
      if (line.startsWith('1', at) || line.startsWith('a"}', at)) continue
      const other = `${line.slice(0, at)}~${line.slice(at + 1)}`
      expect(readRun(other, shape).objects).toEqual([])
    }
  })

  it('gives as many objects at once as there is room for, and goes on where it ended', () => {
    const { objects, rest } = readRun(GOOD.repeat(2000))
    expect(objects.length).toBeGreaterThan(100)
    expect(rest).toBe(GOOD.repeat(2000 - objects.length))
    let more = 0
    for (let count = runs.read(runs.end, shapeOf(KIND.number)); count > 0;) {
      more += count
      count = runs.read(runs.end, shapeOf(KIND.number))
    }
    expect(objects.length + more).toBe(2000)
  })

  it('ends with an object that is longer than a record may be', () => {
    const frame = '{"v":1,"d":""}\n'.length
    const longest = `{"v":1,"d":"${'x'.repeat(RECORD_BYTES - frame)}"}\n`
    expect(readRun(longest).objects).toHaveLength(1)
    expect(readRun(longest.replace('x', 'xx')).objects).toHaveLength(0)
  })

  it('knows nothing of the text before, which was longer', () => {
    readRun(GOOD.repeat(50))
    expect(readRun('{"v":1,"d":"a"').objects).toEqual([])
    expect(readRun(GOOD).objects).toHaveLength(1)
  })
})

const ONE = '{"t":1,"v":1,"w":2,"d":"a","e":"b"}\n'

/** What comes of a text behind good records. */
function readBehind(good: number, text: string, helper: typeof runs | null) {
  const sink = recordList({ measures: ['v', 'w'], dimensions: ['d', 'e'] })
  const records = new JsonRecords(sink, 'f.jsonl', helper)
  records.push(Buffer.from(ONE.repeat(good) + text, 'latin1'))
  records.end()
  const rejections = sink.rejections
    .summary()
    .map(({ examples, ...rest }) => ({ ...rest, examples: examples.map(({ line, ...own }) => [line - good, own]) }))
  return { records: sink.records.slice(good), rejections }
}

function objectsOf(read: { readonly mock: { readonly results: readonly { readonly value: unknown }[] } }): number {
  return read.mock.results.reduce((sum, { value }) => sum + Number(value), 0)
}

/** Mostly the one, so that there are runs, now and then the other. */
function seldom(usual: fc.Arbitrary<string>, unusual: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 100, arbitrary: usual }, { weight: 1, arbitrary: unusual })
}

/** Lines of objects that mostly have one shape, or two or three one after the other; a byte of it is perhaps another. */
function linesOfObjects(): fc.Arbitrary<string> {
  const number = seldom(
    fc.oneof(
      fc.nat(1e6).map(String),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(2)),
      fc.double({ noNaN: true, min: 0, max: 1 }).map((value) => value.toFixed(17)),
    ),
    fc.constantFrom('1e3', '1e16', '9999999999999999', '01', 'null', 'NaN', '"7"', '"x"', '[1,{"a":"]"}]', 'true', '-'),
  )
  const string = seldom(
    fc.stringMatching(/^[ a-z]{0,20}$/).map((text) => `"${text}"`),
    fc.constantFrom(
      String.raw`"\u0041"`,
      '"\t"',
      '"\u00e9"',
      '"\u00c3\u00a9"',
      '5',
      'null',
      'false',
      '{}',
      `"${'x'.repeat(41)}"`,
    ),
  )
  const word = seldom(fc.constantFrom('true', 'false'), fc.constantFrom('null', 'tru', '0'))
  const lineEnd = seldom(fc.constant('\n'), fc.constantFrom('\r\n', '\n\n', ' \n', '\r', '', ' x\n', '\n['))
  const line = (keys: readonly string[], colon: string) =>
    fc
      .tuple(fc.nat(1e6).map(String), number, number, string, string, word, lineEnd)
      .map(([t, v, w, d, e, x, behind]) => {
        const values: Readonly<Record<string, string>> = { t, v, w, d, e, x }
        return `{${keys.map((key) => `"${key}"${colon}${values[key]}`).join(',')}}${behind}`
      })
  const lines = fc
    .tuple(fc.shuffledSubarray(['t', 'v', 'w', 'd', 'e', 'x'], { minLength: 5 }), fc.constantFrom(':', ': ', ' :\n'))
    .chain(([keys, colon]) => fc.array(line(keys, colon), { minLength: 5, maxLength: 100, size: 'max' }))
  const change = fc.option(fc.tuple(fc.nat(), fc.nat(255)), { freq: 3 })
  return fc.tuple(fc.array(lines, { minLength: 1, maxLength: 3 }), change).map(([parts, changed]) => {
    const text = parts.flat().join('')
    if (changed === null || text === '') return text
    const at = changed[0] % text.length
    return text.slice(0, at) + String.fromCharCode(changed[1]) + text.slice(at + 1)
  })
}

describe('JsonRecords with runs', () => {
  it('finds what it finds without, wherever its buffer ends', () => {
    const read = vi.spyOn(runs, 'read')
    const places = fc.oneof(fc.nat(400), fc.nat(20_000))
    fc.assert(
      fc.property(linesOfObjects(), places, (text, before) => {
        // The first bytes that are read together end within the text, `before` bytes behind its beginning.
        const room = SMALL_FILE_BYTES - before
        const good = Math.floor(room / ONE.length)
        const filled = ' '.repeat(room - good * ONE.length) + text
        expect(readBehind(good, filled, runs)).toEqual(readBehind(20, filled, null))
      }),
      { numRuns: 300 },
    )
    expect(objectsOf(read) / read.mock.calls.length).toBeGreaterThan(20)
  })

  it('goes on with runs after an object of another shape, and learns a shape that stays', () => {
    const read = vi.spyOn(runs, 'read')
    const other = ONE.replace('2', 'null')
    const { records } = readBehind(100, other + ONE.repeat(100) + other.repeat(100), runs)
    expect(records.map((record) => record[2])).toEqual([
      null,
      ...Array<number>(100).fill(2),
      ...Array<null>(100).fill(null),
    ])
    // Learning a shape takes nine objects, and giving one up two.
    expect(objectsOf(read)).toBe(301 - 9 - 1 - 1 - 9)
  })
})
