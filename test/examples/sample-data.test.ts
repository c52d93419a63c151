import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../examples/random.ts'
import { makeSample, SAMPLE_DAYS } from '../../examples/sample-data.ts'
import { SAMPLE_EVENTS } from '../../examples/sample-events.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 2, 2)
const sample = makeSample()
const [header, ...lines] = sample.history.trim().split('\n')
const records = lines.map((line) => {
  const [time = '', platform = '', country = '', orders, revenue, latency] = line.split(',')
  const hour = (Date.parse(`${time.replace(' ', 'T')}Z`) - START) / HOUR
  return { hour, platform, country, orders: Number(orders), revenue: Number(revenue), latency: Number(latency) }
})

describe('makeSample', () => {
  it('makes the same bytes everywhere', () => {
    // Changes only with the generator; then the figures in docs/sample-data.md are made again, too.
    expect(createHash('sha256').update(JSON.stringify(sample)).digest('hex')).toBe(
      '2345e3381aac89a43776f526ba84d045574b02e480b24c59768da1237743073b',
    )
    expect(makeSample(1).history).not.toBe(sample.history)
    expect(makeSample(1).labels).toBe(sample.labels)
  })

  it('covers 100 days hour by hour, the records in order and each metric once an hour', () => {
    expect(header).toBe('timestamp,platform,country,orders,revenue,latency')
    expect(records.every(({ hour }, i) => i === 0 || hour >= records[i - 1]!.hour)).toBe(true)
    expect(new Set(records.map(({ hour, platform, country }) => `${hour} ${platform} ${country}`)).size).toBe(
      records.length,
    )
    expect(records.at(-1)!.hour).toBe(SAMPLE_DAYS.history * 24 - 1)
    expect(
      records.every(
        ({ orders, revenue, latency }) => Number.isInteger(orders) && orders >= 0 && revenue >= 0 && latency > 0,
      ),
    ).toBe(true)
  })

  it('goes on after the history, a file an hour', () => {
    const files = Object.entries(sample.live)
    expect(files).toHaveLength(48)
    expect([files[0]![0], files.at(-1)![0]]).toEqual(['20260610/0000.csv', '20260611/2300.csv'])
    for (const [path, csv] of files) {
      const [first, ...rest] = csv.trim().split('\n')
      expect(first).toBe(header)
      const time = `${path.slice(0, 4)}-${path.slice(4, 6)}-${path.slice(6, 8)} ${path.slice(9, 11)}:00:00`
      expect(rest.length).toBeGreaterThanOrEqual(15)
      expect(rest.every((line) => line.startsWith(time))).toBe(true)
    }
  })

  it('has gaps in all series and in one, and kiosks that mostly sell nothing', () => {
    const hours = new Set(records.map(({ hour }) => hour))
    expect(SAMPLE_DAYS.history * 24 - hours.size).toBe(4)
    const iosInBrazil = records.filter(({ platform, country }) => platform === 'ios' && country === 'br')
    expect(SAMPLE_DAYS.history * 24 - iosInBrazil.length).toBe(14)
    const kiosks = records.filter(({ platform, country }) => platform === 'kiosk' && country === 'br')
    expect(kiosks.length).toBeGreaterThan(200)
    expect(kiosks.length).toBeLessThan(SAMPLE_DAYS.history * 24 * 0.5)
  })

  it('has a daily and a weekly rhythm and grows', () => {
    const calm = records.filter(
      ({ platform, country, hour }) => platform === 'web' && country === 'jp' && hour < 40 * 24,
    )
    const mean = (keep: (hour: number) => boolean) => {
      const values = calm.filter(({ hour }) => keep(hour)).map(({ orders }) => orders)
      return values.reduce((sum, each) => sum + each, 0) / values.length
    }
    // 20:00 in Tokyo is 11:00 UTC, 03:00 is 18:00 UTC.
    expect(mean((hour) => hour % 24 === 11) / mean((hour) => hour % 24 === 18)).toBeGreaterThan(8)
    expect(mean((hour) => dayInTokyo(hour) === 5) / mean((hour) => dayInTokyo(hour) === 1)).toBeGreaterThan(1.15)
    expect(mean((hour) => hour >= 26 * 24) / mean((hour) => hour < 14 * 24)).toBeGreaterThan(1.02)
  })

  it('counts like shops count: the noise of an hour is near the square root of its mean', () => {
    // Orders of one clock hour and weekday over the calm weeks, without their trend: variance / mean of a Poisson is 1.
    const ratios = [2, 9, 17].map((clock) => {
      const values = records
        .filter(({ platform, country, hour }) => platform === 'ios' && country === 'br' && hour % 168 === clock)
        .map(({ orders }) => orders)
        .slice(0, 10)
      const mean = values.reduce((sum, each) => sum + each, 0) / values.length
      return values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1) / mean
    })
    for (const ratio of ratios) {
      expect(ratio).toBeGreaterThan(0.2)
      expect(ratio).toBeLessThan(5)
    }
  })

  it.each(SAMPLE_EVENTS.filter(({ end }) => end < SAMPLE_DAYS.history * 24))(
    '$name ($kind) changes what its label says',
    ({ start, end, slice, effects }) => {
      for (const [measure, effect] of Object.entries(effects)) {
        const inside = average(measure, slice, (hour) => hour >= start && hour <= end)
        const before = average(measure, slice, (hour) =>
          [1, 2].some((week) => hour >= start - 168 * week && hour <= end - 168 * week),
        )
        if (effect === 'flat') continue
        if (effect === 'silent') {
          // The mean of no records; there were some at the same hours of the weeks before.
          expect(inside).toBeNaN()
          expect(before).toBeGreaterThan(0)
          continue
        }
        expect(inside / before).toBeGreaterThanOrEqual(effect * 0.8)
        expect(inside / before).toBeLessThan(effect * 1.2 + 0.02)
      }
    },
  )

  it('labels every kind of event, most of them in the newest 30 %, on single metrics and on slices', () => {
    const tested = SAMPLE_EVENTS.filter(({ start }) => start >= SAMPLE_DAYS.history * 24 * 0.7)
    expect(tested.length / SAMPLE_EVENTS.length).toBeGreaterThan(0.8)
    expect(new Set(tested.map(({ kind }) => kind))).toEqual(
      new Set(['spike', 'drop', 'level shift', 'lost seasonality', 'outage', 'silence', 'holiday']),
    )
    expect(new Set(tested.map(({ slice }) => Object.keys(slice).length))).toEqual(new Set([0, 1, 2]))
    expect(sample.labels.trim().split('\n')).toHaveLength(
      1 + SAMPLE_EVENTS.reduce((sum, { effects }) => sum + Object.keys(effects).length, 0),
    )
  })
})

describe('seededRandom', () => {
  it('has the means and spreads that it promises', () => {
    const random = seededRandom(7)
    expect(moments(random.uniform).mean).toBeCloseTo(0.5, 1)
    expect(moments(random.normal).mean).toBeCloseTo(0, 1)
    expect(moments(random.normal).variance).toBeCloseTo(1, 1)
    for (const mean of [0, 0.3, 4, 80]) {
      const drawn = moments(() => random.poisson(mean))
      expect(Math.abs(drawn.mean - mean)).toBeLessThan(0.05 * Math.max(1, mean))
      expect(Math.abs(drawn.variance - mean)).toBeLessThan(0.06 * Math.max(1, mean))
    }
  })
})

function average(measure: string, slice: Readonly<Record<string, string>>, keep: (hour: number) => boolean): number {
  const values = records
    .filter((record) => keep(record.hour) && record.platform !== 'kiosk')
    .filter((record) =>
      Object.entries(slice).every(([name, value]) => record[name as 'platform' | 'country'] === value),
    )
    .map((record) => record[measure as 'orders' | 'revenue' | 'latency'])
  return values.reduce((sum, each) => sum + each, 0) / values.length
}

function dayInTokyo(hour: number): number {
  return Math.floor((hour + 9) / 24) % 7
}

function moments(draw: () => number): { readonly mean: number; readonly variance: number } {
  const values = Array.from({ length: 20_000 }, draw)
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length
  return { mean, variance: values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length }
}
