import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDetector } from '../../../engine/run/index.ts'
import { checkSpec, withDefaults, type DetectorSpec } from '../../../spec/index.ts'

const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 5, 1)
/** 400 hours of local time in Berlin, two hours ahead of UTC in summer. */
const HOURS = Array.from({ length: 400 }, (_, hour) => BEGIN + hour * HOUR)

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-until-'))
afterAll(() => rmSync(folder, { recursive: true }))
const line = (local: number): string => `${new Date(local).toISOString().slice(0, 19).replace('T', ' ')},1\n`
writeFileSync(join(folder, 'past.csv'), `at,views\n${HOURS.map(line).join('')}`)
for (const local of HOURS) {
  const name = new Date(local).toISOString().slice(0, 13).replaceAll(/[-T]/g, '')
  mkdirSync(join(folder, 'live', name), { recursive: true })
  writeFileSync(join(folder, 'live', name, 'a.csv'), `at,views\n${line(local)}`)
}

function detector(source: object) {
  const spec: DetectorSpec = {
    detector: 'views',
    interval: 'PT1H',
    dataset: {
      source: { folder: { format: { csv: {} }, ...source } },
      timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
      timezone: 'Europe/Berlin',
      measures: [{ column: 'views', aggregation: 'SUM' }],
    },
  }
  expect(checkSpec(spec).findings).toEqual([])
  return withDefaults(spec)
}

async function backtestData(source: object, most: number, now?: number) {
  const runtime = openDetector(detector(source), { baseDir: folder, ...(now !== undefined && { now: () => now }) })
  const { intervals, report } = await runtime.readHistory(null, most)
  const local = intervals.map((start) => new Date(start + 2 * HOUR).toISOString().slice(0, 13))
  return { first: local[0], last: local.at(-1), count: local.length, outside: report.outside }
}

const LIVE = './live/{{yyyyMMddHH}}/'

describe('the data of a backtest', () => {
  it('ends before `until`, in the time zone of the dataset', async () => {
    expect(await backtestData({ historical: './past.csv', until: '2026-06-11' }, 3000)).toEqual({
      first: '2026-06-01T00',
      last: '2026-06-10T23',
      count: 240,
      outside: 160,
    })
    expect(await backtestData({ historical: './past.csv', until: '2026-06-11T12:00' }, 3000)).toMatchObject({
      last: '2026-06-11T11',
    })
  })

  it('is that of continuous files too, so many intervals before its end', async () => {
    const source = { continuous: LIVE, backtest: true, until: '2026-06-11' }
    expect(await backtestData(source, 100)).toEqual({
      first: '2026-06-06T20',
      last: '2026-06-10T23',
      count: 100,
      outside: 0,
    })
  })

  it('is all that is there where files have no end', async () => {
    expect(await backtestData({ continuous: LIVE, backtest: true }, 3000)).toMatchObject({ count: 400 })
  })
})

describe('a detector with `backtest: true`', () => {
  it('watches nothing', () => {
    const { dataset } = detector({ continuous: LIVE, backtest: true })
    expect(dataset.source.backtest).toBe(true)
    expect(detector({ continuous: LIVE }).dataset.source.backtest).toBe(false)
    expect(detector({ historical: './past.csv' }).dataset.source.backtest).toBe(true)
  })
})
