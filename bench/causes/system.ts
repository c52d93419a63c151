import type { Interval } from '../../spec/interval.ts'
import { noiseOf, NOISE_LAWS } from './noise.ts'
import { randomNumbers, type RandomNumbers } from './random.ts'
import { ancestorsOf, commonRoots, type Driver, type Edge } from './truth.ts'

/** What a generated system is made of. */
export interface SystemOptions {
  readonly interval: Interval
  readonly measures: number
  readonly intervals: number
  /** Links among the measures; each goes forward in a random order, so that none closes a loop. */
  readonly edges: number
  /** Share of the links that act within the interval. */
  readonly zeroLag: number
  /** Drivers that are no measure; each moves two or three measures at different lags. */
  readonly hiddenDrivers: number
  /** Outages that hit three measures one after the other, 15 sigma each, and are passed on to none. */
  readonly incidents: number
}

/** One event of a measure's own, which its effects take up. */
export interface Shock {
  readonly interval: number
  readonly measure: number
  /** Standard deviations of the measure's own noise. */
  readonly size: number
}

/** A generated system: what is measured, and what is true. */
export interface System {
  readonly interval: Interval
  /** Values as a detector gets them: level, day, week and the system's movement; [measure][interval], hours. */
  readonly values: readonly Float64Array[]
  /** The movement alone, free of level and season (but for leftovers), [measure][interval]. */
  readonly residuals: readonly Float64Array[]
  readonly edges: readonly Edge[]
  /** ancestors[to] holds every measure from which links lead to `to`. */
  readonly ancestors: readonly ReadonlySet<number>[]
  /** Pairs `a * measures + b` (a < b) with a common root that reaches both within the same interval. */
  readonly together: ReadonlySet<number>
  /** Pairs with a common root at whatever lags. */
  readonly related: ReadonlySet<number>
}

/** Intervals of the day; of the week at P1D, for what a forecast left over. */
const CYCLE: Readonly<Record<Interval, number>> = { PT5M: 288, PT10M: 144, PT1H: 24, P1D: 7 }
const WARM_UP = 50

/**
 * A system of measures with known links: each measure has its own noise law, memory and remains of a day that a
 * forecast left over; links have lags of 1 to 6 intervals and weights of 0.25 to 0.6 of either sign, a third of them
 * act over two intervals.
 *
 * @param shock - with the same seed, all else is the same with and without it
 */
export function generateSystem(seed: number, options: SystemOptions, shock?: Shock): System {
  const random = randomNumbers(seed)
  const edges = drawEdges(random, options)
  const drivers = drawDrivers(random, options)
  const residuals = simulate(random, options, edges, drivers, shock)
  strike(random, residuals, options.incidents)
  return {
    interval: options.interval,
    values: residuals.map((series) => dress(random, series, options.interval)),
    residuals,
    edges,
    ancestors: ancestorsOf(options.measures, edges),
    together: commonRoots(options.measures, edges, drivers, (source, lag) => `${source}, ${lag}`),
    related: commonRoots(options.measures, edges, drivers, (source) => source),
  }
}

function drawEdges(random: RandomNumbers, { measures, edges, zeroLag }: SystemOptions): Edge[] {
  const order = random.shuffled(Array.from({ length: measures }, (_, k) => k))
  const pairs = order.flatMap((from, rank) => order.slice(rank + 1).map((to) => ({ from, to })))
  return random
    .shuffled(pairs)
    .slice(0, edges)
    .flatMap(({ from, to }) => {
      const lag = random.uniform() < zeroLag ? 0 : random.whole(1, 6)
      const weight = (0.25 + 0.35 * random.uniform()) * sign(random)
      const longer = lag > 0 && random.uniform() < 1 / 3
      return longer
        ? [
            { from, to, lag, weight },
            { from, to, lag: lag + 1, weight: weight / 2 },
          ]
        : [{ from, to, lag, weight }]
    })
}

function drawDrivers(random: RandomNumbers, { measures, hiddenDrivers }: SystemOptions): Driver[] {
  return Array.from({ length: hiddenDrivers }, () => ({
    memory: 0.9 * random.uniform(),
    targets: random
      .shuffled(Array.from({ length: measures }, (_, k) => k))
      .slice(0, random.whole(2, 3))
      .map((to) => ({ to, lag: random.whole(0, 4), weight: (0.4 + 0.4 * random.uniform()) * sign(random) })),
  }))
}

function simulate(
  random: RandomNumbers,
  { measures, intervals, interval }: SystemOptions,
  edges: readonly Edge[],
  drivers: readonly Driver[],
  shock: Shock | undefined,
): Float64Array[] {
  const length = intervals + WARM_UP
  const cycle = CYCLE[interval]
  const laws = Array.from({ length: measures }, () => random.shuffled(NOISE_LAWS)[0])
  const memory = laws.map(() => 0.7 * random.uniform())
  const loud = laws.map(() => (random.uniform() < 0.5 ? 0.5 * random.uniform() : 0))
  const leftover = laws.map(() => (random.uniform() < 0.5 ? 0.4 * random.uniform() : 0))
  const phase = laws.map(() => 2 * Math.PI * random.uniform())
  const hidden = drivers.map((driver) => {
    const series = new Float64Array(length)
    for (let t = 1; t < length; t++) {
      series[t] = driver.memory * series[t - 1] + Math.sqrt(1 - driver.memory ** 2) * random.normal()
    }
    return series
  })
  const states = laws.map(() => new Float64Array(length))
  const instant = inOrder(measures, edges).filter(({ lag }) => lag === 0)
  for (let t = 8; t < length; t++) {
    const day = (2 * Math.PI * t) / cycle
    for (let k = 0; k < measures; k++) {
      states[k][t] = memory[k] * states[k][t - 1] + noiseOf(laws[k], random) * (1 + loud[k] * Math.sin(day))
    }
    if (shock !== undefined && t === shock.interval + WARM_UP) states[shock.measure][t] += shock.size
    drivers.forEach(({ targets }, h) => {
      for (const { to, lag, weight } of targets) states[to][t] += weight * hidden[h][t - lag]
    })
    for (const { from, to, lag, weight } of edges) if (lag > 0) states[to][t] += weight * states[from][t - lag]
    for (const { from, to, weight } of instant) states[to][t] += weight * states[from][t]
  }
  return states.map((series, k) =>
    series.slice(WARM_UP).map((value, t) => value + leftover[k] * Math.sin((2 * Math.PI * t) / cycle + phase[k])),
  )
}

/** Links in an order in which a measure is complete before it is passed on. */
function inOrder(measures: number, edges: readonly Edge[]): Edge[] {
  const depth = ancestorsOf(measures, edges).map((set) => set.size)
  return edges.toSorted((a, b) => depth[a.from] - depth[b.from])
}

function strike(random: RandomNumbers, residuals: readonly Float64Array[], incidents: number): void {
  for (let k = 0; k < incidents; k++) {
    const start = random.whole(400, residuals[0].length - 20)
    random
      .shuffled(residuals)
      .slice(0, 3)
      .forEach((series, position) => {
        series[start + position] -= 15
      })
  }
}

/** Level, day and week around the movement, which is 3 % of the level. */
function dress(random: RandomNumbers, series: Float64Array, interval: Interval): Float64Array {
  const level = 100 * 10 ** (2 * random.uniform())
  const day = 0.1 + 0.3 * random.uniform()
  const peak = random.whole(8, 20) / 24
  const weekend = 0.2 * random.uniform()
  const slots = interval === 'P1D' ? 1 : CYCLE[interval]
  return series.map((movement, t) => {
    const daily = slots === 1 ? 1 : 1 + day * Math.cos(2 * Math.PI * (t / slots - peak))
    const weekly = Math.floor(t / slots) % 7 >= 5 ? 1 - weekend : 1
    return level * (daily * weekly + 0.03 * movement)
  })
}

function sign(random: RandomNumbers): number {
  return random.uniform() < 0.5 ? -1 : 1
}
