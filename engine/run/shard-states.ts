import {
  SHARDS,
  addSeries,
  clearSeries,
  createScores,
  createShard,
  shardFromBytes,
  shardToBytes,
  stepShard,
  summariseGone,
  type DetectorSummary,
  type Scores,
  type Shard,
  type ShardConfig,
  type ShardSummary,
  type StepContext,
} from '../detection/index.ts'
import type { SeriesPlaces } from './series-book.ts'

/** One shard's part of a judged interval, index = series in the shard * measures + measure. */
export interface ShardStep {
  readonly shard: number
  /** NaN = no value. */
  readonly values: Float64Array
  /** Records behind each value, where some measure is an average. */
  readonly counts?: Uint32Array
  readonly scores: Scores
}

/** The values of an interval as they were read, index = series of the aggregate * measures + measure. */
export interface ReadValues {
  readonly places: SeriesPlaces
  readonly values: Float64Array
  /** Records behind each value; only where some measure is an average. */
  readonly counts: Uint32Array | undefined
}

/** What verdicts are to say beside what they always do. */
export interface WantedScores {
  /** What expected values are made of; default false. */
  readonly parts?: boolean
}

/** What shards make of an interval. */
export interface JudgedShards {
  /** In shard order; those that hold series. */
  readonly steps: readonly ShardStep[]
  /** Parallel to `steps`. */
  readonly summaries: readonly ShardSummary[]
}

/**
 * What a detector has learned of its metrics, by shard: all of its shards, or some. Judging is a function of this state, of the values
 * and of the summary of the interval before; shards know nothing of each other.
 */
export class ShardStates {
  readonly #config: ShardConfig
  readonly #shards: (Shard | undefined)[]
  readonly #wanted: WantedScores

  private constructor(config: ShardConfig, shards: (Shard | undefined)[], wanted: WantedScores = {}) {
    this.#config = config
    this.#shards = shards
    this.#wanted = wanted
  }

  /** Shards that know nothing. */
  static create(config: ShardConfig, wanted?: WantedScores): ShardStates {
    return new ShardStates(
      config,
      Array.from({ length: SHARDS }, () => undefined),
      wanted,
    )
  }

  /**
   * The shards that a snapshot has, or that part of it.
   *
   * @param given - whether the parts are the shards' from now on: what was learned then needs no second copy of them
   * @throws {SnapshotError} when a part is damaged or of an unknown version
   */
  static restore(config: ShardConfig, parts: ReadonlyMap<string, Uint8Array>, given = false): ShardStates {
    return new ShardStates(
      config,
      Array.from({ length: SHARDS }, (_, shard) => {
        const bytes = parts.get(statePart(shard))
        return bytes && shardFromBytes(bytes, given)
      }),
    )
  }

  /** As named parts, each made when it is asked for: one a shard that holds series. */
  *parts(): Generator<readonly [name: string, bytes: Uint8Array]> {
    for (const [number, shard] of this.#shards.entries()) {
      if (shard !== undefined) yield [statePart(number), shardToBytes(shard)]
    }
  }

  /** The shards that hold series, in shard order. */
  get shards(): readonly Shard[] {
    return this.#shards.flatMap((shard) => shard ?? [])
  }

  /**
   * Forgets series that have left their places.
   *
   * @returns by shard, what stays of them: see `summariseGone`
   */
  leave(numbers: readonly number[]): ReadonlyMap<number, ShardSummary> {
    const byShard = Map.groupBy(numbers, (number) => number % SHARDS)
    return new Map(
      Array.from(byShard, ([number, own]) => {
        const shard = this.#shards[number]!
        const places = own.map((one) => Math.floor(one / SHARDS))
        const summary = summariseGone(shard, places)
        for (const place of places) clearSeries(shard, place)
        return [number, summary]
      }),
    )
  }

  /** Makes room for series that are new and got none of the places that there are, in the order of their numbers in each shard. */
  admit(numbers: readonly number[]): void {
    const added = new Uint32Array(SHARDS)
    for (const number of numbers) {
      const shard = number % SHARDS
      if (Math.floor(number / SHARDS) >= (this.#shards[shard]?.series ?? 0)) added[shard]++
    }
    // All new series of a shard at once: room for one after the other would copy what was learned again and again.
    added.forEach((count, shard) => {
      if (count > 0) addSeries((this.#shards[shard] ??= createShard(this.#config)), count)
    })
  }

  /**
   * Judges one interval of all shards and learns from it.
   *
   * @param summary - of the whole detector as committed at the previous interval
   */
  judge(read: ReadValues, summary: DetectorSummary, context: StepContext): JudgedShards {
    const steps = this.#shards.flatMap((shard, number) => {
      if (shard === undefined) return []
      const metrics = shard.series * shard.measures
      const values = new Float64Array(metrics).fill(Number.NaN)
      return [{ shard: number, values, ...countsFor(read, metrics), scores: createScores(metrics, this.#wanted) }]
    })
    this.#spread(read, steps)
    const summaries = steps.map(({ shard, values, scores }) =>
      stepShard(this.#shards[shard]!, summary, context, values, scores),
    )
    return { steps, summaries }
  }

  /**
   * Spreads an interval over the shards without judging it.
   *
   * @param values - one array a shard that holds series, index = row * its metrics + metric
   * @returns rows of `values`, in shard order
   */
  leaves(read: ReadValues, values: readonly Float64Array[], row: number): readonly Omit<ShardStep, 'scores'>[] {
    const numbers = this.#shards.flatMap((shard, number) => (shard ? [number] : []))
    const leaves = numbers.map((shard, at) => {
      const metrics = this.#shards[shard]!.series * this.#config.measures
      const own = values[at].subarray(row * metrics, (row + 1) * metrics).fill(Number.NaN)
      return { shard, values: own, ...countsFor(read, metrics) }
    })
    this.#spread(read, leaves)
    return leaves
  }

  #spread({ places, values, counts }: ReadValues, leaves: readonly Omit<ShardStep, 'scores'>[]): void {
    spread(places, values, this.#config.measures, leaves, (leaf) => leaf.values)
    if (counts) spread(places, counts, this.#config.measures, leaves, (leaf) => leaf.counts!)
  }
}

function countsFor({ counts }: ReadValues, metrics: number): Pick<ShardStep, 'counts'> {
  return counts === undefined ? {} : { counts: new Uint32Array(metrics) }
}

function spread<T extends Float64Array | Uint32Array, Leaf extends { readonly shard: number }>(
  places: SeriesPlaces,
  values: T,
  width: number,
  leaves: readonly Leaf[],
  targetOf: (leaf: Leaf) => T,
): void {
  const targets: T[] = []
  for (const leaf of leaves) targets[leaf.shard] = targetOf(leaf)
  for (let series = 0; series < places.length; series++) {
    const number = places[series]
    if (number < 0) continue
    const target = targets[number % SHARDS]
    const base = Math.floor(number / SHARDS) * width
    for (let measure = 0; measure < width; measure++) target[base + measure] = values[series * width + measure]
  }
}

/** Name of the part of a snapshot with what is learned of a shard. */
export function statePart(shard: number): string {
  return `state/${String(shard).padStart(2, '0')}`
}
