import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { runBacktest } from '../../engine/index.ts'
import { parseSpec, withDefaults, type DetectorSpec } from '../../spec/index.ts'
import { fakeIo } from './fake-io.ts'

const root = mkdtempSync(join(tmpdir(), 'crowsnest-'))
afterAll(() => rmSync(root, { recursive: true }))
let places = 0

/** A working directory with files. */
async function directory(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const base = join(root, String(places++))
  await mkdir(base)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(base, path)), { recursive: true })
    await writeFile(join(base, path), content)
  }
  return base
}

/** Runs `crowsnest init` and reads what it wrote. */
async function init(cwd: string, ...args: readonly string[]) {
  const io = fakeIo(undefined, cwd)
  const exit = await main(['init', ...args], io)
  const file = args.includes('--out') ? args[args.indexOf('--out') + 1] : 'detector.yaml'
  const text = await readFile(join(cwd, file), 'utf8').catch(() => '')
  return { exit, out: io.out(), err: io.err(), text, checked: parseSpec(text, file) }
}

const HOURS = 320

function isoHour(hour: number): string {
  return new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
}

/** Hourly records of two sites. */
function records(hour: number): readonly { at: string; site: string; views: number; latency: number }[] {
  const at = isoHour(hour).slice(0, 19).replace('T', ' ')
  const daily = Math.round(100 + 50 * Math.sin((hour / 24) * 2 * Math.PI))
  return ['a', 'b'].map((site, index) => ({ at, site, views: daily + index, latency: daily / 10 }))
}

function csvOf(hours: readonly number[]): string {
  const rows = hours.flatMap(records).map(({ at, site, views, latency }) => `${at};${site};${views};${latency}`)
  return ['at;site;views;latency', ...rows, ''].join('\n')
}

/** A record as a line of JSON. */
function line(hour: number, rest: object): string {
  return `${JSON.stringify({ at: isoHour(hour), ...rest })}\n`
}

const ALL_HOURS = Array.from({ length: HOURS }, (_, hour) => hour)

describe('crowsnest init', () => {
  it('writes a spec for a CSV file that passes the check and backtests', async () => {
    const cwd = await directory({ 'data/sales.csv': csvOf(ALL_HOURS) })
    const { exit, out, err, checked } = await init(cwd, 'data/sales.csv')
    expect({ exit, err, findings: checked.findings }).toEqual({ exit: 0, err: '', findings: [] })
    expect(checked.spec).toEqual({
      detector: 'sales',
      interval: 'PT1H',
      dataset: {
        source: { folder: { historical: './data/sales.csv', format: { csv: { delimiter: ';' } } } },
        timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
        timezone: 'UTC',
        measures: [
          { column: 'views', aggregation: 'SUM' },
          { column: 'latency', aggregation: 'AVG' },
        ],
        dimensions: ['site'],
      },
    } satisfies DetectorSpec)
    expect(out).toContain('Next: crowsnest backtest detector.yaml')
    const { report } = await runBacktest(withDefaults(checked.spec!), { baseDir: cwd })
    expect(report).toMatchObject({ read: 2 * HOURS, used: 2 * HOURS, rejected: 0 })
  })

  it('finds the path template of dated folders, and a backtest finds their history', async () => {
    const files = ALL_HOURS.map((hour) => {
      const [day, time] = [isoHour(hour).slice(0, 10).replaceAll('-', ''), isoHour(hour).slice(11, 13)]
      const lines = records(hour).map((record) => JSON.stringify({ ...record, at: isoHour(hour) }))
      return [`live/${day}/${time}00/part-0.jsonl.gz`, gzipSync(`${lines.join('\n')}\n`)]
    })
    const cwd = await directory({ ...Object.fromEntries(files), 'live/_SUCCESS': '' })
    const { exit, checked, text } = await init(cwd, './live/', '--out', 'specs/live.yaml', '--name', 'sites')
    expect({ exit, findings: checked.findings }).toEqual({ exit: 0, findings: [] })
    expect(checked.spec).toMatchObject({
      detector: 'sites',
      interval: 'PT1H',
      dataset: {
        source: { folder: { continuous: '../live/{{yyyyMMdd}}/{{HHmm}}', format: { jsonLines: {} } } },
        timestamp: { column: 'at', format: 'yyyy-MM-ddTHH:mm:ss.SSSXXX' },
      },
    })
    expect(text).toContain('# check: ../live/{{yyyyMMdd}}/{{HHmm}}, because the names of 320 files follow it')
    const { report } = await runBacktest(withDefaults(checked.spec!), { baseDir: join(cwd, 'specs') })
    expect(report).toMatchObject({ files: HOURS, used: 2 * HOURS })
  })

  it('takes the files beside dated folders for history', async () => {
    const cwd = await directory({
      'data/past/2025.csv': csvOf(ALL_HOURS),
      'data/live/20260101/0000/a.csv': csvOf([0]),
      'data/live/20260101/0100/a.csv': csvOf([1]),
    })
    const { checked } = await init(cwd, 'data')
    expect(checked.spec?.dataset.source).toMatchObject({
      folder: { continuous: './data/live/{{yyyyMMdd}}/{{HHmm}}', historical: './data/past/' },
    })
  })

  it('understands Parquet, and a backtest reads it', async () => {
    const cwd = await directory({})
    const connection = await (await DuckDBInstance.create()).connect()
    await connection.run(`COPY (
      SELECT TIMESTAMP '2026-01-01' + INTERVAL (hour) HOUR AS at, site, CAST(hour % 24 AS BIGINT) AS orders, 0.5 AS load
      FROM range(${HOURS}) AS hours(hour), (VALUES ('a'), ('b')) AS sites(site) ORDER BY hour
    ) TO '${join(cwd, 'data.parquet')}' (FORMAT parquet, COMPRESSION zstd)`)
    connection.closeSync()
    const { checked, out } = await init(cwd, 'data.parquet')
    expect(checked).toMatchObject({
      findings: [],
      spec: {
        interval: 'PT1H',
        dataset: {
          source: { folder: { historical: './data.parquet', format: { parquet: {} } } },
          timestamp: { column: 'at' },
          measures: [
            { column: 'orders', aggregation: 'SUM' },
            { column: 'load', aggregation: 'AVG' },
          ],
          dimensions: ['site'],
        },
      },
    })
    expect(out).toContain('the file says that these are times')
    const { report } = await runBacktest(withDefaults(checked.spec!), { baseDir: cwd })
    expect(report).toMatchObject({ used: 2 * HOURS, rejected: 0 })
  })

  it('knows every member of JSON objects that lack some', async () => {
    const cwd = await directory({
      'data/1.jsonl': line(0, { views: 1 }) + line(1, { views: 3 }),
      'data/2.jsonl': line(2, { clicks: 4, views: 8 }) + line(3, { clicks: 2 }),
    })
    const { checked } = await init(cwd, 'data')
    expect(checked.spec?.dataset.measures.map(({ column }) => column)).toEqual(['views', 'clicks'])
  })

  it('comments on what it is not sure of', async () => {
    const days = Array.from({ length: 12 }, (_, index) => `0${index + 1}`.slice(-2))
    const cwd = await directory({ 'days.csv': `day,x\n${days.map((day) => `02/${day}/2026,${day}.5`).join('\n')}\n` })
    const { text, out, checked } = await init(cwd, 'days.csv')
    expect(checked.findings).toEqual([])
    expect(text).toMatch(/# check: day as MM\/dd\/yyyy, because .* but so does dd\/MM\/yyyy/)
    expect(text).toMatch(/# check: UTC, because the times do not say their zone/)
    expect(out).toMatch(/\? +timestamp/)
  })

  it('never overwrites a spec without being told', async () => {
    const cwd = await directory({ 'a.csv': csvOf(ALL_HOURS), 'detector.yaml': 'mine' })
    const kept = await init(cwd, 'a.csv')
    expect([kept.exit, kept.text]).toEqual([2, 'mine'])
    expect(kept.err).toContain('[SPEC_EXISTS]')
    const forced = await init(cwd, 'a.csv', '--force')
    expect([forced.exit, forced.checked.findings]).toEqual([0, []])
  })

  it('prints what it decided as JSON', async () => {
    const cwd = await directory({ 'a.csv': csvOf(ALL_HOURS) })
    const { out, checked } = await init(cwd, 'a.csv', '--json')
    expect(JSON.parse(out)).toMatchObject({ file: 'detector.yaml', detector: checked.spec, records: 2 * HOURS })
  })

  it.each([
    { what: 'nothing', file: 'gone.csv', content: '', code: 'NOTHING_AT_PATH' },
    { what: 'an empty file', file: 'a.csv', content: '', code: 'NO_DATA' },
    { what: 'a header alone', file: 'a.csv', content: 'a,b\n', code: 'NO_RECORDS' },
    { what: 'no times', file: 'a.csv', content: 'a,b\nx,1\ny,2\n', code: 'NO_TIMESTAMP' },
    { what: 'no numbers', file: 'a.csv', content: 'a,b\n2026-01-01,x\n2026-01-02,y\n', code: 'NO_MEASURE' },
  ])('says $code for $what and writes nothing', async ({ file, content, code }) => {
    const cwd = await directory({ 'a.csv': content })
    const { exit, err, text } = await init(cwd, file)
    expect([exit, text]).toEqual([2, ''])
    expect(err).toContain(`[${code}]`)
  })
})
