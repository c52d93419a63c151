import type { Interval } from '../../spec/interval.ts'
import { findAnomalies, type MeasureFindings } from '../anomalies/index.ts'
import type { Aggregate } from '../dataset/index.ts'
import {
  SHARDS,
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  shardFromBytes,
  shardOf,
  shardToBytes,
  stepShard,
  summarise,
  type DetectorSummary,
  type Scores,
  type Shard,
  type StepContext,
} from '../detection/index.ts'

/** What a model is made for; fixed for a generation. */
export interface ModelConfig {
  readonly interval: Interval
  /** Names, in the order of the spec. */
  readonly measures: readonly string[]
}

/** One shard's part of a judged interval, index = series in the shard * measures + measure. */
export interface ShardStep {
  readonly shard: number
  /** NaN = no value. */
  readonly values: Float64Array
  readonly scores: Scores
}

/** Where the series of an aggregate live in a model: their numbers, -1 while the model does not know them. */
export type SeriesPlaces = Int32Array

interface Room {
  readonly shard: Shard
  readonly series: (readonly string[])[]
}

/**
 * All metrics of a detector: 64 shards of learned state, and which series live where. A series gets its number when it
 * first has a value and keeps it for the generation: number = place in the shard * SHARDS + shard.
 */
export class MetricModel {
  readonly #config: ModelConfig
  readonly #rooms: (Room | undefined)[]
  readonly #numbers = new Map<string, number>()
  #summary: DetectorSummary

  private constructor(config: ModelConfig, rooms: (Room | undefined)[], summary: DetectorSummary) {
    this.#config = config
    this.#rooms = rooms
    this.#summary = summary
    rooms.forEach((room, shard) =>
      room?.series.forEach((values, place) => this.#numbers.set(seriesKey(values), place * SHARDS + shard)),
    )
  }

  /** A model that knows nothing. */
  static create(config: ModelConfig): MetricModel {
    const rooms = Array.from({ length: SHARDS }, () => undefined)
    return new MetricModel(config, rooms, mergeSummaries([], config.measures.length))
  }

  /**
   * The model of a snapshot.
   *
   * @param parts - as `snapshot` gave them
   * @throws {SnapshotError} when a part is damaged or of an unknown version
   */
  static restore(config: ModelConfig, summary: DetectorSummary, parts: ReadonlyMap<string, Uint8Array>): MetricModel {
    const rooms = Array.from({ length: SHARDS }, (_, shard) => {
      const names = parts.get(partName('series', shard))
      const state = parts.get(partName('state', shard))
      if (names === undefined || state === undefined) return undefined
      const series = JSON.parse(new TextDecoder().decode(names)) as (readonly string[])[]
      return { shard: shardFromBytes(state), series }
    })
    return new MetricModel(config, rooms, summary)
  }

  /** The learned state and the names of the series as named parts, two a shard that holds series. */
  snapshot(): Map<string, Uint8Array> {
    const parts = new Map<string, Uint8Array>()
    this.#rooms.forEach((room, shard) => {
      if (room === undefined) return
      parts.set(partName('series', shard), new TextEncoder().encode(JSON.stringify(room.series)))
    })
    this.#rooms.forEach((room, shard) => {
      if (room !== undefined) parts.set(partName('state', shard), shardToBytes(room.shard))
    })
    return parts
  }

  /** What the metrics have in common; part of every commit. */
  get summary(): DetectorSummary {
    return this.#summary
  }

  get seriesCount(): number {
    return this.#numbers.size
  }

  /** Where the verdict on a metric stands in the steps of `step`: its shard and the index there. */
  metricAt(series: number, measure: number): { readonly shard: number; readonly index: number } {
    return { shard: series % SHARDS, index: Math.floor(series / SHARDS) * this.#config.measures.length + measure }
  }

  /** Dimension values of all series. */
  get series(): readonly (readonly string[])[] {
    return this.#rooms.flatMap((room) => room?.series ?? [])
  }

  /** Dimension values of a series by its number. */
  seriesValues(number: number): readonly string[] {
    const series = this.#rooms[number % SHARDS]?.series[Math.floor(number / SHARDS)]
    if (series === undefined) throw new RangeError(`series ${number} is not in the model: this is a bug of Crowsnest`)
    return series
  }

  /** Number of a series, undefined when it never had a value. */
  seriesNumber(values: readonly string[]): number | undefined {
    return this.#numbers.get(seriesKey(values))
  }

  /** Looks up the series of an aggregate, once for all its intervals. */
  placesOf(aggregate: Aggregate): SeriesPlaces {
    return Int32Array.from(aggregate.series, (values) => this.#numbers.get(seriesKey(values)) ?? -1)
  }

  /**
   * Judges one interval and learns from it.
   *
   * @param places - of the aggregate's series; new series get their number here
   * @returns the shards that hold series, in shard order
   */
  step(aggregate: Aggregate, places: SeriesPlaces, start: number, context: StepContext): ShardStep[] {
    const values = aggregate.values(start) ?? new Float64Array(0)
    this.#admit(aggregate, places, values)
    const steps = this.#rooms.flatMap((room, shard) => (room ? [emptyStep(shard, room.shard)] : []))
    this.#spread(values, places, steps)
    for (const step of steps) {
      stepShard(this.#rooms[step.shard]!.shard, this.#summary, context, step.values, step.scores)
    }
    this.#summary = mergeSummaries(
      steps.map((step) => summarise(this.#rooms[step.shard]!.shard)),
      this.#config.measures.length,
    )
    return steps
  }

  /** The anomalous metrics of a judged interval, one entry a measure, by series number. */
  findings(steps: readonly ShardStep[]): MeasureFindings[] {
    const byShard = steps.map(({ shard, values, scores }) => ({
      shard,
      measures: findAnomalies(this.#config.measures, values, scores),
    }))
    return this.#config.measures.map((measure, index) => ({
      measure,
      scored: byShard.reduce((sum, { measures }) => sum + measures[index].scored, 0),
      metrics: byShard
        .flatMap(({ shard, measures }) =>
          measures[index].metrics.map((finding) => ({ ...finding, series: finding.series * SHARDS + shard })),
        )
        .toSorted((a, b) => a.series - b.series),
    }))
  }

  #admit(aggregate: Aggregate, places: SeriesPlaces, values: Float64Array): void {
    const width = this.#config.measures.length
    for (let series = 0; series < places.length; series++) {
      if (places[series] >= 0) continue
      let seen = false
      for (let index = series * width; index < (series + 1) * width; index++) seen ||= values[index] === values[index]
      if (!seen || values.length === 0) continue
      const names = aggregate.series[series]
      const shard = shardOf(names)
      const room = (this.#rooms[shard] ??= {
        shard: createShard({ interval: this.#config.interval, measures: width }),
        series: [],
      })
      addSeries(room.shard, 1)
      const number = (room.series.push(names) - 1) * SHARDS + shard
      this.#numbers.set(seriesKey(names), number)
      places[series] = number
    }
  }

  #spread(values: Float64Array, places: SeriesPlaces, steps: readonly ShardStep[]): void {
    const width = this.#config.measures.length
    const targets: Float64Array[] = []
    for (const step of steps) targets[step.shard] = step.values
    for (let series = 0; series < places.length; series++) {
      const number = places[series]
      if (number < 0) continue
      const target = targets[number % SHARDS]
      const base = Math.floor(number / SHARDS) * width
      for (let measure = 0; measure < width; measure++) target[base + measure] = values[series * width + measure]
    }
  }
}

function partName(kind: 'series' | 'state', shard: number): string {
  return `${kind}/${String(shard).padStart(2, '0')}`
}

function seriesKey(values: readonly string[]): string {
  return JSON.stringify(values)
}

function emptyStep(number: number, shard: Shard): ShardStep {
  const metrics = shard.series * shard.measures
  return { shard: number, values: new Float64Array(metrics).fill(Number.NaN), scores: createScores(metrics) }
}
