import type { AnomalyGroup } from '../../engine/anomalies/index.ts'
import { judgeLive } from './live.ts'
import { aggregateOf, randomNumbers } from './simulation.ts'

/** Pods in some namespaces, each replaced by another of its namespace when it has ended, which it does by chance. */
export interface Fleet {
  readonly pods: number
  readonly namespaces: number
  /** Hours that a pod lives on average. */
  readonly life: number
  readonly seed: number
  /** Hours that are judged: the first, and the first that is not. */
  readonly from: number
  readonly until: number
  /** Hours in which the namespace `ns2` is silent as a whole. */
  readonly outage: readonly [from: number, until: number]
  /** Hours in which it has four tenths less, or another part left; none by default. */
  readonly loss?: readonly [from: number, until: number]
  readonly left?: number
  /** Hours in which all pods of `ns1`, or of another namespace, are replaced; none by default. */
  readonly releases?: readonly number[]
  readonly released?: string
  /** Whether that is in the midst of the hour, so that each has a part of its values; default false. */
  readonly inTheMidst?: boolean
  /** All pods are replaced every so many hours; never by default. */
  readonly releasedEvery?: number
  /** Whether missing data is judged; default true. */
  readonly missing?: boolean
  /** Hours in which nothing at all comes; none by default. */
  readonly gap?: readonly [from: number, until: number]
}

/** What came of a fleet. */
export interface FleetFindings {
  /** Pods that ended in the hours that are judged. */
  readonly ended: number
  /** Groups of severity 50 and more, times being hours. */
  readonly severe: readonly AnomalyGroup[]
}

const CONFIG = { interval: 'PT1H', measures: ['cpu'], averaged: [false], dimensions: 2 } as const

/** Judges a fleet hour by hour, as a detector does. */
export function judgeFleet(fleet: Fleet): FleetFindings {
  const { pods, namespaces, life, seed, from, until, outage } = fleet
  const {
    loss = [until, until],
    releases = [],
    released = 'ns1',
    releasedEvery = Infinity,
    left = 0.6,
    missing,
    gap,
  } = fleet
  const [lives, numbers] = [randomNumbers(seed), randomNumbers(1000 + seed)]
  const series = Array.from({ length: pods }, (_, k) => [`ns${k % namespaces}`, `pod${k}`])
  const alive = new Set(series.keys())
  /** What pods have of the hour in which they end, or begin. */
  const shares = new Map<number, number>()
  const { groups, step } = judgeLive(CONFIG, ['ns', 'pod'], missing)
  let ended = 0
  for (let hour = 0; hour < until; hour++) {
    shares.clear()
    for (const pod of Array.from(alive)) {
      const isReleased = (releases.includes(hour) && series[pod]![0] === released) || (hour + 1) % releasedEvery === 0
      if (!isReleased && lives() >= 1 / life) continue
      if (hour >= from) ended++
      const share = fleet.inTheMidst === true ? numbers() : 0
      shares.set(pod, share).set(series.length, 1 - share)
      alive.delete(pod)
      alive.add(series.length)
      series.push([series[pod]![0]!, `pod${series.length}`])
    }
    const usual = 100 + 40 * Math.sin((2 * Math.PI * hour) / 24)
    const isOut = hour >= outage[0] && hour < outage[1]
    const isLess = hour >= loss[0] && hour < loss[1]
    const values = Float64Array.from(series, ([namespace], pod) => {
      const noise = numbers() + numbers() + numbers() - 1.5
      const size = isLess && namespace === 'ns2' ? left * usual : usual
      const share = shares.get(pod) ?? (alive.has(pod) ? 1 : 0)
      return share > 0 && !(isOut && namespace === 'ns2') ? share * size * (1 + 0.1 * noise) : Number.NaN
    })
    const aggregate = {
      ...aggregateOf({ series, bases: values }, values),
      measures: ['cpu'],
      dimensions: ['ns', 'pod'],
    }
    const slot = { ofDay: hour % 24, dayOfWeek: Math.floor(hour / 24) % 7, dayOfYear: 0 }
    if (gap !== undefined && hour >= gap[0] && hour < gap[1]) continue
    step(aggregate, hour, slot, hour >= from, hour === gap?.[1] ? hour - gap[0] : 0)
  }
  return { ended, severe: [...groups.values()].filter(({ severity }) => severity >= 50) }
}
