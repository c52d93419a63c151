import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../../engine/dataset/index.ts'
import { openSource } from '../../../engine/sources/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { DEFAULT_QUOTAS, withDefaults, type DatasetSpec } from '../../../spec/index.ts'

const baseDir = mkdtempSync(join(tmpdir(), 'crowsnest-'))
afterAll(() => rmSync(baseDir, { recursive: true }))

const NEW_YEAR = Date.parse('2026-01-01T05:00:00Z')

/** Reads what a dataset has and adds it up. */
function read(source: DatasetSpec['source'], window?: { start: number; end: number }) {
  const { dataset } = withDefaults({
    detector: 'test',
    interval: 'PT1H',
    dataset: {
      source,
      timezone: 'America/New_York',
      timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
      dimensions: ['site'],
    },
  })
  const grid = intervalGrid('PT1H', dataset.timezone)
  const sink = aggregateRecords({ dataset, grid, ...(window === undefined ? {} : { window }) })
  const opened = openSource(dataset, { baseDir, grid, quotas: DEFAULT_QUOTAS.PT1H })
  const reading = window === undefined ? opened.readHistory(null, sink) : opened.readInterval(window, sink)
  return reading.then((report) => sink.finish(report))
}

describe('openSource', () => {
  it('brings the records of CSV and JSON lines files in a folder to sums per metric and interval', async () => {
    await mkdir(join(baseDir, 'live/20260101/0000'), { recursive: true })
    const csv = 'at,site,views\n2026-01-01 00:10:00,a,1\n2026-01-01 00:59:59,a,2\n2026-01-01 01:00:00,a,4\n'
    await writeFile(join(baseDir, 'live/20260101/0000/1.csv'), csv)
    await writeFile(join(baseDir, 'live/20260101/0000/2.csv.gz'), gzipSync(csv))
    const window = { start: NEW_YEAR, end: NEW_YEAR + 3_600_000 }
    const live = './live/{{yyyyMMdd}}/{{HHmm}}'
    const hour = await read({ folder: { continuous: live, format: { csv: {} } } }, window)
    expect(hour.report).toMatchObject({ files: 2, read: 6, used: 4, outside: 2, rejected: 0 })
    expect(Array.from(hour.values(NEW_YEAR)!)).toEqual([6])

    await writeFile(join(baseDir, 'past.jsonl'), '{"at":"2026-01-01 00:10:00","site":"a","views":7}\n')
    const past = await read({ folder: { historical: 'past.jsonl', format: { jsonLines: {} } } })
    expect(Array.from(past.values(NEW_YEAR)!)).toEqual([7])
  })

  it('says what is wrong with a file with its name as the spec would write it', async () => {
    await writeFile(join(baseDir, 'cut.csv.gz'), gzipSync('at,site,views\n').subarray(0, 20))
    await expect(read({ folder: { historical: 'cut.csv.gz', format: { csv: {} } } })).rejects.toThrow(
      /^\.\/cut\.csv\.gz: .*\[GZIP_TRUNCATED\]$/,
    )
  })
})
