import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRecords } from '../../../engine/formats/index.ts'
import { JSON_LINES, failure, recordList, stream } from './record-list.ts'

async function read(text: string | Uint8Array, columns = {}, pieces = 1 << 20) {
  const sink = recordList(columns)
  const parsed = await parseRecords(stream(text, pieces), JSON_LINES, 'f.jsonl', sink)
  return { parsed, records: sink.records, rejections: sink.rejections.summary() }
}

/** A good record before and after the one in question: both must always arrive. */
async function readBetween(line: string) {
  const { records, rejections } = await read(`{"t":1,"v":1,"d":"a"}\n${line}\n{"t":2,"v":2,"d":"b"}\n`)
  expect(records.at(0)).toEqual([1000, 1, 'a'])
  expect(records.at(-1)).toEqual([2000, 2, 'b'])
  return { between: records.slice(1, -1), rejections }
}

describe('JSON lines records', () => {
  it('are what JSON.parse finds, for any objects in any key order', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const record = fc.record({
      t: fc.integer({ min: 0, max: 1e9 }),
      v: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
      d: fc.string({ unit: 'grapheme', maxLength: 10 }),
      other: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
    })
    const shuffled = fc
      .tuple(record, fc.shuffledSubarray(['t', 'v', 'd', 'x', 'y'], { minLength: 5 }), value)
      .map(([fields, order, x]) =>
        Object.fromEntries(order.map((key) => [key, { ...fields, x, y: fields.other }[key]])),
      )
    await fc.assert(
      fc.asyncProperty(fc.array(shuffled, { maxLength: 5 }), fc.constantFrom(0, 2), async (objects, indent) => {
        const { records, rejections } = await read(
          objects.map((object) => JSON.stringify(object, null, indent)).join('\n'),
        )
        expect(rejections).toEqual([])
        // JSON.stringify writes -0 as 0.
        expect(records).toEqual(objects.map(({ t, v, d }) => [(t as number) * 1000, (v as number) + 0, d]))
      }),
      { numRuns: 300 },
    )
  })

  it('take a line for an object exactly when JSON.parse does', async () => {
    const unit = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '1',
      '-',
      '.',
      'e',
      '0',
      'null',
      'true',
      '\\',
      'u00e9',
      ' ',
    )
    const line = fc.string({ unit, maxLength: 12 }).map((tail) => `{"t":1,"v":1,"d":"a","x":${tail}}`)
    await fc.assert(
      fc.asyncProperty(line, async (text) => {
        const { records } = await read(text).catch(() => ({ records: [] }))
        let found: unknown
        try {
          found = JSON.parse(text)
        } catch {
          found = undefined
        }
        expect(records.length).toBe(found === undefined ? 0 : 1)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['white space anywhere', ' { "t" : 60 ,\t"v" : 5 , "d" : "us" } '],
    ['line ends inside, as the guide prints them', '{"t": 60,\n "v": 5, "d": "us"}'],
    ['escapes in values and keys', String.raw`{"\u0074":"6\u0030","v":"\u0035","d":"\u0075s"}`],
    ['nested values beside', '{"a":{"t":1,"b":[1,{"v":"}"}]},"t":60,"v":5,"d":"us"}'],
    ['numbers in strings', '{"t":"60","v":"5","d":"us"}'],
    ['keys that come twice: the last counts', '{"t":1,"v":1,"t":60,"d":"x","v":5,"d":"us"}'],
    ['a CR at the end', '{"t":60,"v":5,"d":"us"}\r'],
  ])('may have %s', async (_, line) => {
    expect((await readBetween(line)).between).toEqual([[60_000, 5, 'us']])
  })

  it.each([
    ['{"t":1,"v":1,"d":12.50}', '12.50'],
    ['{"t":1,"v":1,"d":true}', 'true'],
    ['{"t":1,"v":1,"d":null}', ''],
    [String.raw`{"t":1,"v":1,"d":"\ud83d\ude00\n\"\\\/"}`, '😀\n"\\/'],
  ])('have dimension values as they are written: %s', async (line, expected) => {
    expect((await readBetween(line)).between).toEqual([[1000, 1, expected]])
  })

  it('have no value where a measure is null, empty or missing', async () => {
    const text = '{"t":1,"v":null,"w":1,"d":"a"}\n{"t":1,"v":"","w":1,"d":"a"}\n{"t":1,"w":1,"d":"a"}'
    const { records } = await read(text, { measures: ['v', 'w'] })
    expect(records).toEqual(Array.from({ length: 3 }, () => [1000, null, 1, 'a']))
  })

  const rejected: readonly (readonly [string, string | undefined])[] = [
    ['', undefined],
    ['foo', 'NOT_A_JSON_OBJECT'],
    ['[{"t":1,"v":1,"d":"a"}]', 'NOT_A_JSON_OBJECT'],
    ['1', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a"', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a"}}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a"} {"t":1,"v":1,"d":"a"}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a",}', 'NOT_A_JSON_OBJECT'],
    ["{'t':1,'v':1,'d':'a'}", 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":01,"d":"a"}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":+1,"d":"a"}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1_000,"d":"a"}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":0x10,"d":"a"}', 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"\t"}', 'NOT_A_JSON_OBJECT'],
    [String.raw`{"t":1,"v":1,"d":"\x"}`, 'NOT_A_JSON_OBJECT'],
    [`{"t":1,"v":1,"d":"a","x":${'['.repeat(1000)}${']'.repeat(1000)}}`, 'NOT_A_JSON_OBJECT'],
    ['{"t":1,"v":1,"d":"a","x":"\u0001"}', 'NOT_A_JSON_OBJECT'],
    [`{"t":1,"v":1,"d":"a","x":"${'x'.repeat(1 << 20)}"}`, 'LINE_TOO_LONG'],
    [`{"t":1,"v":1,"d":"a","x":"${'x'.repeat(3 << 20)}"}`, 'LINE_TOO_LONG'],
    ['{"v":1,"d":"a"}', 'FIELD_MISSING'],
    ['{"t":1,"v":1}', 'FIELD_MISSING'],
    ['{"t":1,"d":"a"}', 'FIELD_MISSING'],
    ['{}', 'FIELD_MISSING'],
    ['{"t":null,"v":1,"d":"a"}', 'TIMESTAMP_EMPTY'],
    ['{"t":"x","v":1,"d":"a"}', 'TIMESTAMP_INVALID'],
    ['{"t":true,"v":1,"d":"a"}', 'FIELD_WRONG_TYPE'],
    ['{"t":1,"v":true,"d":"a"}', 'FIELD_WRONG_TYPE'],
    ['{"t":1,"v":{},"d":"a"}', 'FIELD_WRONG_TYPE'],
    ['{"t":1,"v":1,"d":["a"]}', 'FIELD_WRONG_TYPE'],
    ['{"t":1,"v":"x","d":"a"}', 'MEASURE_NOT_A_NUMBER'],
    ['{"t":1,"v":NaN,"d":"a"}', 'MEASURE_NOT_FINITE'],
    ['{"t":1,"v":-Infinity,"d":"a"}', 'MEASURE_NOT_FINITE'],
    ['{"t":1,"v":1e400,"d":"a"}', 'MEASURE_OUT_OF_RANGE'],
    [`{"t":1,"v":1,"d":"${'x'.repeat(41)}"}`, 'DIMENSION_TOO_LONG'],
    [String.raw`{"t":1,"v":1,"d":"\ud83d"}`, 'INVALID_ENCODING'],
  ]
  it.each(rejected.map(([line, reason]) => ({ start: line.slice(0, 60), reason, line })))(
    'are rejected and counted, and only they: $start is $reason',
    async ({ line, reason }) => {
      const { between, rejections } = await readBetween(line)
      expect(between).toEqual([])
      expect(rejections).toMatchObject(reason === undefined ? [] : [{ reason, count: 1, examples: [{ line: 2 }] }])
    },
  )

  it('are found with their lines however the bytes are cut', async () => {
    const filler = `${JSON.stringify({ t: 1, v: 1, d: 'x', x: 'y'.repeat(990) })}\n`.repeat(2080)
    const tail = '{"t":1,\r\n"v":NaN,"d":"a"}\r\n\r\nfoo\r\n{"t":3,"v":3,"d":"c"}'
    for (let cut = 0; cut < tail.length + 2; cut++) {
      // The scanner works through 2 MiB at a time: the tail crosses that edge at every place.
      const room = (2 << 20) - cut
      const text = filler.slice(0, filler.lastIndexOf('\n', room - 1) + 1).padEnd(room)
      const { rejections } = await read(text + tail)
      const lines = text.split('\n').length
      expect(rejections.map(({ reason, examples }) => [reason, examples[0].line])).toEqual([
        ['MEASURE_NOT_FINITE', lines],
        ['NOT_A_JSON_OBJECT', lines + 3],
      ])
    }
  })

  it.each([
    { text: '{"t":1,"v":1,"d":"a"} x' },
    { text: '{"t":1,"v":1,"d":"a"} x\r' },
    { text: '{"t":1,\n"v":1,"d":"a"} x' },
  ])('end with their line, also where the bytes are cut before it: $text', async ({ text }) => {
    // The scanner begins when it has 64 KiB: behind the object.
    const { records, rejections } = await read(text.padStart((1 << 16) + text.length - text.indexOf('}') - 1))
    expect(records).toEqual([])
    expect(rejections).toMatchObject([{ reason: 'NOT_A_JSON_OBJECT' }])
  })

  it('lack a column that no record has: a named error with what there is', async () => {
    const error = await failure(read('{"t":1,"V":1,"d":"a"}\n{"t":1,"W":1,"d":"a"}'))
    expect(error).toMatchObject({
      code: 'COLUMN_MISSING',
      trouble: { columns: ['v'], present: ['t', 'V', 'd', 'W'], suggestion: 'V' },
    })
  })

  it('may lack a measure in all records of a file while they have another', async () => {
    expect((await read('{"t":1,"v":1,"d":"a"}', { measures: ['v', 'w'] })).records).toEqual([[1000, 1, null, 'a']])
  })
})
