/**
 * What judging missing data costs in false groups: simulated markets whose metrics miss values at random, or fall silent for a
 * while, judged and ignored; and fleets whose pods end for good.
 *
 *     npm run bench:missing
 */
import { updateGroups, type AnomalyGroup, type OpenGroup } from '../engine/anomalies/index.ts'
import { MetricModel } from '../engine/run/metric-model.ts'
import { judgeFleet } from './layers/fleet.ts'
import { aggregateOf, createMarket, drawOrders, expectedOrders, randomNumbers } from './layers/simulation.ts'

const LEARNED = 1_000
const TESTED = 2_000
const CONFIG = { interval: 'PT1H', measures: ['orders'], averaged: [false], dimensions: 3 } as const
const SHOCKS = { all: 0.03, country: 0.03 }

/** Chances, an interval, that a metric falls silent and that a silent one is back. */
const SILENCES = [
  { begins: 0, ends: 1 },
  { begins: 0.001, ends: 1 },
  { begins: 0.01, ends: 1 },
  { begins: 0.03, ends: 1 },
  { begins: 0.002, ends: 0.5 },
  { begins: 0.01, ends: 0.5 },
] as const

console.log('| metrics | silent once in | for hours | groups >= 50, IGNORE | ANOMALY | of them with a missing value |')
console.log('| ------: | -------------: | --------: | -------------------: | ------: | ---------------------------: |')
for (const sizes of [[4, 4, 3] as const, [8, 8, 6] as const]) {
  for (const { begins, ends } of SILENCES) {
    const ignored = severeGroups(sizes, begins, ends, false)
    const judged = severeGroups(sizes, begins, ends, true)
    const cells = [
      sizes[0] * sizes[1] * sizes[2],
      begins === 0 ? 'never' : `${Math.round(1 / begins)} hours`,
      begins === 0 ? '-' : 1 / ends,
      ignored.length,
      judged.length,
      judged.filter(hasMissing).length,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

console.log(
  '\n| pods | days that they live | ended in 88 days | groups >= 50 | severity of a namespace that is silent for 6 hours |',
)
console.log(
  '| ---: | ------------------: | ---------------: | -----------: | ------------------------------------------------: |',
)
for (const [pods, days] of [
  [60, 30],
  [60, 90],
  [60, 365],
  [200, 20],
] as const) {
  const outage = [3500, 3506] as const
  const fleet = { pods, namespaces: 6, life: 24 * days, seed: 1, from: 1400, until: 3512, outage }
  const { ended, severe } = judgeFleet(fleet)
  const found = severe.filter(({ end }) => end >= outage[0])
  const greatest = Math.max(...found.map(({ severity }) => severity))
  console.log(`| ${[pods, days, ended, severe.length - found.length, Math.round(greatest)].join(' | ')} |`)
}

console.log(
  '\n| releases in the midst of an hour | groups >= 50 | hour of a loss of 40 % in which it is found, at worst |',
)
console.log(
  '| -------------------------------: | -----------: | ----------------------------------------------------: |',
)
console.log(`| ${releaseCells([600, 1000, 1400, 1800, 2200], 2201).join(' | ')} |`)

/** Releases of five fleets; after the last one the pods that are new lose four tenths from an hour on. */
function releaseCells(releases: readonly number[], lost: number): readonly number[] {
  const end = lost + 4
  const years = { pods: 24, namespaces: 4, life: 20_000, from: 500, until: end, outage: [end, end] } as const
  const released = { ...years, released: 'ns2', inTheMidst: true, releases, loss: [lost, end] } as const
  const fleets = [1, 2, 3, 4, 5].map((seed) => judgeFleet({ ...released, seed }).severe)
  const before = fleets.flatMap((severe) => severe.filter((group) => group.end < lost))
  const found = fleets.map((severe) => severe.find((group) => group.end >= lost)?.start ?? Infinity)
  return [releases.length * fleets.length, before.length, Math.max(...found) - lost + 1]
}

/** Groups of severity 50 and more in the tested hours. */
function severeGroups(
  sizes: readonly [number, number, number],
  begins: number,
  ends: number,
  missing: boolean,
): readonly AnomalyGroup[] {
  const market = createMarket(sizes, 12, randomNumbers(3))
  const orderNumbers = randomNumbers(9)
  const silenceNumbers = randomNumbers(17)
  const model = MetricModel.create(CONFIG)
  const silent = market.series.map(() => false)
  const groups = new Map<string, AnomalyGroup>()
  let open: readonly OpenGroup[] = []
  for (let hour = 0; hour < LEARNED + TESTED; hour++) {
    const orders = drawOrders(expectedOrders(market, hour, SHOCKS, orderNumbers), orderNumbers)
    for (let k = 0; k < silent.length; k++) {
      silent[k] = silent[k] ? silenceNumbers() > ends : silenceNumbers() < begins
      if (silent[k]) orders[k] = Number.NaN
    }
    const aggregate = aggregateOf(market, orders)
    const slot = { ofDay: hour % 24, dayOfWeek: Math.floor(hour / 24) % 7, dayOfYear: 0 }
    const step = model.step(aggregate, model.placesOf(aggregate), 0, { slot, gap: 0, threshold: 50, missing })
    if (hour < LEARNED) continue
    const update = updateGroups(
      open,
      { start: hour * 3_600_000, sequence: hour, measures: model.findings(step, open) },
      {
        detector: 'market',
        generation: 'bench',
        dimensions: ['country', 'category', 'platform'],
        seriesValues: (series) => model.seriesValues(series),
      },
    )
    open = update.open
    for (const group of update.changed) groups.set(group.id, group)
  }
  return [...groups.values()].filter(({ severity }) => severity >= 50)
}

function hasMissing({ metrics }: AnomalyGroup): boolean {
  return metrics.some(({ points }) => points.some(({ value }) => value === null))
}
