import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addPart, aggregateRecords, joinReports, type Aggregate } from '../../../engine/dataset/index.ts'
import { parseRecords } from '../../../engine/formats/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { csv, stream } from '../formats/record-list.ts'

const START = Date.UTC(2026, 5, 1)
const grid = intervalGrid('PT1H', 'UTC')
const window = { start: START, end: grid.next(START) }
const dataset = {
  timestamp: { column: 't', format: 'UNIX' },
  timezone: 'UTC',
  measures: [
    { column: 'v', aggregation: 'SUM' as const },
    { column: 'w', aggregation: 'AVG' as const },
  ],
  dimensions: ['a', 'b'],
  filters: { b: ['1', '2', '3'] },
}

type Line = string

async function read(sink: ReturnType<typeof aggregateRecords>, lines: readonly Line[], file: string): Promise<void> {
  await parseRecords(stream(['t,a,b,v,w', ...lines].join('\n')), csv(), file, sink)
}

/** All files by one machine, one after the other. */
async function atOnce(files: readonly (readonly Line[])[], filesApart = true): Promise<Aggregate> {
  const sink = aggregateRecords({ dataset, grid, window, filesApart })
  for (const [k, lines] of files.entries()) {
    await read(sink, lines, `${k}.csv`)
    sink.endFile?.()
  }
  return sink.finish({ files: files.length, bytes: files.length })
}

/** Each file by a machine of its own, then put together. */
async function inParts(files: readonly (readonly Line[])[]): Promise<Aggregate> {
  const parts = await Promise.all(
    files.map(async (lines, k) => {
      const sink = aggregateRecords({ dataset, grid, window })
      await read(sink, lines, `${k}.csv`)
      return sink.finishPart({ files: 1, bytes: 1 })
    }),
  )
  const whole = aggregateRecords({ dataset, grid, window })
  for (const part of parts) addPart(whole, START, part)
  const report = joinReports(
    parts.map((part) => part.report),
    2,
  )
  return { ...whole.finish({ files: 0, bytes: 0 }), report }
}

function plain({ series, values, counts, report, intervals }: Aggregate): unknown {
  const bits = values(START)
  const numbers = bits && [...new BigUint64Array(bits.buffer, bits.byteOffset, bits.length)]
  return { series, numbers, counts: [...(counts(START) ?? [])], report, intervals: numbers?.length ? intervals : [] }
}

const number = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
  fc.constantFrom('', '0.1', '0.2', '-0', 'no number', '1e300'),
)
const line = fc
  .record({
    t: fc.integer({ min: -600, max: 4200 }),
    a: fc.constantFrom('x', 'y', 'z', '"q, r"'),
    b: fc.integer({ min: 0, max: 4 }),
    v: number,
    w: number,
  })
  .map(({ t, a, b, v, w }): Line => `${START / 1000 + t},${a},${b},${v},${w}`)

/** A line of one series for each value. */
function linesOf(...values: readonly string[]): readonly Line[] {
  return values.map((v) => `${START / 1000},x,1,${v},`)
}

function firstValue(aggregate: Aggregate): number {
  return aggregate.values(START)![0]
}

function many(text: string): readonly string[] {
  return Array.from({ length: 4 }, () => text)
}

describe('parts of an interval', () => {
  it('come to the same, to the last bit, as files that one machine reads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(line, { maxLength: 30 }), { minLength: 1, maxLength: 5 }), async (files) => {
        expect(plain(await inParts(files))).toEqual(plain(await atOnce(files)))
      }),
      { numRuns: 300 },
    )
  })

  it('says how many records each series has, and how many of them lack a value', async () => {
    const lines = ['x,1,,', 'x,1,1,', 'y,1,,2', 'x,1,3,4', 'y,1,,', 'z,1,5,6'].map((rest) => `${START / 1000},${rest}`)
    const sink = aggregateRecords({ dataset, grid, window })
    await read(sink, lines, '0.csv')
    const part = sink.finishPart({ files: 1, bytes: 1 })
    expect(part).toMatchObject({
      records: Uint32Array.of(3, 2, 1),
      incomplete: Uint32Array.of(2, 2, 0),
      report: { used: 6, incomplete: 4 },
    })
    // So does who puts parts together again.
    const again = aggregateRecords({ dataset, grid, window })
    addPart(again, START, part)
    expect(again.finishPart({ files: 1, bytes: 1 }).records).toEqual(part.records)
  })

  it('would differ in their last digits if files were added up record by record', async () => {
    const files = [linesOf('0.1'), linesOf('0.2', '0.3')]
    expect(firstValue(await atOnce(files))).toBe(0.1 + (0.2 + 0.3))
    expect(firstValue(await atOnce(files, false))).toBe(0.1 + 0.2 + 0.3)
    expect(firstValue(await inParts(files))).toBe(0.6)
    expect(0.1 + 0.2 + 0.3).not.toBe(0.6)
  })

  it('keeps five examples of each reason, the first of the first file first', async () => {
    const { report } = await inParts([linesOf(...many('one')), linesOf(...many('two'))])
    expect(report.rejections).toMatchObject([{ reason: 'MEASURE_NOT_A_NUMBER', count: 8 }])
    expect(report.rejections[0].examples.map(({ text }) => text)).toEqual(['one', 'one', 'one', 'one', 'two'])
  })
})
