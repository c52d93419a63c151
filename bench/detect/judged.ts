import { updateGroups, type OpenGroup } from '../../engine/anomalies/index.ts'
import type { Aggregate } from '../../engine/dataset/index.ts'
import type { StepContext } from '../../engine/detection/index.ts'
import { MetricModel } from '../../engine/run/metric-model.ts'
import { aggregateOf, createMarket, drawOrders, expectedOrders, randomNumbers } from '../layers/simulation.ts'

const LEARNED = 2000
const WEEKS = 8
const SEEDS = [77, 78, 79]

/**
 * False groups a week on clean data when only the newest intervals of 2,000 were judged while learning: three markets of 320
 * metrics with shared shocks, 8 weeks each.
 *
 * @param judged - how many of them, at most 2,000
 * @param severity - that a group must reach to count
 */
export async function falseGroupsAWeek(judged: number, severity: number): Promise<number> {
  let groups = 0
  for (const seed of SEEDS) {
    const severities = await severitiesOfGroups(judged, seed)
    groups += severities.filter((one) => one >= severity).length
  }
  return groups / WEEKS / SEEDS.length
}

async function severitiesOfGroups(judged: number, seed: number): Promise<number[]> {
  const random = randomNumbers(seed)
  const market = createMarket([8, 10, 4], 12, random)
  const rows = Array.from({ length: LEARNED + WEEKS * 168 }, (_, hour) =>
    drawOrders(expectedOrders(market, hour, { all: 0.03, country: 0.04 }, random), random),
  )
  const aggregate: Aggregate = { ...aggregateOf(market, rows[0]!), values: (hour) => rows[hour] }
  const model = MetricModel.create({ interval: 'PT1H', measures: ['orders'], averaged: [false], dimensions: 3 })
  const places = model.placesOf(aggregate)
  const older = rows.slice(0, LEARNED - judged).map((_, hour) => ({ start: hour, ...contextOf(hour) }))
  await model.learn(aggregate, places, older)
  const context = {
    detector: 'bench',
    generation: 'bench',
    dimensions: ['country', 'category', 'platform'],
    seriesValues: (series: number) => model.seriesValues(series),
  }
  const severities = new Map<string, number>()
  let open: readonly OpenGroup[] = []
  for (let hour = older.length; hour < rows.length; hour++) {
    const step = model.step(aggregate, places, hour, contextOf(hour))
    if (hour < LEARNED) continue
    const update = updateGroups(open, { start: hour, sequence: hour, measures: model.findings(step, open) }, context)
    open = update.open
    for (const group of update.changed) severities.set(group.id, group.severity)
  }
  return [...severities.values()]
}

function contextOf(hour: number): StepContext {
  const day = Math.floor(hour / 24)
  return { slot: { ofDay: hour % 24, dayOfWeek: day % 7, dayOfYear: day % 365 }, gap: 0, threshold: 50 }
}
