// Many metrics at once: detection of anomalies of slices among 320 noisy series at one false group a week, for several
// statistics; false groups a week at the same severity with 100, 1,000 and 10,000 metrics; and what the roll-ups cost.
// Seeded. Run: npm run bench:layers [detection | false-groups | cost]
import { updateGroups, type OpenGroup } from '../engine/anomalies/index.ts'
import {
  SHARDS,
  addSeries,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
  type DetectorSummary,
  type StepContext,
} from '../engine/detection/index.ts'
import { LayerModel } from '../engine/layers/index.ts'
import type { ModelConfig, ModelStep } from '../engine/run/joint-model.ts'
import { MetricModel } from '../engine/run/metric-model.ts'
import {
  aggregateOf,
  createMarket,
  drawOrders,
  expectedOrders,
  randomNumbers,
  type Market,
  type Shocks,
} from './layers/simulation.ts'
import { STATISTICS, thresholdFor } from './layers/statistics.ts'

const WEEK = 168
const CONFIG: ModelConfig = { interval: 'PT1H', measures: ['orders'], averaged: [false], dimensions: 3 }
/** Weeks before the test, in which everything is learned. */
const LEARNED = 8
/** Expected orders of the median leaf in an hour, and shocks that leave the leaves alone about the power that facts measured. */
const MEDIAN = 12
const SHOCKS: Shocks = { all: 0.03, country: 0.04 }
const weeks = Number(process.env['BENCH_WEEKS'] ?? 24)

/** What is lost of the orders of which series. */
const SCENARIOS: Readonly<Record<string, (market: Market, random: () => number) => (k: number) => number>> = {
  'leaf -70 %': ({ series }, random) => {
    const one = Math.floor(random() * series.length)
    return (k) => (k === one ? 0.3 : 1)
  },
  'country -30 %': ({ series }, random) => {
    const [country] = series[Math.floor(random() * series.length)]!
    return (k) => (series[k]![0] === country ? 0.7 : 1)
  },
  'country x category -45 %': ({ series }, random) => {
    const [country, category] = series[Math.floor(random() * series.length)]!
    return (k) => (series[k]![0] === country && series[k]![1] === category ? 0.55 : 1)
  },
  'total -10 %': () => () => 0.9,
  '10 scattered leaves -50 %': ({ series }, random) => lossOf(10 / series.length, 0.5, random),
  'a third of the leaves -25 %': (_, random) => lossOf(1 / 3, 0.75, random),
}

const only = process.argv[2]
if (only === undefined || only === 'detection') {
  console.log(`One hour of loss among 320 leaves: found at one false group a week (${weeks} weeks)\n`)
  detection()
}
if (only === undefined || only === 'false-groups') {
  console.log('\nFalse groups a week on the same kind of data without any loss, at the same severity\n')
  console.log('| metrics | roll-ups | groups >= 50 | groups >= 70 | intervals with a metric >= 70 |')
  console.log('| --- | --- | --- | --- | --- |')
  falseGroups([5, 5, 4])
  falseGroups([10, 10, 10])
  falseGroups([20, 25, 20])
}
if (only === undefined || only === 'cost') {
  console.log('\nTime of one interval of 50,000 metrics\n')
  cost()
}

function lossOf(share: number, factor: number, random: () => number): (k: number) => number {
  const hit = new Map<number, boolean>()
  return (k) => {
    if (!hit.has(k)) hit.set(k, random() < share)
    return hit.get(k)! ? factor : 1
  }
}

function detection(): void {
  const random = randomNumbers(20_261_128)
  const market = createMarket([8, 10, 4], MEDIAN, random)
  const model = MetricModel.create(CONFIG)
  const names = Object.keys(STATISTICS)
  const clean = names.map((): number[] => [])
  const injected = Object.keys(SCENARIOS).map(() => names.map((): number[] => []))
  for (let hour = 0; hour < (LEARNED + weeks) * WEEK; hour++) {
    const means = expectedOrders(market, hour, SHOCKS, random)
    const tested = hour >= LEARNED * WEEK
    if (tested && hour % 5 === 0) {
      const parts = model.snapshot()
      Object.values(SCENARIOS).forEach((scenario, s) => {
        const factor = scenario(market, random)
        const copy = MetricModel.restore(CONFIG, model.summary, parts)
        const orders = drawOrders(
          means.map((mean, k) => mean * factor(k)),
          random,
        )
        scoresOf(step(copy, market, orders, hour)).forEach((score, k) => injected[s]![k]!.push(score))
      })
    }
    const judged = step(model, market, drawOrders(means, random), hour)
    if (tested) scoresOf(judged).forEach((score, k) => clean[k]!.push(score))
  }
  console.log(`| statistic | threshold | ${Object.keys(SCENARIOS).join(' | ')} |`)
  console.log(`| --- | --- | ${'--- | '.repeat(injected.length)}`)
  names.forEach((name, k) => {
    const threshold = thresholdFor(clean[k]!, weeks)
    const rates = injected.map((byStatistic) => shareFrom(byStatistic[k]!, threshold))
    console.log(
      `| ${name} | ${threshold.toFixed(2)} | ${rates.map((rate) => `${Math.round(100 * rate)} %`).join(' | ')} |`,
    )
  })
  console.log(`\n${injected[0]![0]!.length} losses of each kind; clean intervals in 1,000 at our score >= s:`)
  for (const s of [2, 2.5, 3]) {
    console.log(`s = ${s}: ${(1000 * shareFrom(clean.at(-1)!, s)).toFixed(1)}, stated ${(1000 * 10 ** -s).toFixed(1)}`)
  }
}

function falseGroups(sizes: readonly [number, number, number]): void {
  const random = randomNumbers(77)
  const market = createMarket(sizes, MEDIAN, random)
  const model = MetricModel.create(CONFIG)
  const context = {
    detector: 'bench',
    generation: 'bench',
    dimensions: ['country', 'category', 'platform'],
    seriesValues: (series: number) => model.seriesValues(series),
  }
  const tested = Math.min(weeks, 8)
  const severities = new Map<string, number>()
  let open: readonly OpenGroup[] = []
  let severe = 0
  let rollUps = 0
  for (let hour = 0; hour < (LEARNED + tested) * WEEK; hour++) {
    const judged = step(model, market, drawOrders(expectedOrders(market, hour, SHOCKS, random), random), hour)
    if (hour < LEARNED * WEEK) continue
    const update = updateGroups(open, { start: hour, sequence: hour, measures: model.findings(judged, open) }, context)
    open = update.open
    for (const { id, severity } of update.changed) severities.set(id, severity)
    if (judged.shards.some(({ scores }) => scores.severity.some((severity) => severity >= 70))) severe++
    rollUps = judged.layers.rollUps.reduce((sum, { values }) => sum + values.length, 0)
  }
  const rate = (least: number): string =>
    ([...severities.values()].filter((severity) => severity >= least).length / tested).toFixed(2)
  const raw = (severe / tested).toFixed(1)
  console.log(`| ${market.series.length} | ${rollUps} | ${rate(50)} | ${rate(70)} | ${raw} a week |`)
}

function cost(): void {
  const random = randomNumbers(5)
  const market = createMarket([50, 50, 20], MEDIAN, random)
  const model = MetricModel.create(CONFIG)
  const layers = LayerModel.create(CONFIG)
  const shards = Array.from({ length: SHARDS }, () => createShard({ interval: 'PT1H', measures: 1 }))
  let tails: DetectorSummary = mergeSummaries([], 1)
  let summary = LayerModel.summary(CONFIG)
  const times = { leaves: Infinity, layers: Infinity }
  for (let hour = 0; hour < 340; hour++) {
    const judged = step(model, market, drawOrders(expectedOrders(market, hour, SHOCKS, random), random), hour)
    if (hour === 0) {
      for (const { shard, values } of judged.shards) {
        addSeries(shards[shard]!, values.length)
        for (let place = 0; place < values.length; place++) {
          const number = place * SHARDS + shard
          layers.table.add(number, model.seriesValues(number))
        }
      }
    }
    const begun = performance.now()
    for (const { shard, values, scores } of judged.shards)
      stepShard(shards[shard]!, tails, contextOf(hour), values, scores)
    tails = mergeSummaries(shards.map(summarise), 1)
    const between = performance.now()
    summary = layers.step(judged.shards, contextOf(hour), summary).summary
    const end = performance.now()
    if (hour < 310) continue
    // The fastest: those that other work on the machine disturbed least.
    times.leaves = Math.min(times.leaves, between - begun)
    times.layers = Math.min(times.layers, end - between)
  }
  console.log(`metrics ${times.leaves.toFixed(1)} ms, their layers ${times.layers.toFixed(1)} ms`)
}

function shareFrom(scores: readonly number[], least: number): number {
  return scores.filter((score) => score >= least).length / scores.length
}

function scoresOf(judged: ModelStep): number[] {
  return Object.values(STATISTICS).map((statistic) => statistic(judged))
}

function step(model: MetricModel, market: Market, values: Float64Array, hour: number): ModelStep {
  const aggregate = aggregateOf(market, values)
  return model.step(aggregate, model.placesOf(aggregate), 0, contextOf(hour))
}

function contextOf(hour: number): StepContext {
  const day = Math.floor(hour / 24)
  return { slot: { ofDay: hour % 24, dayOfWeek: day % 7, dayOfYear: day % 365 }, gap: 0, threshold: 50 }
}
