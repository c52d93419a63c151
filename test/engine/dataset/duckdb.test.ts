import { mkdtempSync, openAsBlob, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { readRecords } from '../../../engine/formats/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import type { ResolvedFormat } from '../../../spec/index.ts'
import { JSON_LINES, csv } from '../formats/record-list.ts'

const ZONE = 'America/New_York'
const ROWS = 20_000

let folder: string
let duckdb: DuckDBConnection
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-duckdb-'))
  const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' }
  duckdb = await (await DuckDBInstance.create(':memory:', options)).connect()
  // Values that try the readers: quotes, delimiters, line ends, empty text, other scripts, missing and extreme numbers.
  await duckdb.run(`
    SELECT setseed(0.42);
    CREATE TABLE data AS SELECT
      TIMESTAMP '2026-03-06 00:00:00' + to_seconds(floor(random() * 4 * 86400)) AS moment,
      list_extract(['us', 'u,k', 'd"e', 'f|r', 'line' || chr(10) || 'end', '', 'élan', '日本', '''q'''], 1 + floor(random() * 9)::INT) AS country,
      'device ' || floor(random() * 20)::INT AS device,
      CASE WHEN random() < 0.1 THEN NULL ELSE round(random() * 1000) END AS views,
      CASE WHEN random() < 0.1 THEN NULL ELSE random() * power(10, floor(random() * 12) - 4) END AS revenue,
      random() AS other
    FROM range(${ROWS})`)
  // The hour that the clock of New York jumps over and what falls into it are no common ground; it is tested in engine/time.
  await duckdb.run(`DELETE FROM data WHERE moment BETWEEN '2026-03-08 02:00:00' AND '2026-03-08 03:00:00'`)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

type Groups = Record<string, readonly (number | null)[]>

async function expected(): Promise<Groups> {
  const result = await duckdb.runAndReadAll(`
    SELECT epoch_ms(date_trunc('hour', timezone('${ZONE}', moment)))::DOUBLE, country, device,
      sum(views)::DOUBLE, avg(revenue)::DOUBLE, count(views)::DOUBLE, count(revenue)::DOUBLE
    FROM data WHERE country NOT IN ('us') GROUP BY ALL HAVING count(views) + count(revenue) > 0`)
  return Object.fromEntries(
    result
      .getRowsJS()
      .map(([hour, country, device, ...values]) => [
        `${hour} ${country} ${device}`,
        values.map((value) => (value === null ? null : Number(value))),
      ]),
  )
}

async function found(path: string, format: ResolvedFormat): Promise<Groups> {
  const kept = ['u,k', 'd"e', 'f|r', 'line\nend', '', 'élan', '日本', "'q'"]
  const sink = aggregateRecords({
    dataset: {
      timestamp: { column: 'moment', format: 'yyyy-MM-dd HH:mm:ss' },
      timezone: ZONE,
      measures: [
        { column: 'views', aggregation: 'SUM' },
        { column: 'revenue', aggregation: 'AVG' },
      ],
      dimensions: ['country', 'device'],
      filters: { country: kept },
    },
    grid: intervalGrid('PT1H', ZONE),
  })
  const blob = await openAsBlob(path)
  const open = (range = { start: 0, end: blob.size }) => blob.slice(range.start, range.end).stream()
  await readRecords({ name: path, size: blob.size, open }, format, sink)
  const { series, intervals, values, counts, report } = sink.finish({ files: 1, bytes: blob.size })
  expect(report.rejections).toEqual([])
  const groups: Record<string, readonly (number | null)[]> = {}
  for (const start of intervals) {
    const cells = values(start)!
    const behind = counts(start)!
    series.forEach((names, s) => {
      const [views, revenue] = behind.subarray(2 * s, 2 * s + 2)
      if (views + revenue === 0) return
      const shown = [...cells.subarray(2 * s, 2 * s + 2)].map((value) => (Number.isNaN(value) ? null : value))
      groups[`${start} ${names.join(' ')}`] = [...shown, views, revenue]
    })
  }
  return groups
}

/** Sums in another order differ in the last digits. */
function close(ours: number | null, theirs: number | null): boolean {
  return ours === null || theirs === null ? ours === theirs : Math.abs(ours - theirs) <= 1e-12 * Math.abs(theirs)
}

const TEXT = `SELECT strftime(moment, '%Y-%m-%d %H:%M:%S') AS moment, * EXCLUDE (moment) FROM data`

describe('the aggregate of a file', () => {
  it.each<[string, string, string, ResolvedFormat]>([
    ['CSV', TEXT, `FORMAT csv, HEADER, FORCE_QUOTE (country)`, csv()],
    [
      'CSV with pipes and single quotes',
      TEXT,
      `FORMAT csv, HEADER, DELIMITER '|', QUOTE '''', ESCAPE '''', FORCE_QUOTE (country)`,
      csv({ delimiter: '|', quote: "'" }),
    ],
    ['CSV with tabs, all quoted', TEXT, `FORMAT csv, HEADER, DELIMITER '\t', FORCE_QUOTE *`, csv({ delimiter: '\t' })],
    ['gzip CSV', TEXT, `FORMAT csv, HEADER, FORCE_QUOTE (country), COMPRESSION gzip`, csv()],
    ['JSON lines', TEXT, `FORMAT json`, JSON_LINES],
    ['Parquet with text', TEXT, `FORMAT parquet, ROW_GROUP_SIZE 3000`, { kind: 'parquet' }],
    [
      'Parquet with local timestamps, snappy',
      'FROM data',
      `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 3000`,
      { kind: 'parquet' },
    ],
    [
      'Parquet with moments, zstd',
      `SELECT timezone('${ZONE}', moment) AS moment, * EXCLUDE (moment) FROM data`,
      `FORMAT parquet, COMPRESSION zstd`,
      { kind: 'parquet' },
    ],
    [
      'Parquet with whole and decimal numbers, version 2',
      `SELECT * REPLACE (views::BIGINT AS views) FROM data`,
      `FORMAT parquet, PARQUET_VERSION v2`,
      { kind: 'parquet' },
    ],
  ])('is what DuckDB comes to: %s', async (_, query, options, format) => {
    const path = join(folder, 'data')
    await duckdb.run(`COPY (${query}) TO '${path}' (${options})`)
    const ours = await found(path, format)
    const theirs = await expected()
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(theirs).toSorted())
    expect(Object.keys(ours).length).toBeGreaterThan(5000)
    const different = Object.entries(theirs).filter(
      ([key, values]) => !values.every((value, i) => close(ours[key][i], value)),
    )
    expect(different).toEqual([])
  })

  it('is what DuckDB comes to for decimals, to the last digit', async () => {
    const path = join(folder, 'decimals')
    const query = `SELECT TIMESTAMP '2026-03-06 00:00:00' + to_hours(i) AS moment, 'x' AS country, 'y' AS device,
      (i / 100)::DECIMAL(9, 2) AS views, (i / 1000)::DECIMAL(38, 3) AS revenue FROM range(0, 3000) r(i)`
    await duckdb.run(`COPY (${query.replace("'x'", "'élan'")}) TO '${path}' (FORMAT parquet)`)
    const values = Object.values(await found(path, { kind: 'parquet' }))
    const wanted = new Set(
      Array.from({ length: 3000 }, (_, i) =>
        `${(i / 100).toFixed(2)} ${(i / 1000).toFixed(3)}`.split(' ').map(Number).join(' '),
      ),
    )
    // In the gap of spring two hours meet; every other hour has the numbers as they were written.
    const single = values.filter(([, , views]) => views === 1)
    expect(single.filter(([views, revenue]) => !wanted.has(`${views} ${revenue}`))).toEqual([])
    expect(single).toHaveLength(2998)
  })
})
