import { PRICES } from '../../plans/prices.ts'
import { markdownTable } from '../write-section.ts'

/** What a process came to that did one step. */
export interface MapStepCost {
  readonly step: string
  /** Of `plan` and `admit`: machines in the next step. */
  readonly parts?: number | null
  /** Of the whole process, from its start: what passed, and what its threads took of processors. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** Most memory that it had at a time. */
  readonly megabytes: number
  readonly calls: Readonly<Record<string, number>>
}

/** An interval on the map, and on one function. */
export interface MapPoint {
  readonly metrics: number
  /** Of the data. */
  readonly bytes: number
  readonly costs: readonly MapStepCost[]
  readonly alone: Omit<MapStepCost, 'step'>
}

/** The size that is calculated, from the largest that was measured. */
const CALCULATED = 5_000_000

/** Learned state that one machine judges: as in engine/run/map. */
const STATE_SHARE = 256 * 2 ** 20
const STATE_OF_METRIC = 1_510
const IMPORT_SHARE = 64 * 2 ** 20

/** States that one interval passes through, and each part of a map (its child run, the task in it, their start and end). */
const TRANSITIONS = 8
const TRANSITIONS_OF_PART = 4
/** What was measured, and what follows for a size that does not fit on one function. */
export function mapSection(points: readonly MapPoint[]): string {
  const measured = markdownTable(
    ['metrics:', 'step', 'machines:', 'processor seconds of the slowest:', 'peak MB:'],
    points.flatMap((point) => [
      ...stepsOf(point).map(({ step, costs }) => [
        point.metrics.toLocaleString('en-US'),
        step,
        String(costs.length),
        most(costs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1),
        Math.round(most(costs.map(({ megabytes }) => megabytes))).toLocaleString('en-US'),
      ]),
      [
        point.metrics.toLocaleString('en-US'),
        'all of it on one function',
        '1',
        point.alone.cpuSeconds.toFixed(1),
        Math.round(point.alone.megabytes).toLocaleString('en-US'),
      ],
    ]),
  )
  return `${measured}\n\n${calculated(points.at(-1)!)}`
}

function stepsOf({ costs }: MapPoint): readonly { readonly step: string; readonly costs: readonly MapStepCost[] }[] {
  return [...Map.groupBy(costs, ({ step }) => step)].map(([step, own]) => ({ step, costs: own }))
}

/**
 * Each step in proportion to what it does: bytes, learned state, verdicts. A function has a whole processor from 1,769 MB on, so that
 * processor time is the time that passes, but for waiting for S3.
 */
function calculated(point: MapPoint): string {
  const of = (step: string): readonly MapStepCost[] => point.costs.filter((cost) => cost.step === step)
  const factor = CALCULATED / point.metrics
  const bytes = point.bytes * factor
  const imports = Math.ceil(bytes / IMPORT_SHARE)
  const scores = Math.min(64, 2 ** Math.ceil(Math.log2((CALCULATED * STATE_OF_METRIC) / STATE_SHARE)))
  const importSeconds = (total(of('import')) / point.bytes) * (bytes / imports)
  const scoreSeconds = (total(of('score')) / point.metrics) * (CALCULATED / scores)
  const commitSeconds = total(of('commit')) * factor
  // The quota of this detector is full, so that each series is looked up.
  const rest = total(of('plan')) + total(of('admit')) * factor
  const memory = most(of('commit').map(({ megabytes }) => megabytes)) * factor
  const wall = rest + importSeconds + scoreSeconds + commitSeconds
  const gigabytes = Math.min(10, Math.ceil((memory * 1.2) / 1024))
  const functionSeconds = rest + importSeconds * imports + scoreSeconds * scores + commitSeconds
  const calls =
    point.costs.reduce((sum, cost) => sum + Object.values(cost.calls).reduce((a, b) => a + b, 0), 0) * factor
  const compute = functionSeconds * gigabytes * PRICES.lambdaGigabyteSecond
  const transitions =
    (TRANSITIONS + TRANSITIONS_OF_PART * (imports + scores)) * (PRICES.stepFunctionsThousandTransitions / 1000)
  const requests = (calls / 1000) * PRICES.s3ThousandWrites
  const interval = compute + transitions + requests
  const rows: readonly (readonly [string, string])[] = [
    ['data of an interval', `${Math.round(bytes / 2 ** 20)} MiB, read by ${imports} functions`],
    ['learned state', `${((CALCULATED * STATE_OF_METRIC) / 1e9).toFixed(1)} GB, judged by ${scores} functions`],
    ['memory that the last step needs', `${(memory / 1024).toFixed(1)} GB`],
    ['time of an interval, functions side by side', `${Math.round(wall)} s`],
    ['time of all functions together', `${Math.round(functionSeconds)} s`],
    ['computing', `$${compute.toFixed(3)} an interval with ${gigabytes} GB of memory`],
    ['Step Functions', `$${transitions.toFixed(4)} an interval`],
    ['requests to S3', `$${requests.toFixed(3)} an interval, at most`],
    ['an hourly detector', `$${Math.round(interval * 730)} a month`],
  ]
  return markdownTable([`${CALCULATED.toLocaleString('en-US')} metrics, calculated`, ''], rows)
}

function total(costs: readonly MapStepCost[]): number {
  return costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}

function most(numbers: readonly number[]): number {
  return Math.max(...numbers)
}
