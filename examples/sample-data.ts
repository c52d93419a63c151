import { seededRandom, type Random } from './random.ts'
import { SAMPLE_EVENTS, type SampleEvent } from './sample-events.ts'

/** The sample: an online shop's orders, revenue and page latency by platform and country, hour by hour. */
export interface Sample {
  /** The history as CSV: timestamp,platform,country,orders,revenue,latency. */
  readonly history: string
  /** What comes after the history, one CSV an hour, by path (`20260610/0100.csv`). */
  readonly live: Readonly<Record<string, string>>
  /** What happened, one row per event and measure; an empty dimension means all of its values. */
  readonly labels: string
}

/** Length of the history, of which a backtest learns the first 70, and of the live data after it. */
export const SAMPLE_DAYS = { history: 100, live: 2 } as const

const HEADER = 'timestamp,platform,country,orders,revenue,latency'
const START = Date.UTC(2026, 2, 2) // a Monday
const HOUR = 3_600_000

/** Orders per hour of each platform in a country of size 1, and its page latency in milliseconds. */
const PLATFORMS = [
  { platform: 'web', orders: 120, latency: 310 },
  { platform: 'ios', orders: 70, latency: 190 },
  { platform: 'android', orders: 55, latency: 240 },
  { platform: 'kiosk', orders: 0.8, latency: 150 },
] as const

/** Size, worth of an order, latency factor, hours ahead of UTC, and holidays (days since the start) of each country. */
const COUNTRIES = [
  { country: 'us', size: 1.6, order: 42, far: 1, zone: -5, holidays: [84] },
  { country: 'uk', size: 0.8, order: 38, far: 1.1, zone: 1, holidays: [32, 35, 63] },
  { country: 'de', size: 0.9, order: 45, far: 1.15, zone: 2, holidays: [32, 35, 60] },
  { country: 'jp', size: 0.6, order: 33, far: 1.5, zone: 9, holidays: [58, 62, 63, 64] },
  { country: 'br', size: 0.4, order: 21, far: 1.4, zone: -3, holidays: [32, 50, 60] },
] as const

/** Orders by local hour, relative to the day's mean of about 1. */
const DAY = [
  0.35, 0.22, 0.15, 0.12, 0.13, 0.2, 0.38, 0.62, 0.85, 1.02, 1.14, 1.22, 1.3, 1.26, 1.18, 1.16, 1.22, 1.34, 1.5, 1.66,
  1.74, 1.58, 1.12, 0.66,
]
/** Orders by day of week from Monday, relative to the mean of 1. */
const WEEK = [0.94, 0.92, 0.95, 0.99, 1.04, 1.14, 1.02]
/** Orders grow by this much over the whole sample; a holiday has this share of a normal day. */
const GROWTH = 0.15
const HOLIDAY = 0.72

/** Hours in which nothing was recorded at all: no anomaly of any metric. One that falls silent alone is an event. */
const GAPS = [
  { start: 41 * 24 + 3, end: 41 * 24 + 4 },
  { start: 88 * 24 + 2, end: 88 * 24 + 3 },
]

/**
 * Makes the sample data. Counts are Poisson, all series share shocks (weather, news), countries have shocks of their
 * own, and the kiosks sell so little that most of their hours have no record.
 *
 * @param seed - another seed gives another shop's noise with the same events
 * @returns CSV texts, the same bytes for the same seed
 */
export function makeSample(seed = 2026): Sample {
  const random = seededRandom(seed)
  const everywhere = autoregressive(random, 0.85, 0.02)
  const countries = COUNTRIES.map((country) => ({ ...country, shock: autoregressive(random, 0.7, 0.02) }))
  const history = [HEADER]
  const live: Record<string, string[]> = {}
  for (let hour = 0; hour < (SAMPLE_DAYS.history + SAMPLE_DAYS.live) * 24; hour++) {
    const shared = everywhere()
    const time = timeText(hour)
    const path = `${time.slice(0, 10).replaceAll('-', '')}/${time.slice(11, 16).replace(':', '')}.csv`
    const lines = hour < SAMPLE_DAYS.history * 24 ? history : (live[path] ??= [HEADER])
    for (const country of countries) {
      const mood = shared + country.shock()
      for (const platform of PLATFORMS) {
        const record = sampleRecord(random, hour, country, platform, mood)
        if (record !== undefined) lines.push(`${time},${platform.platform},${country.country},${record}`)
      }
    }
  }
  return {
    history: `${history.join('\n')}\n`,
    live: Object.fromEntries(Object.entries(live).map(([path, lines]) => [path, `${lines.join('\n')}\n`])),
    labels: labelCsv(),
  }
}

function sampleRecord(
  random: Random,
  hour: number,
  country: (typeof COUNTRIES)[number],
  platform: (typeof PLATFORMS)[number],
  mood: number,
): string | undefined {
  const place = { platform: platform.platform, country: country.country }
  const local = hour + country.zone
  const day = Math.floor(local / 24)
  const holiday = country.holidays.some((each) => each === day) && !isLabelled(day)
  const rhythm = DAY[((local % 24) + 24) % 24]! * WEEK[((day % 7) + 7) % 7]! * (holiday ? HOLIDAY : 1)
  const growth = 1 + (GROWTH * hour) / (SAMPLE_DAYS.history * 24)
  const effect = (measure: string) => effectOf(measure, hour, place)
  const demand = (measure: string) => {
    const change = effect(measure)
    return country.size * growth * Math.exp(mood) * (change === 'flat' ? 0.95 : rhythm * change)
  }
  const ordered = platform.orders * demand('orders')
  const orders = random.poisson(ordered)
  const noise = random.normal()
  const slowness = random.normal()
  // An order's worth varies by about 60 %, so a sum of many orders varies little.
  const perOrder = country.order * Math.max(0.2, 1 + (0.6 * noise) / Math.sqrt(Math.max(1, orders)))
  const price = ordered === 0 ? 0 : (platform.orders * demand('revenue')) / ordered
  const slow = effect('latency')
  const load = 0.85 + 0.15 * rhythm
  const latency =
    platform.latency * country.far * load * Math.exp(0.5 * mood + 0.03 * slowness) * (slow === 'flat' ? 1 : slow)
  if (GAPS.some((gap) => hour >= gap.start && hour <= gap.end) || isSilent(hour, place)) return undefined
  if (platform.orders < 1 && orders === 0) return undefined
  return `${orders},${(orders * perOrder * price).toFixed(2)},${latency.toFixed(1)}`
}

function effectOf(measure: string, hour: number, place: Readonly<Record<string, string>>): number | 'flat' {
  let factor = 1
  for (const event of SAMPLE_EVENTS) {
    const lasts = hour >= event.start && (hour <= event.end || event.staysFrom !== undefined)
    const change = event.effects[measure]
    if (!lasts || change === undefined || change === 'silent' || !inSlice(event, place)) continue
    if (change === 'flat') return 'flat'
    factor *= change
  }
  return factor
}

function isSilent(hour: number, place: Readonly<Record<string, string>>): boolean {
  return SAMPLE_EVENTS.some(
    (event) => event.kind === 'silence' && hour >= event.start && hour <= event.end && inSlice(event, place),
  )
}

function inSlice(event: SampleEvent, place: Readonly<Record<string, string>>): boolean {
  return Object.entries(event.slice).every(([dimension, value]) => place[dimension] === value)
}

/** Holidays of the tested part are events with a label, so their effect is not applied twice. */
function isLabelled(day: number): boolean {
  return SAMPLE_EVENTS.some((event) => event.kind === 'holiday' && Math.floor(event.start / 24) === day)
}

/** A random walk that comes back to 0: what one hour has, the next still feels. */
function autoregressive(random: Random, memory: number, spread: number): () => number {
  let value = 0
  return () => {
    value = memory * value + spread * random.normal()
    return value
  }
}

function labelCsv(): string {
  const rows = SAMPLE_EVENTS.flatMap((event) =>
    Object.keys(event.effects).map((measure) =>
      [
        event.name,
        event.kind,
        measure,
        timeText(event.start),
        timeText(event.end),
        event.slice['platform'] ?? '',
        event.slice['country'] ?? '',
      ].join(','),
    ),
  )
  return `event,kind,measure,start,end,platform,country\n${rows.join('\n')}\n`
}

function timeText(hour: number): string {
  return new Date(START + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')
}
