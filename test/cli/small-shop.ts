import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HOUR = 3_600_000
/** Monday 1 June 2026, 00:00 UTC. */
export const SHOP_START = Date.UTC(2026, 5, 1)
export const SHOP_HOURS = 480

/**
 * A folder with a spec `shop.yaml`, 480 hours of history with an outage at hour 400 to 402 in one country, a record that
 * cannot be used, and 4 hours of continuous data.
 */
export function smallShop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-shop-'))
  const history = ['timestamp,country,orders', '2026-06-01 00:30:00,us,many']
  for (let hour = 0; hour < SHOP_HOURS; hour++) history.push(...records(hour))
  writeFileSync(join(folder, 'shop.csv'), `${history.join('\n')}\n`)
  for (let hour = SHOP_HOURS; hour < SHOP_HOURS + 4; hour++) {
    const time = timeText(hour)
    const day = join(folder, 'live', time.slice(0, 10).replaceAll('-', ''))
    mkdirSync(day, { recursive: true })
    writeFileSync(
      join(day, `${time.slice(11, 13)}00.csv`),
      ['timestamp,country,orders', ...records(hour), ''].join('\n'),
    )
  }
  writeFileSync(
    join(folder, 'shop.yaml'),
    `detector: shop
interval: PT1H
dataset:
  source:
    folder:
      historical: shop.csv
      continuous: live/{{yyyyMMdd}}/{{HHmm}}.csv
      format: { csv: {} }
  timestamp: { column: timestamp, format: yyyy-MM-dd HH:mm:ss }
  timezone: America/New_York
  measures: [{ column: orders, aggregation: SUM }]
  dimensions: [country]
alerts:
  - { name: on-call, threshold: 30, channel: { log: {} } }
`,
  )
  return folder
}

/** Timestamps are wall clock of New York, where June is four hours behind UTC. */
function timeText(hour: number): string {
  return new Date(SHOP_START + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')
}

function records(hour: number): readonly string[] {
  return ['us', 'uk', 'de'].map((country, i) => {
    const rhythm = 500 + 200 * Math.sin(((hour + 4 * i) / 24) * 2 * Math.PI)
    const noise = 20 * Math.sin(hour * 12.9898 + i * 78.233)
    const out = country === 'de' && hour >= 400 && hour <= 402
    return `${timeText(hour)},${country},${out ? 0 : Math.round(rhythm + noise)}`
  })
}
