import type { Aggregate } from '../../engine/dataset/index.ts'

/** A shop's orders by country, category and platform: Poisson counts with a daily shape and shocks that many share. */
export interface Market {
  readonly series: readonly (readonly string[])[]
  /** Expected orders of each series at an average hour. */
  readonly bases: Float64Array
}

/** Spread (sigma of the logarithm) of what all series share in an hour, and of what a country's share. */
export interface Shocks {
  readonly all: number
  readonly country: number
}

/** Numbers between 0 and 1, the same for the same seed (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** countries x categories x platforms series, whose sizes are log-normal around `median`. */
export function createMarket(
  sizes: readonly [countries: number, categories: number, platforms: number],
  median: number,
  random: () => number,
): Market {
  const [countries, categories, platforms] = sizes.map((size, d) =>
    Array.from({ length: size }, (_, k) => `${'ckp'[d]}${String(k).padStart(3, '0')}`),
  ) as [string[], string[], string[]]
  const series = countries.flatMap((country) =>
    categories.flatMap((category) => platforms.map((platform) => [country, category, platform])),
  )
  return { series, bases: Float64Array.from(series, () => median * Math.exp(0.8 * normal(random))) }
}

/** What the series sell on average in each hour, one after the other: shape of the day times shocks. */
export function expectedOrders(market: Market, hour: number, shocks: Shocks, random: () => number): Float64Array {
  const shape = 1 + 0.5 * Math.sin((2 * Math.PI * hour) / 24)
  const all = Math.exp(shocks.all * normal(random))
  const byCountry = new Map<string, number>()
  return market.bases.map((base, k) => {
    const [country] = market.series[k]!
    const own = byCountry.get(country!) ?? Math.exp(shocks.country * normal(random))
    byCountry.set(country!, own)
    return base * shape * all * own
  })
}

/** Poisson counts of these means. */
export function drawOrders(means: Float64Array, random: () => number): Float64Array {
  return means.map((mean) => poisson(mean, random))
}

/** What reading one interval of these values gives; starts are of no meaning. */
export function aggregateOf({ series }: Market, values: Float64Array): Aggregate {
  return {
    measures: ['orders'],
    dimensions: ['country', 'category', 'platform'],
    series,
    intervals: [0],
    droppedIntervals: 0,
    values: () => values,
    counts: () => undefined,
    report: {
      files: 0,
      bytes: 0,
      read: 0,
      used: 0,
      rejected: 0,
      outside: 0,
      filtered: 0,
      overQuota: 0,
      rejections: [],
      metricsOverQuota: 0,
      incomplete: 0,
      empty: [0],
    },
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** By multiplication; large means by the normal distribution with continuity. */
function poisson(mean: number, random: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}
