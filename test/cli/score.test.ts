import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { fakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-score-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 5)

/** Hourly records of two series; the second one comes after a week. In any order of time. */
function records(hours: number): string[] {
  let seed = 1
  const noise = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  return Array.from({ length: hours }, (_, k) => {
    const time = new Date(START + k * HOUR).toISOString().slice(0, 19).replace('T', ' ')
    const value = 100 + 30 * Math.sin((k * Math.PI) / 12) + 5 * noise()
    const spike = k === 450 ? 200 : 0
    return [
      `${time},us,${(value + spike).toFixed(3)},1`,
      ...(k < 168 ? [] : [`${time},"d,e",${(2 * value).toFixed(3)},3`]),
    ]
  })
    .flat()
    .toReversed()
}

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
}

async function score(file: string, out: string, ...more: string[]): Promise<string[][]> {
  const io = fakeIo(undefined, folder)
  const args = ['score', file, '--timestamp', 'time', '--interval', 'PT1H', '--out', out, ...more]
  expect(await main(args, io), io.err()).toBe(0)
  const text = readFileSync(join(folder, out), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace('"d,e"', 'd;e').split(','))
}

const BOTH = ['--measure', 'revenue', '--measure', 'views:AVG', '--dimension', 'country']

describe('crowsnest score', () => {
  it('writes a row for each metric and interval with data, by time, empty while learning', async () => {
    write('shop.csv', ['time,country,revenue,views', ...records(500)])
    const [head, ...rows] = await score('shop.csv', 'shop-scored.csv', ...BOTH)
    expect(head.join(',')).toBe('timestamp,country,measure,value,expected,lower,upper,score,severity')
    expect(rows).toHaveLength(2 * (500 + 332))
    expect(rows.map(([time]) => time)).toEqual(rows.map(([time]) => time).toSorted())
    expect(rows[0].slice(0, 3)).toEqual(['2026-01-05T00:00:00+00:00', 'us', 'revenue'])

    const us = rows.filter(([, country, measure]) => country === 'us' && measure === 'revenue')
    expect(us.slice(0, 300).every((row) => row.slice(4).join('') === '')).toBe(true)
    expect(
      us.slice(300).every((row) => row.slice(4).every((number) => Number.isFinite(Number(number)) && number !== '')),
    ).toBe(true)
    expect(Number(us[450][8])).toBeGreaterThanOrEqual(70)
    expect(Number(us[450][3])).toBeGreaterThan(Number(us[450][6]))
    // A series is learning until it has had 300 values of its own.
    const de = rows.filter(([, country, measure]) => country === 'd;e' && measure === 'views')
    expect([de[299][7], de[300][7] === '']).toEqual(['', false])
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('never changes the score of a point when later rows are removed', async () => {
    write('whole.csv', ['time,country,revenue,views', ...records(520)])
    const whole = await score('whole.csv', 'whole-scored.csv', ...BOTH)
    for (const hours of [100, 301, 469]) {
      write('part.csv', ['time,country,revenue,views', ...records(hours)])
      const part = await score('part.csv', 'part-scored.csv', ...BOTH)
      expect(part).toEqual(whole.slice(0, part.length))
    }
  })

  it('says with --parts what each expected value is made of, of which the daily part shows the daily pattern', async () => {
    write('parts.csv', ['time,country,revenue,views', ...records(500)])
    const plain = await score('parts.csv', 'parts-scored.csv', ...BOTH)
    const [head, ...rows] = await score('parts.csv', 'parts-scored.csv', ...BOTH, '--parts')
    expect(head.slice(9)).toEqual(['level', 'season', 'long', 'memory'])
    expect([head, ...rows].map((row) => row.slice(0, 9))).toEqual(plain)
    for (const row of rows) {
      const parts = row.slice(9)
      if (row[4] === '') expect(parts).toEqual(['', '', '', ''])
      else expect(parts.map(Number).reduce((sum, part) => sum + part, 0)).toBeCloseTo(Number(row[4]), 9)
    }
    // 100 + 30 sin, with noise of 2.5 on average above that.
    const us = rows.filter(([, country, measure]) => country === 'us' && measure === 'revenue').slice(300, 444)
    us.forEach(([, , , , , , , , , level, season], k) => {
      expect(Math.abs(Number(level) - 102.5)).toBeLessThan(5)
      expect(Math.abs(Number(season) - 30 * Math.sin(((300 + k) * Math.PI) / 12))).toBeLessThan(6)
    })
  })

  it('adds up or averages the records of an interval', async () => {
    write('two.csv', ['time;n', '2026-01-05T00:10:00Z;1', '2026-01-05T00:50:00Z;3'])
    expect((await score('two.csv', 'two-scored.csv', '--measure', 'n'))[1][2]).toBe('4')
    expect((await score('two.csv', 'two-scored.csv', '--measure', 'n:avg'))[1][2]).toBe('2')
  })

  it.each([
    { what: 'UNIX seconds', first: '1767571200', more: [] },
    { what: 'UNIX milliseconds', first: '1767571200000', more: [] },
    { what: 'dates with an offset', first: '2026-01-05T01:00:00+01:00', more: [] },
    { what: 'a format that is given', first: '05.01.26 00h', more: ['--timestamp-format', "dd.MM.yy HH'h'"] },
  ])('reads $what', async ({ first, more }) => {
    write('times.csv', ['time,n', `${first},1`])
    expect((await score('times.csv', 'times-scored.csv', '--measure', 'n', ...more))[1][0]).toBe(
      '2026-01-05T00:00:00+00:00',
    )
  })

  it('puts days where the time zone has them', async () => {
    write('days.csv', ['time,n', '2026-01-05 23:30:00,1', '2026-01-06 00:30:00,1'])
    const options = ['--measure', 'n', '--timezone', 'America/New_York', '--interval', 'P1D']
    const io = fakeIo(undefined, folder)
    const args = ['score', 'days.csv', '--timestamp', 'time', '--out', 'days-scored.csv', ...options]
    expect(await main(args, io), io.err()).toBe(0)
    const rows = readFileSync(join(folder, 'days-scored.csv'), 'utf8').trim().split('\n').slice(1)
    expect(rows.map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      '2026-01-05T00:00:00-05:00 n 1',
      '2026-01-06T00:00:00-05:00 n 1',
    ])
  })

  it('says as JSON what was scored and what was rejected', async () => {
    write('bad.csv', ['time,n', '2026-01-05 00:00:00,1', '2026-01-05 01:00:00,many', '2026-01-05 02:00:00,2'])
    const io = fakeIo(undefined, folder)
    const args = [
      'score',
      'bad.csv',
      '--timestamp',
      'time',
      '--measure',
      'n',
      '--interval',
      'PT1H',
      '--out',
      'bad-scored.csv',
    ]
    expect(await main([...args, '--json'], io), io.err()).toBe(0)
    expect(JSON.parse(io.out())).toMatchObject({
      metrics: 1,
      intervals: 2,
      points: 2,
      learning: 2,
      report: { read: 3, used: 2, rejected: 1, rejections: [{ reason: 'MEASURE_NOT_A_NUMBER', count: 1 }] },
    })
  })

  it.each([
    { what: 'an unknown interval', change: { '--interval': 'PT7M' }, code: 'PT5M, PT10M, PT1H, P1D' },
    {
      what: 'a column without times',
      change: { '--timestamp': 'n', '--measure': 'time' },
      code: 'reads the times in the column "n", which begins with "1".',
    },
    {
      what: 'a column of times that is not there',
      change: { '--timestamp': 'tine' },
      code: 'one.csv: The column "tine" is not there. Did you mean "time"? The file has "time", "n". [COLUMN_MISSING]',
    },
    {
      what: 'another delimiter and no format of times',
      change: { '--delimiter': ';' },
      code: 'with another --delimiter than the one that was found, times are not looked for',
    },
    { what: 'a column that is not there', change: { '--measure': 'm' }, code: 'COLUMN_MISSING' },
    {
      what: 'an aggregation that there is not',
      change: { '--measure': 'n:MEDIAN' },
      code:
        '--measure "n:MEDIAN": one.csv has no column "n:MEDIAN". If its column "n" is meant, "MEDIAN" is not an aggregation: ' +
        'there are n:SUM and n:AVG.',
    },
    { what: 'a column with a colon that is not there', change: { '--measure': 'm:MEDIAN' }, code: 'COLUMN_MISSING' },
    { what: 'a delimiter of two characters', change: { '--delimiter': ';;' }, code: 'one character' },
    { what: 'a file that is not there', change: {}, file: 'none.csv', code: 'NOTHING_AT_PATH' },
    { what: 'a relative path', change: {}, file: 'none.csv', code: 'relative paths start where the command is run' },
    {
      what: 'times as a dimension',
      change: { '--dimension': 'time' },
      code: '"time": the column is already the timestamp',
    },
    {
      what: 'a measure as a dimension',
      change: { '--dimension': 'n' },
      code: '"n": the column is already the measure',
    },
  ])('could not run for $what, and leaves nothing behind', async ({ change, file = 'one.csv', code }) => {
    write('one.csv', ['time,n', '2026-01-05 00:00:00,1'])
    const options = {
      '--timestamp': 'time',
      '--measure': 'n',
      '--interval': 'PT1H',
      '--out': 'none-scored.csv',
      ...change,
    }
    const io = fakeIo(undefined, folder)
    expect(await main(['score', file, ...Object.entries(options).flat()], io)).toBe(2)
    expect(io.err()).toContain(code)
    expect(readdirSync(folder).filter((name) => name.startsWith('none-scored'))).toEqual([])
  })

  it('adds up both passes of an hour that a local clock shows twice, in the first', async () => {
    const hours = ['01', '02', '02', '03'].map((hour) => `2026-10-25 ${hour}:30:00,1`)
    write('autumn.csv', ['time,n', ...hours])
    const io = fakeIo(undefined, folder)
    const options = ['--timestamp', 'time', '--measure', 'n', '--interval', 'PT1H', '--timezone', 'Europe/Berlin']
    expect(await main(['score', 'autumn.csv', ...options, '--out', 'autumn-scored.csv'], io), io.err()).toBe(0)
    const scored = readFileSync(join(folder, 'autumn-scored.csv'), 'utf8').trim().split('\n')
    expect(scored.slice(1).map((line) => line.split(',', 3))).toEqual([
      ['2026-10-25T01:00:00+02:00', 'n', '1'],
      ['2026-10-25T02:00:00+02:00', 'n', '2'],
      ['2026-10-25T03:00:00+01:00', 'n', '1'],
    ])
  })

  it('says where records stand that could not be used, and which measure has no value at all', async () => {
    write('poor.csv', ['time,n,m', '2026-01-05 00:00:00,1,', '2026-01-05 01:00:00,many,', '2026-01-05 02:00:00,2,'])
    const io = fakeIo(undefined, folder)
    const options = ['--timestamp', 'time', '--measure', 'n', '--measure', 'm', '--interval', 'PT1H']
    expect(await main(['score', 'poor.csv', ...options, '--out', 'poor-scored.csv'], io), io.err()).toBe(0)
    expect(io.err().split('\n')).toEqual([
      '2 points of 2 metrics in 2 intervals, 2 while learning.',
      '1 of 3 records rejected:',
      '  1 MEASURE_NOT_A_NUMBER, first in ./poor.csv:3 "many"',
      'No record has a value of m: check the names of the columns.',
      'Scores: poor-scored.csv',
      '',
    ])
  })

  it('says where the first record stands when none could be used', async () => {
    write('commas.csv', ['time;n', '2026-01-05 00:00:00;1,5', '2026-01-05 01:00:00;2,5'])
    const io = fakeIo(undefined, folder)
    const options = ['--timestamp', 'time', '--measure', 'n', '--interval', 'PT1H', '--out', 'commas-scored.csv']
    expect(await main(['score', 'commas.csv', ...options], io)).toBe(2)
    expect(io.err()).toContain(
      'None of the 2 records in the historical data could be used (2 MEASURE_NOT_A_NUMBER, first in ./commas.csv:2, column "n"). ' +
        'Check what stands there, ',
    )
  })

  it('refuses two measures of one column, which would have one name', async () => {
    write('one.csv', ['time,n', '2026-01-05 00:00:00,1'])
    const io = fakeIo(undefined, folder)
    const measures = ['--measure', 'n', '--measure', 'n:AVG']
    const args = ['score', 'one.csv', '--timestamp', 'time', ...measures, '--interval', 'PT1H', '--out', 'n-scored.csv']
    expect(await main(args, io)).toBe(2)
    expect(io.err()).toContain('--measure "n": the column is already a measure. A column has one role')
  })

  it.each([
    { what: 'itself', file: 'data.csv', out: 'data.csv' },
    { what: 'itself by another path', file: './data.csv', out: '../data/data.csv' },
    { what: 'itself by a file URL', file: new URL('data/data.csv', `file://${folder}/`).href, out: 'data.csv' },
    { what: 'a symbolic link to it', file: 'data.csv', out: '../link.csv' },
    { what: 'what a symbolic link leads to', file: '../link.csv', out: 'data.csv' },
    { what: 'a hard link to it', file: 'data.csv', out: '../hard.csv' },
    { what: 'what is written until it is whole', file: '../early.csv.part', out: '../early.csv' },
    { what: 'a file of the folder that is read', file: '.', out: 'data.csv' },
    { what: 'a new file in the folder that is read', file: '../data', out: 'new/../new.csv' },
  ])('does not write over its data: $what', async ({ file, out }) => {
    const data = join(folder, 'data')
    const content = 'time,n\n2026-01-05 00:00:00,1\n'
    rmSync(data, { recursive: true, force: true })
    mkdirSync(data)
    writeFileSync(join(data, 'data.csv'), content)
    writeFileSync(join(folder, 'early.csv.part'), content)
    for (const name of ['link.csv', 'hard.csv']) rmSync(join(folder, name), { force: true })
    symlinkSync(join(data, 'data.csv'), join(folder, 'link.csv'))
    linkSync(join(data, 'data.csv'), join(folder, 'hard.csv'))
    const io = fakeIo(undefined, data)
    const options = ['--timestamp', 'time', '--measure', 'n', '--interval', 'PT1H']
    expect(await main(['score', file, ...options, '--out', out], io)).toBe(2)
    expect(io.err()).toContain(`--out "${out}" would write over the data in ${file}, or among it.`)
    expect(readFileSync(join(data, 'data.csv'), 'utf8')).toBe(content)
    expect(readFileSync(join(folder, 'early.csv.part'), 'utf8')).toBe(content)
    expect(readdirSync(data)).toEqual(['data.csv'])
  })

  it('replaces older scores, and writes beside its data', async () => {
    write('again.csv', ['time,n', '2026-01-05 00:00:00,1'])
    const first = await score('again.csv', 'again-scored.csv', '--measure', 'n')
    expect(await score('again.csv', 'again-scored.csv', '--measure', 'n')).toEqual(first)
  })
})
